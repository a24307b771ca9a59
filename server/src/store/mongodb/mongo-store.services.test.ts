import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { findServices } from '../../cli/services/install.ts';
import { startMongo } from '../../cli/services/mongo.ts';
import { createClock } from '../../lib/clock.ts';
import { randomId } from '../../lib/ids.ts';
import { createLogger } from '../../lib/logger.ts';
import { newEntries, newEntry, newKey, newProjection } from '../contract/fixtures.ts';
import { readAll, seqsOf, upTo } from '../contract/kit.ts';
import { registerStoreContract } from '../contract/store-contract.ts';
import { createMongoUnderTest, onDatabase, openStore, testUrl } from './kit.ts';
import { migrate, type Schema, type Step } from './migrations.ts';

registerStoreContract('MongoDB', createMongoUnderTest);

const SOON = { timeout: 60_000, interval: 100 };

/** A stand-in of this test's own, which can be killed and started again over the same data. */
async function ownServer() {
  const dir = mkdtempSync(join(tmpdir(), 'parley-mongo-'));
  const server = findServices(['mongo']).paths.mongo;
  let service = await startMongo({ dir, server });
  const { port, url } = service;
  onTestFinished(async () => {
    await service.stop();
    rmSync(dir, { recursive: true });
  });
  return {
    url,
    async kill() {
      service.kill('SIGKILL');
      await service.exited;
    },
    async revive() {
      service = await startMongo({ dir, server, port });
    },
  };
}

async function setUpDatabase() {
  const database = `test_${randomId().slice(0, 10)}`;
  onTestFinished(() => onDatabase(testUrl(), database, async (db) => void (await db.dropDatabase())));
  return database;
}

const deps = { clock: createClock(), logger: createLogger('silent', 'test') };
const runOn = (database: string, schema: Schema) => onDatabase(testUrl(), database, (db) => migrate({ db, ...deps }, schema));
const recordOf = (database: string) => onDatabase(testUrl(), database, (db) => db.collection('schema').findOne({}));

it('[S12] a step that was cut off runs again; finished ones do not', async () => {
  const database = await setUpDatabase();
  const ran: string[] = [];
  let broken = true;
  const steps: readonly Step[] = [
    async () => void ran.push('one'),
    async () => {
      ran.push('two');
      if (broken) throw new Error('cut off');
    },
  ];
  await expect(runOn(database, { steps, minCompatible: 1 })).rejects.toThrow('cut off');
  expect(await recordOf(database)).toMatchObject({ version: 1 });
  broken = false;
  await runOn(database, { steps, minCompatible: 1 });
  await runOn(database, { steps, minCompatible: 1 });
  expect(ran).toEqual(['one', 'two', 'two']);
  expect(await recordOf(database)).toMatchObject({ version: 2, minCompatible: 1 });
});

it('[S12] of many processes that begin at once one migrates, the others wait for it', async () => {
  const database = await setUpDatabase();
  let running = 0;
  let most = 0;
  let runs = 0;
  const step: Step = async (db) => {
    running += 1;
    runs += 1;
    most = Math.max(most, running);
    await db.collection('slow').insertOne({});
    running -= 1;
  };
  await Promise.all(Array.from({ length: 6 }, () => runOn(database, { steps: [step, step], minCompatible: 1 })));
  expect([most, runs]).toEqual([1, 2]);
});

it('[S12] a database whose oldest reader is newer than this version is refused and left as it is', async () => {
  const database = await setUpDatabase();
  await onDatabase(testUrl(), database, (db) =>
    db
      .collection<{ _id: string }>('schema')
      .insertOne({ _id: 'schema', version: 9, minCompatible: 8, fence: 1, leasedUntil: 0 } as { _id: string }),
  );
  await expect(openStore(testUrl(), database)).rejects.toMatchObject({ code: 'database_newer' });
  expect(await recordOf(database)).toMatchObject({ version: 9, minCompatible: 8, fence: 1 });
  expect(await onDatabase(testUrl(), database, async (db) => (await db.listCollections().toArray()).map(({ name }) => name))).toEqual([
    'schema',
  ]);
});

it('[S15] a server that is gone is `unavailable` for reads and writes, never something empty; it works again without a restart', async () => {
  const server = await ownServer();
  const store = await openStore(server.url, 'parley');
  const key = newKey();
  await store.log.insert(newEntries(key, 3));
  await server.kill();
  const asked: Promise<unknown>[] = [
    store.log.insert([newEntry(key, 4)]),
    store.log.since(key, 0, 9),
    store.log.heads([key]),
    store.conversations.project([newProjection(key, 3)]),
    store.conversations.positions([key]),
    store.people.countOperators(),
    store.sites.list(),
    store.effects.nextDueAt('slack'),
    store.meta.ensure('name', 'value'),
    store.meta.ping(),
  ];
  for (const outcome of await Promise.allSettled(asked)) expect(outcome).toMatchObject({ reason: { code: 'unavailable' } });
  await server.revive();
  await vi.waitFor(() => store.meta.ping(), SOON);
  expect(seqsOf(await readAll(store, key))).toEqual([1, 2, 3]);
  await store.close();
});

it('[S11] after kill -9 of the server in the middle of writes everything that was told is there, without a hole', async () => {
  const server = await ownServer();
  const store = await openStore(server.url, 'parley');
  const key = newKey();
  let told = 0;
  const writing = (async () => {
    for (let seq = 1; ; seq += 5) {
      const batch = [0, 1, 2, 3, 4].map((step) => newEntry(key, seq + step));
      if ((await store.log.insert(batch)) !== 5) throw new Error('somebody else wrote');
      told = seq + 4;
    }
  })();
  writing.catch(() => {});
  await vi.waitFor(() => expect(told).toBeGreaterThan(100), SOON);
  await server.kill();
  await expect(writing).rejects.toMatchObject({ code: 'unavailable' });
  await server.revive();
  await vi.waitFor(() => store.meta.ping(), SOON);
  const seqs = seqsOf(await readAll(store, key));
  expect(seqs.length).toBeGreaterThanOrEqual(told);
  expect(seqs).toEqual(upTo(seqs.length));
  await store.close();
});

it('[S11] a server that cannot be reached at the start is `unavailable` within seconds', async () => {
  await expect(openStore('mongodb://127.0.0.1:9/parley?directConnection=true', 'parley')).rejects.toMatchObject({ code: 'unavailable' });
});
