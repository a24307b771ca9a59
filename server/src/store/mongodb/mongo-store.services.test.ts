import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { findServices } from '../../cli/services/install.ts';
import { startMongo } from '../../cli/services/mongo.ts';
import { newEntries, newEntry, newKey, newProjection, newRaise, newWant, SITE, shown, T0 } from '../contract/fixtures.ts';
import { readAll, seqsOf, upTo } from '../contract/kit.ts';
import { registerStoreContract } from '../contract/store-contract.ts';
import type { ConversationKey, Store } from '../store.ts';
import { createMongoUnderTest, onDatabase, openStore, testUrl } from './kit.ts';

registerStoreContract('MongoDB', createMongoUnderTest);

const SOON = { timeout: 60_000, interval: 100 };
const AWAY = { reason: { code: 'unavailable' } };
/** A call to a server that is gone or frozen ends within this. */
const SECONDS_MS = 25_000;

/** A stand-in of this test's own, with a store on it, which can be killed, frozen, and started again over the same data. */
async function setUpOwnServer() {
  const dir = mkdtempSync(join(tmpdir(), 'parley-mongo-'));
  const server = findServices(['mongo']).paths.mongo;
  let service = await startMongo({ dir, server });
  const { port, url } = service;
  onTestFinished(async () => {
    service.kill('SIGCONT');
    await service.stop();
    rmSync(dir, { recursive: true });
  });
  const store = await openStore(url, 'parley');
  onTestFinished(() => store.close());
  return {
    url,
    store,
    freeze: () => service.kill('SIGSTOP'),
    thaw: () => service.kill('SIGCONT'),
    async kill() {
      service.kill('SIGKILL');
      await service.exited;
    },
    async revive() {
      service = await startMongo({ dir, server, port });
      await vi.waitFor(() => store.meta.ping(), SOON);
    },
  };
}

/** Every question and every write of the port. */
function askAll(store: Store, key: ConversationKey): Promise<unknown>[] {
  return [
    store.log.insert([newEntry(key, 4)]),
    store.log.find({ ...key, sender: 'visitor:visitor_1', clientMsgId: newEntry(key, 1).clientMsgId }),
    store.log.heads([key]),
    store.log.since(key, 0, 9),
    store.log.before(key, 9, 9),
    store.conversations.project([newProjection(key, 3)]),
    store.conversations.get(key),
    store.conversations.positions([key]),
    store.conversations.raise([newRaise(key, 'visitor', 1)]),
    store.conversations.changedSince(SITE, { changedAt: 0, id: '' }, 1),
    store.conversations.newest(SITE, 1),
    store.conversations.loads(SITE),
    store.amend({ ...key, seq: 1, by: 2, body: { kind: 'erased' }, excerpt: '' }),
    store.people.byEmail('ada@shop.example'),
    store.people.countOperators(),
    store.sessions.get('hash', T0),
    store.sites.get(SITE),
    store.sites.list(),
    store.effects.want([newWant(key)]),
    store.effects.lease({ worker: 'slack', owner: 'me', now: T0, ttlMs: 1, limit: 1 }),
    store.effects.nextDueAt('slack'),
    store.effects.of(key),
    store.effects.backlog('slack'),
    store.meta.ensure('name', 'value'),
    store.meta.ping(),
  ];
}

async function expectAway(asked: readonly Promise<unknown>[]): Promise<void> {
  const begun = performance.now();
  for (const outcome of await Promise.allSettled(asked)) expect(outcome).toMatchObject(AWAY);
  expect(performance.now() - begun).toBeLessThan(SECONDS_MS);
}

it('[S15] a server that is gone is `unavailable` for everything, within seconds; it works again without a restart', async () => {
  const { store, kill, revive } = await setUpOwnServer();
  const key = newKey();
  const entries = newEntries(key, 3);
  await store.log.insert(entries);
  await kill();
  await expectAway(askAll(store, key));
  await revive();
  expect(await readAll(store, key)).toEqual(entries.map(shown));
  expect(await store.log.insert([newEntry(key, 4)])).toBe(1);
});

it('[S15] a server that is frozen is `unavailable` for everything, within seconds; it works again when it goes on', async () => {
  const { store, freeze, thaw } = await setUpOwnServer();
  const key = newKey();
  await store.log.insert(newEntries(key, 3));
  freeze();
  await expectAway(askAll(store, key));
  thaw();
  await vi.waitFor(() => store.meta.ping(), SOON);
  // A write without an answer may have been made, when the server went on.
  const seqs = seqsOf(await readAll(store, key));
  expect(seqs).toEqual(upTo(seqs.length));
  expect(seqs.length).toBeGreaterThanOrEqual(3);
});

it('[S15] a store that is closed is `unavailable`, also when it is closed twice', async () => {
  const { store, teardown } = await createMongoUnderTest();
  onTestFinished(teardown);
  await store.close();
  await store.close();
  await expectAway(askAll(store, newKey()));
});

it('[S15] a server that cannot be reached at the start is `unavailable` within seconds', async () => {
  await expectAway([openStore('mongodb://127.0.0.1:9/parley?directConnection=true', 'parley')]);
});

it('[S1] an amendment that was cut off between entry and row is finished when it is repeated, and raises the epoch once', async () => {
  const { store, database, teardown } = await createMongoUnderTest();
  onTestFinished(teardown);
  const key = newKey();
  await store.append(newEntries(key, 2), [newProjection(key, 2)]);
  const body = { kind: 'message', text: 'better', isEdited: true } as const;
  await onDatabase(testUrl(), database, (db) =>
    db.collection('entries').updateOne({ conversation: key.conversationId, seq: 2 }, { $set: { body, amendedBy: 3 } }),
  );
  const amend = () => store.amend({ ...key, seq: 2, by: 3, body, excerpt: 'better' });
  const [first, again] = [await amend(), await amend()];
  expect(first).toMatchObject({ epoch: '1.2', row: { excerpt: 'better' } });
  expect(again).toStrictEqual(first);
});

it('[S11] after kill -9 of the server in the middle of writes everything that was told is there, without a hole', async () => {
  const { store, kill, revive } = await setUpOwnServer();
  const keys = upTo(5).map(() => newKey());
  const told = new Map<ConversationKey, string[]>(keys.map((key) => [key, []]));
  const count = () => [...told.values()].flat().length;
  /** Goes on behind what is there, until the server is gone. */
  const write = async (key: ConversationKey) => {
    for (let head = (await readAll(store, key)).length; ; head += 3) {
      const batch = upTo(3).map((step) => newEntry(key, head + step));
      if ((await store.log.insert(batch)) !== 3) throw new Error('somebody else wrote');
      told.get(key)?.push(...batch.map(({ id }) => id));
      await store.conversations.project([newProjection(key, head + 3)]);
    }
  };
  for (const round of upTo(2)) {
    const writing = Promise.allSettled(keys.map(write));
    await vi.waitFor(() => expect(count()).toBeGreaterThan(round * 150), SOON);
    await kill();
    for (const outcome of await writing) expect(outcome).toMatchObject(AWAY);
    await revive();
    for (const key of keys) {
      const entries = await readAll(store, key);
      expect(seqsOf(entries)).toEqual(upTo(entries.length));
      const stored = new Set<string>(entries.map(({ id }) => id));
      expect(told.get(key)?.filter((id) => !stored.has(id))).toEqual([]);
      expect((await store.conversations.get(key))?.headSeq ?? 0).toBeLessThanOrEqual(entries.length);
    }
  }
});

it('[S11] a store epoch that was raised shows in every head after the next start', async () => {
  const { store, database, reopen, teardown } = await createMongoUnderTest();
  onTestFinished(teardown);
  const key = newKey();
  await store.log.insert(newEntries(key, 1));
  await onDatabase(testUrl(), database, (db) =>
    db.collection<{ _id: string; value: string }>('meta').insertOne({ _id: 'epoch', value: '2' }),
  );
  const again = await reopen();
  expect(await again.meta.epoch()).toBe(2);
  expect(await again.log.heads([key, newKey(), key])).toEqual([
    { seq: 1, epoch: '2.1' },
    { seq: 0, epoch: '2.1' },
    { seq: 1, epoch: '2.1' },
  ]);
});

it('[S8] a page of more rows than the server sends at once is whole', async () => {
  const { store, teardown } = await createMongoUnderTest();
  onTestFinished(teardown);
  const [key, keys] = [newKey(), upTo(150).map(() => newKey())];
  await store.log.insert(newEntries(key, 150));
  await store.conversations.project(keys.map((each) => newProjection(each, 1)));
  expect(seqsOf(await store.log.since(key, 0, 149))).toEqual(upTo(149));
  expect(seqsOf(await store.log.before(key, 151, 149))).toEqual(upTo(150).slice(1).toReversed());
  const [changed, newest] = [
    await store.conversations.changedSince(SITE, { changedAt: 0, id: '' }, 150),
    await store.conversations.newest(SITE, 149),
  ];
  expect([changed.rows.length, changed.more, newest.rows.length, newest.more]).toEqual([150, false, 149, true]);
  expect(seqsOf((await store.conversations.positions([key, ...keys])).map(({ head }) => head))).toEqual([150, ...keys.map(() => 0)]);
});
