import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { ConversationId } from '@parley/shared-types/model.ts';
import { expect, it, onTestFinished } from 'vitest';
import { openSqlite, type Sqlite } from '../../lib/sqlite.ts';
import {
  newEntries,
  newEntry,
  newKey,
  newProjection,
  newRaise,
  newSite,
  newWant,
  OVERLAP_MS,
  SITE,
  shown,
  T0,
} from '../contract/fixtures.ts';
import { readAll, seqsOf, upTo } from '../contract/kit.ts';
import { registerStoreContract } from '../contract/store-contract.ts';
import { createSqliteUnderTest, openStoreOn } from './kit.ts';

registerStoreContract('SQLite', createSqliteUnderTest);

async function setUp() {
  const test = await createSqliteUnderTest();
  onTestFinished(() => test.teardown());
  return test;
}

/** Lets a process store until it has told so many lines, and kills it; all lines it has told. */
async function storeUntilKilled(file: string, lines: number): Promise<string[]> {
  const child = fork(join(import.meta.dirname, 'child.ts'), [file], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'], execArgv: [] });
  const exited = once(child, 'exit');
  const told: string[] = [];
  if (!child.stdout) throw new Error('the child has no stdout');
  for await (const line of createInterface({ input: child.stdout })) {
    told.push(line);
    if (told.length === lines) child.kill('SIGKILL');
  }
  expect(await exited).toEqual([null, 'SIGKILL']);
  return told;
}

it('[S1] append is one write: `stored` follows one commit after `accepted`', async () => {
  const { sqlite } = await setUp();
  let writes = 0;
  const counting: Sqlite = {
    ...sqlite(),
    write(work) {
      writes += 1;
      return sqlite().write(work);
    },
  };
  const key = newKey();
  await openStoreOn(counting).append(newEntries(key, 3), [newProjection(key, 3)]);
  expect(writes).toBe(1);
});

it('[S11] after kill -9 everything that was told is there, without a hole, and the file is sound', async () => {
  const { file, sqlite } = await setUp();
  await sqlite().close();
  const told: string[] = [];
  for (const round of upTo(3)) {
    const lines = await storeUntilKilled(join(file, '..', `round_${round}.db`), 150 * round);
    const db = openSqlite(join(file, '..', `round_${round}.db`));
    const store = openStoreOn(db);
    expect(db.all('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
    for (const line of lines) {
      const [name = '', seq, id] = line.split(' ');
      const key = { siteId: SITE, conversationId: name as ConversationId };
      const [entry] = await store.log.since(key, Number(seq) - 1, 1);
      expect(entry).toMatchObject({ seq: Number(seq), id });
    }
    for (const name of new Set(lines.map((line) => line.split(' ')[0]))) {
      const key = { siteId: SITE, conversationId: name as ConversationId };
      const entries = await readAll(store, key);
      // A batch is there as a whole or not at all.
      expect(entries.length % 3).toBe(0);
      expect(seqsOf(entries)).toEqual(upTo(entries.length));
      expect((await store.conversations.get(key))?.headSeq ?? 0).toBeLessThanOrEqual(entries.length);
      expect(await store.log.insert([newEntry(key, entries.length + 1)])).toBe(1);
    }
    told.push(...lines);
    await db.close();
  }
  expect(told.length).toBeGreaterThanOrEqual(900);
});

it('[S11] what bus and store write in one turn is one commit: all of it or nothing', async () => {
  const { store, sqlite } = await setUp();
  const key = newKey();
  sqlite().script('CREATE TABLE beside (n INTEGER)');
  const { page_count: pages } = sqlite().get<{ page_count: number }>('PRAGMA page_count') ?? { page_count: 0 };
  sqlite().script(`PRAGMA max_page_count = ${pages}`);
  const beside = sqlite().write((sql) => sql.run('INSERT INTO beside VALUES (1)'));
  const inserted = store.log.insert([newEntry(key, 1, { body: { kind: 'message', text: 'x'.repeat(50_000) } })]);
  const outcomes = await Promise.allSettled([beside, inserted]);
  expect(outcomes.map((outcome) => outcome.status === 'rejected' && outcome.reason.code)).toEqual(['disk_full', 'disk_full']);
  expect(sqlite().all('SELECT * FROM beside')).toEqual([]);
});

it('[S15] a full disk is disk_full for every write and changes nothing; reads go on; with space again so do writes', async () => {
  const { store, sqlite } = await setUp();
  const key = newKey();
  const entries = newEntries(key, 3);
  await store.log.insert(entries);
  await store.conversations.project([newProjection(key, 3)]);
  await store.effects.want([newWant(key)]);
  const { page_count: pages } = sqlite().get<{ page_count: number }>('PRAGMA page_count') ?? { page_count: 0 };
  sqlite().script(`PRAGMA max_page_count = ${pages}`);
  const big = 'x'.repeat(100_000);
  const full = { code: 'disk_full' };
  await expect(store.log.insert([newEntry(key, 4), newEntry(key, 5, { body: { kind: 'message', text: big } })])).rejects.toMatchObject(
    full,
  );
  await expect(
    store.conversations.project([newProjection(key, 5, { excerpt: { text: big, by: 'visitor', seq: 5 } })]),
  ).rejects.toMatchObject(full);
  await expect(store.sites.add(newSite({ name: big }))).rejects.toMatchObject(full);
  await expect(store.effects.want([newWant(key, { target: big })])).rejects.toMatchObject(full);
  await expect(store.meta.ensure('name', big)).rejects.toMatchObject(full);
  expect(await readAll(store, key)).toEqual(entries.map(shown));
  expect((await store.conversations.get(key))?.headSeq).toBe(3);
  expect(await store.effects.of(key)).toHaveLength(1);
  sqlite().script('PRAGMA max_page_count = 1000000');
  expect(await store.log.insert([newEntry(key, 4)])).toBe(1);
});

it('[S15] a database that is closed answers unavailable, never something empty', async () => {
  const { store, sqlite } = await setUp();
  const key = newKey();
  await store.log.insert(newEntries(key, 1));
  await store.log.since(key, 0, 1);
  await sqlite().close();
  const asked: Promise<unknown>[] = [
    store.log.insert([newEntry(key, 2)]),
    store.log.find({ ...key, sender: 'visitor:visitor_1', clientMsgId: newEntry(key, 1).clientMsgId }),
    store.log.heads([key]),
    store.log.since(key, 0, 1),
    store.log.before(key, 9, 1),
    store.conversations.project([newProjection(key, 1)]),
    store.conversations.get(key),
    store.conversations.positions([key]),
    store.conversations.raise([newRaise(key, 'visitor', 1)]),
    store.conversations.changedSince(SITE, { changedAt: 0, id: '' }, 1),
    store.conversations.newest(SITE, 1),
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
  for (const outcome of await Promise.allSettled(asked)) expect(outcome).toMatchObject({ reason: { code: 'unavailable' } });
});

it('[S8] a clock that is set back moves no change behind a cursor, also over a restart', async () => {
  const { store, clock, reopen } = await setUp();
  const [key, other] = [newKey(), newKey()];
  await store.conversations.project([newProjection(key, 1)]);
  const { cursor } = await store.conversations.newest(SITE, 1);
  clock.set(T0);
  const again = await reopen();
  await again.conversations.project([newProjection(other, 1)]);
  await again.conversations.raise([newRaise(key, 'visitor', 1)]);
  const { rows } = await again.conversations.changedSince(SITE, { changedAt: cursor.changedAt - OVERLAP_MS, id: '' }, 10);
  expect(rows.map(({ conversationId }) => conversationId).toSorted()).toEqual([key.conversationId, other.conversationId].toSorted());
  for (const { changedAt } of rows) expect(changedAt).toBeGreaterThanOrEqual(cursor.changedAt);
});

it('[S8] a flood of changes does not run ahead of the clock', async () => {
  const { store, clock } = await setUp();
  const keys = upTo(100).map(() => newKey());
  for (const headSeq of upTo(20)) await store.conversations.project(keys.map((key) => newProjection(key, headSeq)));
  const [newest] = (await store.conversations.newest(SITE, 1)).rows;
  expect(newest?.changedAt).toBeLessThanOrEqual(clock.now());
});

it('[S11] a store epoch that was raised shows in every head', async () => {
  const { store, sqlite, reopen } = await setUp();
  const key = newKey();
  await store.log.insert(newEntries(key, 1));
  await sqlite().write((sql) => sql.run("INSERT INTO meta (name, value) VALUES ('epoch', '2')"));
  const again = await reopen();
  expect(await again.meta.epoch()).toBe(2);
  expect(await again.log.heads([key, newKey()])).toEqual([
    { seq: 1, epoch: '2.1' },
    { seq: 0, epoch: '2.1' },
  ]);
});

it('[X11] what was erased is not in the bytes of the database file either', async () => {
  const test = await createSqliteUnderTest();
  onTestFinished(() => test.teardown());
  const { store, sqlite, file } = test;
  const key = newKey();
  const secret = 'a-word-that-is-nowhere-else';
  await store.append(
    [newEntry(key, 1, { body: { kind: 'message', text: secret } })],
    [newProjection(key, 1, { excerpt: { text: secret, by: 'visitor', seq: 1 } })],
  );
  sqlite().get('PRAGMA wal_checkpoint(TRUNCATE)');
  expect(readFileSync(file).includes(secret)).toBe(true);
  await store.append(
    [newEntry(key, 2, { body: { kind: 'erase' } })],
    [newProjection(key, 2, { excerpt: { text: '', by: 'visitor', seq: 2 } })],
  );
  await store.erase(key, 2);
  sqlite().get('PRAGMA wal_checkpoint(TRUNCATE)');
  expect(readFileSync(file).includes(secret)).toBe(false);
});
