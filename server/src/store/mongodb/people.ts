import type { Operator } from '@parley/shared-types/model.ts';
import type { PeopleStore, Session } from '../store.ts';
import { ask, type Db, orConflict } from './client.ts';
import type { OperatorDocument, SessionDocument } from './documents.ts';

function toOperator({ _id, account, name, email, roles, createdAt }: OperatorDocument): Operator {
  return { id: _id, accountId: account, name, email, roles: JSON.parse(roles), createdAt } as Operator;
}

export function createPeople(db: Db): PeopleStore {
  const operators = db.collection<OperatorDocument>('operators');
  const sessions = db.collection<SessionDocument>('sessions');
  const operator = async (id: string) => {
    const found = await ask(operators.findOne({ _id: id }));
    return found ? toOperator(found) : null;
  };
  return {
    addOperator: ({ id, accountId, name, email, roles, createdAt }, passwordHash) => {
      const emailKey = email.toLowerCase();
      const document = { _id: id, account: accountId, name, email, emailKey, roles: JSON.stringify(roles), passwordHash, createdAt };
      return orConflict(operators.insertOne(document));
    },
    operator,
    async byEmail(email) {
      const found = await ask(operators.findOne({ emailKey: email.toLowerCase() }));
      return found ? { operator: toOperator(found), passwordHash: found.passwordHash } : null;
    },
    countOperators: () => ask(operators.countDocuments({})),
    async setRoles(id, roles) {
      await ask(operators.updateOne({ _id: id }, { $set: { roles: JSON.stringify(roles) } }));
    },
    async addSession({ tokenHash, operatorId, expiresAt }) {
      await ask(sessions.replaceOne({ _id: tokenHash }, { operator: operatorId, expiresAt }, { upsert: true }));
    },
    async session(tokenHash, now) {
      const found = await ask(sessions.findOne({ _id: tokenHash }));
      const who = found && found.expiresAt > now ? await operator(found.operator) : null;
      if (!found || !who) return null;
      const session: Session = { tokenHash, operatorId: who.id, expiresAt: found.expiresAt };
      return { session, operator: who };
    },
    async endSession(tokenHash) {
      await ask(sessions.deleteOne({ _id: tokenHash }));
    },
  };
}
