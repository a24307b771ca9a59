import type { Site } from '@parley/shared-types/model.ts';
import { ParleyError } from '../../lib/errors.ts';
import type { Sqlite } from '../../lib/sqlite.ts';
import type { SiteStore } from '../store.ts';
import { orConflict, type Reads } from './rows.ts';

interface Row {
  readonly id: string;
  readonly account: string;
  readonly name: string;
  readonly allowed_origins: string;
  readonly created_at: number;
}

function toSite({ id, account, name, allowed_origins, created_at }: Row): Site {
  return { id, accountId: account, name, allowedOrigins: JSON.parse(allowed_origins), createdAt: created_at } as Site;
}

export function createSites(sqlite: Sqlite, reads: Reads): SiteStore {
  return {
    addAccount: ({ id, name, createdAt }) =>
      orConflict(sqlite.write((sql) => sql.run('INSERT INTO accounts VALUES (?, ?, ?)', id, name, createdAt))),
    add: ({ id, accountId, name, allowedOrigins, createdAt }) =>
      orConflict(
        sqlite.write((sql) =>
          sql.run('INSERT INTO sites VALUES (?, ?, ?, ?, ?)', id, accountId, name, JSON.stringify(allowedOrigins), createdAt),
        ),
      ),
    async get(id) {
      const row = reads.get<Row>('SELECT * FROM sites WHERE id = ?', id);
      return row ? toSite(row) : null;
    },
    list: async () => reads.all<Row>('SELECT * FROM sites ORDER BY created_at, id').map(toSite),
    async setAllowedOrigins(id, origins) {
      const changed = await sqlite.write((sql) =>
        sql.run('UPDATE sites SET allowed_origins = ? WHERE id = ?', JSON.stringify(origins), id),
      );
      if (changed === 0) throw new ParleyError('not_found');
    },
  };
}
