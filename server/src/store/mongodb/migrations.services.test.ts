import { expect, it, onTestFinished, vi } from 'vitest';
import { type Clock, createClock } from '../../lib/clock.ts';
import { randomId } from '../../lib/ids.ts';
import { createLogger } from '../../lib/logger.ts';
import { newEntries, newKey, shown } from '../contract/fixtures.ts';
import { readAll, upTo } from '../contract/kit.ts';
import type { Db } from './client.ts';
import { onDatabase, openStore, testUrl } from './kit.ts';
import { migrate, type Schema, type Step } from './migrations.ts';

const logger = createLogger('silent', 'test');

interface Record {
  readonly _id: 'schema';
  readonly version: number;
  readonly minCompatible: number;
  readonly fence: number;
  readonly leasedUntil: number;
}
const schemaOf = (db: Db) => db.collection<Record>('schema');

/** A database of this test's own, on which migrations run as processes would: each over a connection of its own. */
function setUp() {
  const name = `test_${randomId().slice(0, 10)}`;
  const on = <Result>(work: (db: Db) => Promise<Result>) => onDatabase(testUrl(), name, work);
  onTestFinished(() => on(async (db) => void (await db.dropDatabase())));
  return {
    name,
    on,
    run: (mine: Schema, clock: Clock = createClock()) => on((db) => migrate({ db, clock, logger, mine })),
    open: async () => {
      const store = await openStore(testUrl(), name);
      onTestFinished(() => store.close());
      return store;
    },
    record: () => on((db) => schemaOf(db).findOne({ _id: 'schema' })),
    recordAs: (record: Omit<Record, '_id'>) => on((db) => schemaOf(db).insertOne({ _id: 'schema', ...record })),
  };
}

/** Steps that write down when they ran. */
function createSteps(...names: readonly string[]) {
  const ran: string[] = [];
  const steps = names.map(
    (name): Step =>
      async () =>
        void ran.push(name),
  );
  return { ran, steps, upTo: (n: number): Schema => ({ steps: steps.slice(0, n), minCompatible: 1 }) };
}

it('[S12] a fresh database gets every index, and the next start does nothing', async () => {
  const { open, record, on } = setUp();
  await open();
  const first = await record();
  expect(first).toMatchObject({ version: expect.any(Number), minCompatible: 1, leasedUntil: 0 });
  const unique = (db: Db, name: string) => db.collection(name).indexes();
  const entries = await on((db) => unique(db, 'entries'));
  expect(entries.filter((index) => index.unique).map(({ key }) => Object.keys(key).join())).toEqual(
    expect.arrayContaining(['site,conversation,seq', 'site,conversation,sender,clientMsgId']),
  );
  expect((await on((db) => unique(db, 'operators'))).filter((index) => index.unique && 'emailKey' in index.key)).toHaveLength(1);
  await open();
  expect(await record()).toEqual(first);
});

it('[S12] an older database runs the steps it has not, once', async () => {
  const { run, record } = setUp();
  const { ran, upTo: upToStep } = createSteps('one', 'two', 'three');
  for (const n of [1, 3, 3]) await run(upToStep(n));
  expect(ran).toEqual(['one', 'two', 'three']);
  expect(await record()).toMatchObject({ version: 3, minCompatible: 1 });
});

it('[S12] a step that was cut off runs again; finished ones do not', async () => {
  const { run, record } = setUp();
  const { ran, steps } = createSteps('one', 'two');
  const cutOff: Step = () => Promise.reject(new Error('cut off'));
  await expect(run({ steps: [...steps.slice(0, 1), cutOff], minCompatible: 1 })).rejects.toThrow('cut off');
  expect(await record()).toMatchObject({ version: 1 });
  await run({ steps, minCompatible: 1 });
  expect(ran).toEqual(['one', 'two']);
  expect(await record()).toMatchObject({ version: 2, minCompatible: 1 });
});

it('[S12] a runner that died keeps the others waiting until its lease ends; then one goes on where it was', async () => {
  const { run, record, recordAs } = setUp();
  const { ran, upTo: upToStep } = createSteps('one', 'two');
  const leasedUntil = Date.now() + 1_500;
  await recordAs({ version: 1, minCompatible: 1, fence: 4, leasedUntil });
  await Promise.all([run(upToStep(2)), run(upToStep(2))]);
  expect(Date.now()).toBeGreaterThanOrEqual(leasedUntil);
  expect(ran).toEqual(['two']);
  expect(await record()).toMatchObject({ version: 2, leasedUntil: 0 });
});

it('[S12] a runner whose lease went to another records nothing', async () => {
  const { run, record } = setUp();
  const versions: (number | undefined)[] = [];
  const robbed: Step = async (db) => {
    versions.push((await record())?.version);
    if (versions.length === 1) await schemaOf(db).updateOne({ _id: 'schema' }, { $inc: { fence: 1 }, $set: { leasedUntil: 0 } });
  };
  await run({ steps: [robbed], minCompatible: 1 });
  expect(versions).toEqual([0, 0]);
  expect(await record()).toMatchObject({ version: 1, fence: 3 });
});

it('[S12] a lease is kept for as long as a step takes', async () => {
  const { run, record } = setUp();
  const machine = createClock();
  const hasty: Clock = { now: machine.now, after: (ms, call) => machine.after(ms / 100, call) };
  const slow: Step = async () => {
    const { leasedUntil = 0 } = (await record()) ?? {};
    await vi.waitFor(async () => expect((await record())?.leasedUntil).toBeGreaterThan(leasedUntil + 50), { timeout: 10_000 });
  };
  await run({ steps: [slow], minCompatible: 1 }, hasty);
  const { leasedUntil } = (await record()) ?? {};
  expect(leasedUntil).toBe(0);
});

it('[S12] of many processes that begin at once one migrates, the others wait for it', async () => {
  for (const _round of upTo(3)) {
    const { run, record } = setUp();
    const [ran, running] = [[] as string[], new Set<string>()];
    const stepOf = (name: string): Step => {
      return async (db) => {
        expect(running.size).toBe(0);
        running.add(name);
        ran.push(name);
        await db.collection('slow').insertOne({});
        running.delete(name);
      };
    };
    await Promise.all(upTo(6).map(() => run({ steps: [stepOf('one'), stepOf('two')], minCompatible: 1 })));
    expect(ran).toEqual(['one', 'two']);
    expect(await record()).toMatchObject({ version: 2 });
  }
});

it('[S12] stores that open at once on a fresh database all work', async () => {
  const { open } = setUp();
  const stores = await Promise.all(upTo(4).map(open));
  const key = newKey();
  const entries = newEntries(key, 4);
  for (const [index, store] of stores.entries()) expect(await store.log.insert(entries.slice(index, index + 1))).toBe(1);
  for (const store of stores) expect(await readAll(store, key)).toEqual(entries.map(shown));
});

it('[S13] a schema that this version does not understand is refused, the database untouched', async () => {
  const { open, record, recordAs, on } = setUp();
  const newer = { version: 9, minCompatible: 8, fence: 1, leasedUntil: 0 };
  await recordAs(newer);
  await expect(open()).rejects.toMatchObject({ code: 'database_newer' });
  expect(await record()).toEqual({ _id: 'schema', ...newer });
  expect(await on(async (db) => (await db.listCollections().toArray()).map(({ name }) => name))).toEqual(['schema']);
});

it('[S13] a newer schema that says it is compatible is used as it is', async () => {
  const { open, record, on } = setUp();
  await open();
  await on((db) => schemaOf(db).updateOne({ _id: 'schema' }, { $set: { version: 9 } }));
  const before = await record();
  const store = await open();
  const key = newKey();
  const entries = newEntries(key, 2);
  expect(await store.log.insert(entries)).toBe(2);
  await on((db) => db.collection('entries').updateMany({}, { $set: { later: 'x' } }));
  expect(await store.log.since(key, 0, 5)).toStrictEqual(entries.map(shown));
  expect(await record()).toEqual(before);
});
