import type { Clock } from '../../lib/clock.ts';
import type { Logger } from '../../lib/logger.ts';
import type { Sqlite } from '../../lib/sqlite.ts';
import type { MetaStore, Store } from '../store.ts';
import { createConversations } from './conversations.ts';
import { createEffects } from './effects.ts';
import { createLog } from './log.ts';
import { migrate } from './migrations.ts';
import { createPeople } from './people.ts';
import { createSites } from './sites.ts';

interface SqliteStoreDeps {
  readonly sqlite: Sqlite;
  readonly clock: Clock;
  readonly logger: Logger;
}

const VALUE = 'SELECT value FROM meta WHERE name = ?';

function createMeta(sqlite: Sqlite): MetaStore {
  return {
    ensure: (name, value) =>
      sqlite.write((sql) => {
        sql.run('INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT DO NOTHING', name, value);
        return sql.get<{ value: string }>(VALUE, name)?.value ?? value;
      }),
    epoch: async () => Number(readEpoch(sqlite)),
    ping: async () => void sqlite.get('SELECT 1'),
  };
}

function readEpoch(sqlite: Sqlite): string {
  return sqlite.get<{ value: string }>(VALUE, 'epoch')?.value ?? '1';
}

/**
 * The store of the embedded mode, in the database that it shares with the bus: their writes of one turn are one commit.
 * @throws ParleyError `database_newer`
 */
export function createSqliteStore({ sqlite, clock, logger }: SqliteStoreDeps): Store {
  migrate(sqlite);
  // Raised only by restoring a backup, which needs the database for itself.
  const storeEpoch = readEpoch(sqlite);
  logger.debug({ epoch: storeEpoch }, 'store open');
  return {
    log: createLog(sqlite, () => storeEpoch),
    conversations: createConversations(sqlite, clock, () => storeEpoch),
    people: createPeople(sqlite),
    sites: createSites(sqlite),
    effects: createEffects(sqlite),
    meta: createMeta(sqlite),
    // The database belongs to the composition root, which closes it after the bus.
    close: async () => {},
  };
}
