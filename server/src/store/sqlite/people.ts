import type { Operator } from '@parley/shared-types/model.ts';
import { ParleyError } from '../../lib/errors.ts';
import type { Sqlite } from '../../lib/sqlite.ts';
import type { PeopleStore, Session, SessionStore } from '../store.ts';
import { orConflict, type Reads } from './rows.ts';

interface Row {
  readonly id: string;
  readonly account: string;
  readonly name: string;
  readonly email: string;
  readonly roles: string;
  readonly password_hash: string | null;
  readonly created_at: number;
}

function toOperator({ id, account, name, email, roles, created_at }: Row): Operator {
  return { id, accountId: account, name, email, roles: JSON.parse(roles), createdAt: created_at } as Operator;
}

const BY_ID = 'SELECT * FROM operators WHERE id = ?';
const OF_SITE = `SELECT operators.* FROM operators, json_each(operators.roles) AS role WHERE role.key = ?
  ORDER BY operators.created_at, operators.id`;

export function createPeople(sqlite: Sqlite, reads: Reads): PeopleStore {
  const change = async (statement: string, ...values: readonly string[]) => {
    if ((await sqlite.write((sql) => sql.run(statement, ...values))) === 0) throw new ParleyError('not_found');
  };
  return {
    addOperator: ({ id, accountId, name, email, roles, createdAt }, passwordHash) =>
      orConflict(
        sqlite.write((sql) => {
          const into =
            'INSERT INTO operators (id, account, name, email, email_key, roles, password_hash, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)';
          sql.run(into, id, accountId, name, email, email.toLowerCase(), JSON.stringify(roles), passwordHash, createdAt);
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
  };
}

export function createSessions(sqlite: Sqlite, reads: Reads): SessionStore {
  return {
    async add({ tokenHash, operatorId, expiresAt }) {
      await sqlite.write((sql) => sql.run('INSERT OR REPLACE INTO sessions VALUES (?, ?, ?)', tokenHash, operatorId, expiresAt));
    },
    async get(tokenHash, now) {
      const found = reads.get<{ operator: string; expires_at: number }>(
        'SELECT operator, expires_at FROM sessions WHERE token_hash = ?',
        tokenHash,
      );
      const row = found && found.expires_at > now ? reads.get<Row>(BY_ID, found.operator) : undefined;
      if (!found || !row) return null;
      const operator = toOperator(row);
      const session: Session = { tokenHash, operatorId: operator.id, expiresAt: found.expires_at };
      return { session, operator };
    },
    async end(tokenHash) {
      await sqlite.write((sql) => sql.run('DELETE FROM sessions WHERE token_hash = ?', tokenHash));
    },
    async endAll(operatorId) {
      const ended = await sqlite.write((sql) =>
        sql.all<{ token_hash: string }>('DELETE FROM sessions WHERE operator = ? RETURNING token_hash', operatorId),
      );
      return ended.map(({ token_hash }) => token_hash);
    },
  };
}
