import type { Operator } from '@parley/shared-types/model.ts';
import { ParleyError } from '../../lib/errors.ts';
import type { Sql, Sqlite, SqlValue } from '../../lib/sqlite.ts';
import type { Invitation, InvitationStore, PeopleStore, Session, SessionStore } from '../store.ts';
import { orConflict, type Reads } from './rows.ts';

interface Row {
  readonly id: string;
  readonly account: string;
  readonly name: string;
  readonly email: string;
  readonly roles: string;
  readonly password_hash: string | null;
  readonly notices: string | null;
  readonly created_at: number;
}

function toOperator({ id, account, name, email, roles, notices, created_at }: Row): Operator {
  const said = notices === null ? {} : { notices: JSON.parse(notices) };
  return { id, accountId: account, name, email, roles: JSON.parse(roles), ...said, createdAt: created_at } as Operator;
}

const BY_ID = 'SELECT * FROM operators WHERE id = ?';
const OF_SITE = `SELECT operators.* FROM operators, json_each(operators.roles) AS role WHERE role.key = ?
  ORDER BY operators.created_at, operators.id`;

export function createPeople(sqlite: Sqlite, reads: Reads): PeopleStore {
  const change = async (statement: string, ...values: readonly SqlValue[]) => {
    if ((await sqlite.write((sql) => sql.run(statement, ...values))) === 0) throw new ParleyError('not_found');
  };
  return {
    addOperator: ({ id, accountId, name, email, roles, notices = null, createdAt }, passwordHash) =>
      orConflict(
        sqlite.write((sql) => {
          const into =
            'INSERT INTO operators (id, account, name, email, email_key, roles, password_hash, notices, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)';
          const kept = notices && JSON.stringify(notices);
          sql.run(into, id, accountId, name, email, email.toLowerCase(), JSON.stringify(roles), passwordHash, kept, createdAt);
        }),
      ),
    async operator(id) {
      const row = reads.get<Row>(BY_ID, id);
      return row ? toOperator(row) : null;
    },
    async byEmail(email) {
      const row = reads.get<Row>('SELECT * FROM operators WHERE email_key = ?', email.toLowerCase());
      return row ? { operator: toOperator(row), passwordHash: row.password_hash } : null;
    },
    countOperators: async () => reads.get<{ count: number }>('SELECT count(*) AS count FROM operators')?.count ?? 0,
    ofSite: async (siteId) => reads.all<Row>(OF_SITE, siteId).map(toOperator),
    setRoles: (id, roles) => change('UPDATE operators SET roles = ? WHERE id = ?', JSON.stringify(roles), id),
    setPassword: (id, passwordHash) => change('UPDATE operators SET password_hash = ? WHERE id = ?', passwordHash, id),
    change: (id, { name = null, notices = null }) =>
      change(
        'UPDATE operators SET name = coalesce(?, name), notices = coalesce(?, notices) WHERE id = ?',
        name,
        notices && JSON.stringify(notices),
        id,
      ),
  };
}

interface SessionRow {
  readonly token_hash: string;
  readonly operator: string;
  readonly expires_at: number;
  readonly created_at: number | null;
  readonly last_seen_at: number | null;
  readonly agent: string | null;
}

const SESSIONS = `SELECT sessions.*, created_at, last_seen_at, agent FROM sessions
  LEFT JOIN session_notes ON session_notes.token_hash = sessions.token_hash`;

function toSession({ token_hash, operator, expires_at, created_at, last_seen_at, agent }: SessionRow): Session {
  const notes = { createdAt: created_at ?? 0, lastSeenAt: last_seen_at ?? 0, agent: agent ?? '' };
  return { tokenHash: token_hash, operatorId: operator as Session['operatorId'], expiresAt: expires_at, ...notes };
}

function forget(sql: Sql, hashes: readonly string[]): void {
  for (const hash of hashes) {
    sql.run('DELETE FROM sessions WHERE token_hash = ?', hash);
    sql.run('DELETE FROM session_notes WHERE token_hash = ?', hash);
  }
}

export function createSessions(sqlite: Sqlite, reads: Reads): SessionStore {
  return {
    async add({ tokenHash, operatorId, expiresAt, createdAt, lastSeenAt, agent }) {
      await sqlite.write((sql) => {
        sql.run('INSERT OR REPLACE INTO sessions VALUES (?, ?, ?)', tokenHash, operatorId, expiresAt);
        sql.run('INSERT OR REPLACE INTO session_notes VALUES (?, ?, ?, ?)', tokenHash, createdAt, lastSeenAt, agent);
      });
    },
    async get(tokenHash, now) {
      const found = reads.get<SessionRow>(`${SESSIONS} WHERE sessions.token_hash = ?`, tokenHash);
      const row = found && found.expires_at > now ? reads.get<Row>(BY_ID, found.operator) : undefined;
      return found && row ? { session: toSession(found), operator: toOperator(row) } : null;
    },
    async end(tokenHash) {
      await sqlite.write((sql) => forget(sql, [tokenHash]));
    },
    endAll: (operatorId, kept = '') =>
      sqlite.write((sql) => {
        const found = sql.all<SessionRow>('SELECT * FROM sessions WHERE operator = ? AND token_hash <> ?', operatorId, kept);
        const hashes = found.map(({ token_hash }) => token_hash);
        forget(sql, hashes);
        return hashes;
      }),
    of: async (operatorId, now) =>
      reads
        .all<SessionRow>(`${SESSIONS} WHERE operator = ? AND expires_at > ? ORDER BY created_at DESC, sessions.token_hash`, operatorId, now)
        .map(toSession),
    async seen(tokenHash, at) {
      const into = `INSERT INTO session_notes SELECT token_hash, 0, ?, '' FROM sessions WHERE token_hash = ?
        ON CONFLICT DO UPDATE SET last_seen_at = max(last_seen_at, excluded.last_seen_at)`;
      await sqlite.write((sql) => sql.run(into, at, tokenHash));
    },
  };
}

interface InvitationRow {
  readonly site: string;
  readonly id: string;
  readonly role: string;
  readonly made_by: string;
  readonly created_at: number;
  readonly expires_at: number;
}

function toInvitation({ site, id, role, made_by, created_at, expires_at }: InvitationRow): Invitation {
  return { id, siteId: site, role, by: made_by, createdAt: created_at, expiresAt: expires_at } as Invitation;
}

export function createInvitations(sqlite: Sqlite, reads: Reads): InvitationStore {
  const pending = 'SELECT * FROM invitations WHERE site = ? AND expires_at > ? ORDER BY created_at DESC, id';
  return {
    async add({ siteId, id, role, by, createdAt, expiresAt }) {
      await sqlite.write((sql) =>
        sql.run('INSERT OR REPLACE INTO invitations VALUES (?, ?, ?, ?, ?, ?)', siteId, id, role, by, createdAt, expiresAt),
      );
    },
    ofSite: async (siteId, now) => reads.all<InvitationRow>(pending, siteId, now).map(toInvitation),
    end: async (siteId, id) => (await sqlite.write((sql) => sql.run('DELETE FROM invitations WHERE site = ? AND id = ?', siteId, id))) > 0,
  };
}
