import type { Clock } from '../../lib/clock.ts';
import type { Logger } from '../../lib/logger.ts';
import type { Store } from '../store.ts';
import { connectMongo } from './client.ts';
import { createConversations } from './conversations.ts';
import { createEffects } from './effects.ts';
import { createHeads, createLog } from './log.ts';
import { createMeta, readStoreEpoch } from './meta.ts';
import { migrate } from './migrations.ts';
import { createPeople } from './people.ts';
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

/**
 * The store of the distributed mode.
 * @throws ParleyError `unavailable`; `database_newer`, and then the database is untouched
 */
export async function openMongoStore({ url, database, clock, logger }: MongoStoreDeps): Promise<Store> {
  const client = await connectMongo(url);
  try {
    const db = client.db(database ?? databaseOf(url));
    await migrate({ db, clock, logger });
    const epoch = await readStoreEpoch(db);
    const heads = createHeads(db, epoch);
    return {
      log: createLog(db, heads),
      conversations: createConversations(db, heads),
      people: createPeople(db),
      sites: createSites(db),
      effects: createEffects(db),
      meta: createMeta(db, epoch),
      close: () => client.close(),
    };
  } catch (error) {
    await client.close();
    throw error;
  }
}
