import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MessageSubmitted } from '@parley/shared-types/events.ts';
import type { AccountId, ConversationId, SiteId } from '@parley/shared-types/model.ts';
import { DEFAULT_SETTINGS } from '@parley/shared-types/model.ts';
import { expect, it, onTestFinished } from 'vitest';
import { openSqlite } from '../../lib/sqlite.ts';
import { createSqliteStore } from '../../store/sqlite/sqlite-store.ts';
import { busy } from '../../worker/testing/fake-bus.ts';
import { settle } from '../../worker/testing/manual-clock.ts';
import { createWorkerDeps } from '../../worker/testing/worker-deps.ts';
import { startPersist } from '../persist/index.ts';
import { startRetention } from './index.ts';

const DAY = 86_400_000;
const HOUR = 3_600_000;
const [KEPT, SHORT] = ['kept' as SiteId, 'short' as SiteId];

/** The persister on a real store, on a clock that the test holds: site `short` keeps 30 days, site `kept` everything. */
async function createWorld() {
  const world = createWorkerDeps();
  const { clock, bus } = world;
  const folder = mkdtempSync(join(tmpdir(), 'parley-retention-'));
  const sqlite = openSqlite(join(folder, 'parley.db'));
  const store = createSqliteStore({ sqlite, clock, logger: world.logger });
  for (const id of [KEPT, SHORT])
    await store.sites.add({ id, accountId: 'a' as AccountId, name: id, allowedOrigins: [], settings: DEFAULT_SETTINGS, createdAt: 1 });
  await store.sites.update(SHORT, { desk: { retentionDays: 30 } });
  const gone: string[] = [];
  const files = { removeFiles: async ({ conversationId }: { conversationId: string }) => void gone.push(conversationId) };
  const persist = await startPersist({ ...world.deps, store, files, shards: null });
  onTestFinished(async () => {
    await persist.close();
    await sqlite.close();
    rmSync(folder, { recursive: true });
  });
  let count = 0;
  const say = async (siteId: SiteId, conversationId: string, more: object = {}) => {
    count += 1;
    const message = {
      ...{ type: 'message.submitted', v: 1, id: `e${count}`, at: clock.now(), siteId, conversationId, mayCreate: true },
      ...{ clientMsgId: `m${count}`.padEnd(16, '-'), author: { kind: 'visitor', id: 'v' }, body: { kind: 'message', text: 'secret' } },
      ...more,
    } as unknown as MessageSubmitted;
    await bus.publish([{ message }]);
    await settle();
  };
  const bodies = async (siteId: SiteId, conversationId: string) =>
    (await store.log.since({ siteId, conversationId: conversationId as ConversationId }, 0, 50)).map(({ body }) => body.kind);
  const row = (conversationId: string) => store.conversations.get({ siteId: SHORT, conversationId: conversationId as ConversationId });
  const start = (random = 0.5) => {
    const retention = startRetention({ store, bus, clock, logger: world.logger, random: () => random });
    onTestFinished(retention.close);
    return retention;
  };
  return { ...world, store, gone, say, bodies, row, start };
}

it('[X11] what was said longer ago than a site keeps is erased at start, with its files; nothing else is', async () => {
  const { say, bodies, row, start, clock, gone } = await createWorld();
  await say(SHORT, 'old');
  await say(SHORT, 'old', { body: { kind: 'profile', email: 'a@b.example' }, mayCreate: false });
  await say(SHORT, 'spam');
  await say(SHORT, 'spam', { author: { kind: 'operator', id: 'o' }, body: { kind: 'spam', on: true } });
  await say(KEPT, 'other');
  await clock.advance(29 * DAY);
  await say(SHORT, 'young');
  await clock.advance(DAY + 1);
  start();
  await settle();
  expect(await bodies(SHORT, 'old')).toEqual(['erased', 'erased', 'erase']);
  expect(await bodies(SHORT, 'spam')).toEqual(['erased', 'erased', 'erase']);
  expect([await bodies(SHORT, 'young'), await bodies(KEPT, 'other')]).toEqual([['message'], ['message']]);
  expect([...new Set(gone)].sort()).toEqual(['old', 'spam']);
  // It waits for nobody any more.
  expect(await row('old')).toMatchObject({ excerpt: '', profile: {}, status: 'resolved' });
  expect((await row('young'))?.status).toBe('open');
});

it('[X11] what ages is erased within the next hour, and once: neither later rounds, nor other processes, nor a restart say it again', async () => {
  const { say, bodies, start, clock } = await createWorld();
  await say(SHORT, 'old');
  const [one, other] = [start(0), start(1)];
  await clock.advance(30 * DAY - HOUR);
  expect(await bodies(SHORT, 'old')).toEqual(['message']);
  await clock.advance(2.2 * HOUR);
  expect(await bodies(SHORT, 'old')).toEqual(['erased', 'erase']);
  await clock.advance(40 * DAY);
  await Promise.all([one.close(), other.close()]);
  start();
  await settle();
  expect(await bodies(SHORT, 'old')).toEqual(['erased', 'erase']);
  // The visitor comes back: that is kept for as long again, and opens the conversation.
  await say(SHORT, 'old', { mayCreate: false });
  await clock.advance(2 * HOUR);
  expect(await bodies(SHORT, 'old')).toEqual(['erased', 'erase', 'message']);
  await clock.advance(31 * DAY);
  expect(await bodies(SHORT, 'old')).toEqual(['erased', 'erase', 'erased', 'erase']);
});

it('[X11] a visitor who writes just then keeps what they wrote, and all of it', async () => {
  const { say, bodies, start, clock, store, row } = await createWorld();
  await say(SHORT, 'old');
  await clock.advance(31 * DAY);
  const list = store.conversations.list;
  // Between the look and the erasure.
  store.conversations.list = async (...asked) => {
    const page = await list(...asked);
    store.conversations.list = list;
    await say(SHORT, 'old', { mayCreate: false });
    return page;
  };
  start();
  await settle();
  await settle();
  expect([await bodies(SHORT, 'old'), (await row('old'))?.status]).toEqual([['message', 'message'], 'open']);
});

it('[X11] a bus that is away, or a change of the days, is seen at a later round', async () => {
  const { say, bodies, start, clock, bus, store, lines } = await createWorld();
  await say(SHORT, 'old');
  await clock.advance(31 * DAY);
  bus.refuse(busy());
  start();
  await settle();
  expect([await bodies(SHORT, 'old'), lines.some(({ level }) => level === 40)]).toEqual([['message'], true]);
  expect(JSON.stringify(lines)).not.toContain('secret');
  bus.refuse(null);
  await clock.advance(6 * 60_000);
  expect(await bodies(SHORT, 'old')).toEqual(['erased', 'erase']);
  await say(KEPT, 'other');
  await clock.advance(3 * DAY);
  await store.sites.update(KEPT, { desk: { retentionDays: 2 } });
  await clock.advance(1.2 * HOUR);
  expect(await bodies(KEPT, 'other')).toEqual(['erased', 'erase']);
});

it('[X11] more conversations than one page are walked to the end', async () => {
  const { say, bodies, start, clock } = await createWorld();
  for (let n = 0; n < 105; n++) await say(SHORT, `c${n}`);
  await clock.advance(31 * DAY);
  start();
  await clock.advance(5_000);
  const left = await Promise.all(Array.from({ length: 105 }, (_, n) => bodies(SHORT, `c${n}`)));
  expect(left.filter((kinds) => kinds.join() === 'erased,erase')).toHaveLength(105);
});
