import type { Operator } from '@parley/shared-types/model.ts';
import { ParleyError } from '../../lib/errors.ts';
import type { PeopleStore, Session, SessionStore } from '../store.ts';
import { ask, type Db, orConflict } from './client.ts';
import type { OperatorDocument, SessionDocument } from './documents.ts';

function toOperator({ _id, account, name, email, roles, createdAt }: OperatorDocument): Operator {
  return { id: _id, accountId: account, name, email, roles: JSON.parse(roles), createdAt } as Operator;
}

async function readOperator(db: Db, id: string): Promise<Operator | null> {
  const found = await ask(db.collection<OperatorDocument>('operators').findOne({ _id: id }));
  return found ? toOperator(found) : null;
}

export function createPeople(db: Db): PeopleStore {
  const operators = db.collection<OperatorDocument>('operators');
  const change = async (id: string, fields: Partial<OperatorDocument>) => {
    if ((await ask(operators.updateOne({ _id: id }, { $set: fields }))).matchedCount === 0) throw new ParleyError('not_found');
  };
  return {
    addOperator: ({ id, accountId, name, email, roles, createdAt }, passwordHash) => {
      const emailKey = email.toLowerCase();
      const document = { _id: id, account: accountId, name, email, emailKey, roles: JSON.stringify(roles), passwordHash, createdAt };
      return orConflict(operators.insertOne(document));
    },
    operator: (id) => readOperator(db, id),
    async byEmail(email) {
      const found = await ask(operators.findOne({ emailKey: email.toLowerCase() }));
      return found ? { operator: toOperator(found), passwordHash: found.passwordHash } : null;
    },
    countOperators: () => ask(operators.countDocuments({})),
    // Roles are JSON, and a team is small: its operators are read and looked through.
    ofSite: async (siteId) =>
      (await ask(operators.find({}).sort({ createdAt: 1, _id: 1 }).toArray()))
        .map(toOperator)
        .filter(({ roles }) => Object.hasOwn(roles, siteId)),
    setRoles: (id, roles) => change(id, { roles: JSON.stringify(roles) }),
    setPassword: (id, passwordHash) => change(id, { passwordHash }),
  };
}

export function createSessions(db: Db): SessionStore {
  const sessions = db.collection<SessionDocument>('sessions');
  return {
    async add({ tokenHash, operatorId, expiresAt }) {
      await ask(sessions.replaceOne({ _id: tokenHash }, { operator: operatorId, expiresAt }, { upsert: true }));
    },
    async get(tokenHash, now) {
      const found = await ask(sessions.findOne({ _id: tokenHash }));
      const who = found && found.expiresAt > now ? await readOperator(db, found.operator) : null;
      if (!found || !who) return null;
      const session: Session = { tokenHash, operatorId: who.id, expiresAt: found.expiresAt };
      return { session, operator: who };
    },
    async end(tokenHash) {
      await ask(sessions.deleteOne({ _id: tokenHash }));
    },
    async endAll(operatorId) {
      const found = await ask(sessions.find({ operator: operatorId }).toArray());
      await ask(sessions.deleteMany({ operator: operatorId }));
      return found.map(({ _id }) => _id);
    },
  };
}
