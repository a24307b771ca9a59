/** For tests: a database of its own on the shared server. */
import { createClock } from '../../lib/clock.ts';
import { randomId } from '../../lib/ids.ts';
import { createLogger } from '../../lib/logger.ts';
import type { StoreUnderTest } from '../contract/store-contract.ts';
import type { Store } from '../store.ts';
import { connectMongo, type Db } from './client.ts';
import { openMongoStore } from './mongo-store.ts';

export const testUrl = (): string => process.env.TEST_MONGODB_URL ?? '';

export const openStore = (url: string, database: string): Promise<Store> =>
  openMongoStore({ url, database, clock: createClock(), logger: createLogger('silent', 'test') });

/** Works on a database around the store. */
export async function onDatabase<Result>(url: string, database: string, work: (db: Db) => Promise<Result>): Promise<Result> {
  const client = await connectMongo(url);
  try {
    return await work(client.db(database));
  } finally {
    await client.close();
  }
}

export async function createMongoUnderTest(): Promise<StoreUnderTest & { readonly database: string }> {
  const database = `test_${randomId().slice(0, 10)}`;
  let opened: Store[] = [];
  const open = async () => {
    const store = await openStore(testUrl(), database);
    opened.push(store);
    return store;
  };
  const closeAll = async () => {
    for (const store of opened) await store.close();
    opened = [];
  };
  return {
    database,
    store: await open(),
    second: open,
    async reopen() {
      await closeAll();
      return open();
    },
    async teardown() {
      await closeAll();
      await onDatabase(testUrl(), database, (db) => db.dropDatabase());
    },
  };
}
