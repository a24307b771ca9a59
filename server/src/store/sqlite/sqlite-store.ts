import type { Clock } from '../../lib/clock.ts';
import type { Logger } from '../../lib/logger.ts';
import type { Sqlite } from '../../lib/sqlite.ts';
import type { Store } from '../store.ts';
import { createConversations } from './conversations.ts';
import { createEffects, disturbEffects } from './effects.ts';
import { createHooks } from './hooks.ts';
import { amendEntry, createLog, eraseEntries, insertInOrder } from './log.ts';
import { createMeta, readStoreEpoch } from './meta.ts';
import { migrate } from './migrations.ts';
import { createInvitations, createPeople, createSessions } from './people.ts';
import { createReads } from './rows.ts';
import { createSearch } from './search.ts';
import { createSites } from './sites.ts';

interface SqliteStoreDeps {
  readonly sqlite: Sqlite;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * The store of the embedded mode, in the database that it shares with the bus: their writes of one turn are one commit.
 * @throws ParleyError `database_newer`, and then the database is untouched
 */
export function createSqliteStore({ sqlite, clock, logger }: SqliteStoreDeps): Store {
  migrate(sqlite, logger);
  const reads = createReads(sqlite);
  const epoch = readStoreEpoch(reads);
  const { conversations, apply, amended } = createConversations({ sqlite, reads, clock, storeEpoch: epoch });
  return {
    append: (entries, projections) =>
      sqlite.write((sql) => {
        const inserted = insertInOrder(sql, entries);
        return { inserted, rows: inserted === entries.length ? apply(sql, projections) : null };
      }),
    erase: (key, before) =>
      sqlite.write((sql) => {
        eraseEntries(sql, key, before);
        disturbEffects(sql, key, before);
      }),
    amend: (amendment) => sqlite.write((sql) => amended(sql, amendment, amendEntry(sql, amendment))),
    log: createLog(sqlite, reads, epoch),
    conversations,
    people: createPeople(sqlite, reads),
    sessions: createSessions(sqlite, reads),
    invitations: createInvitations(sqlite, reads),
    sites: createSites(sqlite, reads),
    effects: createEffects(sqlite, reads),
    meta: createMeta(sqlite, reads, epoch),
    search: createSearch(sqlite, reads),
    hooks: createHooks(sqlite, reads, clock.now),
    // The database belongs to the composition root, which closes it after the bus.
    close: async () => {},
  };
}
