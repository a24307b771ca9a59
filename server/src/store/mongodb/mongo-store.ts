import type { Clock } from '../../lib/clock.ts';
import type { Logger } from '../../lib/logger.ts';
import { appendInTwo } from '../append.ts';
import type { Store } from '../store.ts';
import { connectMongo } from './client.ts';
import { createConversations } from './conversations.ts';
import { createDisturb, createEffects } from './effects.ts';
import { createHooks } from './hooks.ts';
import { createAmend, createErase, createHeads, createLog } from './log.ts';
import { createMeta, readStoreEpoch } from './meta.ts';
import { migrate } from './migrations.ts';
import { createInvitations, createPeople, createSessions } from './people.ts';
import { createSearch } from './search.ts';
import { createSites } from './sites.ts';

interface MongoStoreDeps {
  /** mongodb:// with the database in its path; `parley` when it names none. */
  readonly url: string;
  /** Another database than the one of the URL; for tests. */
  readonly database?: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

function databaseOf(url: string): string {
  return decodeURIComponent(/^[^/]+\/\/[^/]*\/([^?]*)/.exec(url)?.[1] ?? '') || 'parley';
}

/** Migrates over a connection of its own: a step may take as long as it needs. */
async function migrateDatabase(url: string, name: string, deps: Pick<MongoStoreDeps, 'clock' | 'logger'>): Promise<void> {
  const client = await connectMongo(url, { patient: true });
  try {
    await migrate({ ...deps, db: client.db(name) });
  } finally {
    await client.close();
  }
}

/**
 * The store of the distributed mode.
 * @throws ParleyError `unavailable`; `database_newer`, and then the database is untouched
 */
export async function openMongoStore({ url, database = databaseOf(url), ...deps }: MongoStoreDeps): Promise<Store> {
  await migrateDatabase(url, database, deps);
  const client = await connectMongo(url);
  try {
    const db = client.db(database);
    const epoch = await readStoreEpoch(db);
    const heads = createHeads(db, epoch);
    const log = createLog(db, heads);
    const [eraseEntries, disturbEffects] = [createErase(db), createDisturb(db)];
    const { store: conversations, projectNew, amended } = createConversations(db, heads, epoch);
    const amendEntry = createAmend(db);
    return {
      append: appendInTwo({ insert: log.insert, project: projectNew }),
      // A crash between the two is repeated by whoever asked.
      async erase(key, before) {
        await eraseEntries(key, before);
        await disturbEffects(key, before);
      },
      // A crash between the two is repeated by whoever asked; the row knows for which entry its epoch was raised.
      amend: async (amendment) => amended(amendment, await amendEntry(amendment)),
      log,
      conversations,
      people: createPeople(db),
      sessions: createSessions(db),
      invitations: createInvitations(db),
      sites: createSites(db),
      effects: createEffects(db),
      meta: createMeta(db, epoch),
      search: createSearch(db),
      hooks: createHooks(db, deps.clock.now),
      close: () => client.close(),
    };
  } catch (error) {
    await client.close();
    throw error;
  }
}
