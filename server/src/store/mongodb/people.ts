import type { Operator } from '@parley/shared-types/model.ts';
import { ParleyError } from '../../lib/errors.ts';
import type { Invitation, InvitationStore, PeopleStore, Session, SessionStore } from '../store.ts';
import { ask, type Db, orConflict } from './client.ts';
import type { InvitationDocument, OperatorDocument, SessionDocument } from './documents.ts';

function toOperator({ _id, account, name, email, roles, notices, createdAt }: OperatorDocument): Operator {
  return { id: _id, accountId: account, name, email, roles: JSON.parse(roles), ...(notices && { notices }), createdAt } as Operator;
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
    addOperator: ({ id, accountId, name, email, roles, notices, createdAt }, passwordHash) => {
      const own = { name, email, emailKey: email.toLowerCase(), passwordHash, ...(notices && { notices }) };
      return orConflict(operators.insertOne({ _id: id, account: accountId, ...own, roles: JSON.stringify(roles), createdAt }));
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
    change: (id, { name, notices }) => change(id, { ...(name !== undefined && { name }), ...(notices && { notices }) }),
  };
}

function toSession({ _id, operator, expiresAt, createdAt = 0, lastSeenAt = 0, agent = '' }: SessionDocument): Session {
  return { tokenHash: _id, operatorId: operator as Session['operatorId'], expiresAt, createdAt, lastSeenAt, agent };
}

export function createSessions(db: Db): SessionStore {
  const sessions = db.collection<SessionDocument>('sessions');
  return {
    async add({ tokenHash, operatorId, ...rest }) {
      await ask(sessions.replaceOne({ _id: tokenHash }, { operator: operatorId, ...rest }, { upsert: true }));
    },
    async get(tokenHash, now) {
      const found = await ask(sessions.findOne({ _id: tokenHash }));
      const operator = found && found.expiresAt > now ? await readOperator(db, found.operator) : null;
      return found && operator ? { session: toSession(found), operator } : null;
    },
    async end(tokenHash) {
      await ask(sessions.deleteOne({ _id: tokenHash }));
    },
    async endAll(operatorId, kept = '') {
      const hashes = (await ask(sessions.find({ operator: operatorId }).toArray())).map(({ _id }) => _id).filter((hash) => hash !== kept);
      await ask(sessions.deleteMany({ operator: operatorId, _id: { $ne: kept } }));
      return hashes;
    },
    of: async (operatorId, now) =>
      (await ask(sessions.find({ operator: operatorId }).sort({ createdAt: -1, _id: 1 }).toArray()))
        .filter(({ expiresAt }) => expiresAt > now)
        .map(toSession),
    async seen(tokenHash, at) {
      await ask(sessions.updateOne({ _id: tokenHash }, { $max: { lastSeenAt: at } }));
    },
  };
}

const invitationKey = (siteId: string, id: string) => JSON.stringify([siteId, id]);

function toInvitation({ _id, site, role, by, createdAt, expiresAt }: InvitationDocument): Invitation {
  return { id: (JSON.parse(_id) as readonly string[])[1], siteId: site, role, by, createdAt, expiresAt } as Invitation;
}

export function createInvitations(db: Db): InvitationStore {
  const invitations = db.collection<InvitationDocument>('invitations');
  return {
    async add({ siteId, id, role, by, createdAt, expiresAt }) {
      const document = { site: siteId, role, by, createdAt, expiresAt };
      await ask(invitations.replaceOne({ _id: invitationKey(siteId, id) }, document, { upsert: true }));
    },
    ofSite: async (siteId, now) =>
      (await ask(invitations.find({ site: siteId }).sort({ createdAt: -1, _id: 1 }).toArray()))
        .filter(({ expiresAt }) => expiresAt > now)
        .map(toInvitation),
    end: async (siteId, id) => (await ask(invitations.deleteOne({ _id: invitationKey(siteId, id) }))).deletedCount > 0,
  };
}
