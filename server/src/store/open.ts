import type { Config } from '../config.ts';
import type { Clock } from '../lib/clock.ts';
import type { Logger } from '../lib/logger.ts';
import type { Sqlite } from '../lib/sqlite.ts';
import type { Store } from './store.ts';

interface OpenStoreDeps {
  readonly config: Pick<Config, 'store'>;
  readonly sqlite: Sqlite | null;
  readonly logger: Logger;
  readonly clock: Clock;
}

/** The one switch of this port: MongoDB with MONGODB_URL, else SQLite. @returns the store and the name of its adapter */
export async function openStore({ config, sqlite, ...deps }: OpenStoreDeps): Promise<{ store: Store; adapter: string }> {
  if (config.store) {
    const { createMongoStore } = await import('./mongodb/mongo-store.ts');
    return { store: await createMongoStore({ url: config.store.mongodbUrl, ...deps }), adapter: 'mongodb' };
  }
  if (!sqlite) throw new Error('the embedded store needs its database');
  const { createSqliteStore } = await import('./sqlite/sqlite-store.ts');
  return { store: createSqliteStore({ sqlite, ...deps }), adapter: 'sqlite' };
}
