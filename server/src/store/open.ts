import type { Config } from '../config.ts';
import type { Clock } from '../lib/clock.ts';
import type { Logger } from '../lib/logger.ts';
import type { Sqlite } from '../lib/sqlite.ts';
import type { Store } from './store.ts';

interface OpenStoreDeps {
  readonly config: Pick<Config, 'store'>;
  /** The database of the embedded mode; null in the distributed mode. */
  readonly sqlite: Sqlite | null;
  readonly logger: Logger;
  readonly clock: Clock;
}

/** The one switch of this port. @returns the store and the name of its adapter @throws ParleyError `database_newer`, `unavailable` */
export async function openStore({ config, sqlite, ...deps }: OpenStoreDeps): Promise<{ store: Store; adapter: string }> {
  if (config.store) {
    const { openMongoStore } = await import('./mongodb/mongo-store.ts');
    return { store: await openMongoStore({ url: config.store.mongodbUrl, ...deps }), adapter: 'mongodb' };
  }
  if (!sqlite) throw new Error('the embedded store needs its database');
  const { createSqliteStore } = await import('./sqlite/sqlite-store.ts');
  return { store: createSqliteStore({ sqlite, ...deps }), adapter: 'sqlite' };
}
