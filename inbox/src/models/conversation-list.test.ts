import type { ConversationRow, OperatorId, SiteId } from '@parley/shared-types/model.ts';
import type { Hello } from '@parley/shared-types/socket.ts';
import { signal } from '@preact/signals';
import { expect, it } from 'vitest';
import { FIRST_VIEW, type ListView } from '../lib/views.ts';
import { createConversationList } from './conversation-list.ts';
import { fakeTransport, manualTimers, until, ZERO } from './testing.ts';
import { COUNTS_EVERY_MS } from './view-counts.ts';

const ANN = 'ann' as OperatorId;
const SITES = ['s', 't'] as readonly string[] as readonly SiteId[];
const row = (siteId: string, grownAt: number, more: object = {}) =>
  ({
    ...{ siteId, conversationId: `${siteId}${String(grownAt).padStart(4, '0')}`, visitorId: 'v', headSeq: 1, status: 'open' },
    ...{ excerpt: '', excerptBy: 'operator', profile: {}, assignee: null, tags: [], snoozedUntil: null, isSpam: false },
    ...{ isBlocked: false, createdAt: 1, changedAt: grownAt, grownAt, registers: ZERO },
    ...more,
  }) as unknown as ConversationRow;
const NO_COUNTS = { ok: true, mine: 0, unassigned: 0, open: 0, snoozed: 0, spam: 0, unread: 0, tags: {} } as const;

/** A list on a server of the test, which has pages of two. */
function setup(all: readonly ConversationRow[] = []) {
  const wire = fakeTransport();
  const time = manualTimers();
  const now = signal(time.timers.now());
  const rows = [...all].sort((a, b) => b.grownAt - a.grownAt);
  wire.answers.counts = () => NO_COUNTS;
  wire.answers.list = () => {
    const { siteId, before } = wire.asked('list').at(-1) as { siteId: string; before: { grownAt: number } | null };
    const behind = rows.filter((one) => one.siteId === siteId && one.grownAt < (before?.grownAt ?? Number.POSITIVE_INFINITY));
    return { ok: true, rows: behind.slice(0, 2), more: behind.length > 2 };
  };
  const list = createConversationList({ transport: wire.transport, timers: time.timers, now });
  const shown = () => list.shown.value.map(({ siteId, grownAt }) => `${siteId}${grownAt}`);
  const follow = (sites = SITES) => list.follow({ operator: { id: ANN }, sites: sites.map((siteId) => ({ siteId })) } as unknown as Hello);
  const view = (change: Partial<ListView>) => list.show({ ...FIRST_VIEW, ...change });
  return { list, wire, time, now, shown, view, follow };
}

it('[I1] a view of two sites is shown down to where both are known, and goes on page by page without a hole', async () => {
  const { list, wire, shown, follow } = setup(
    [90, 80, 70, 60, 50].map((at) => row('s', at)).concat([85, 20, 10].map((at) => row('t', at))),
  );
  follow();
  await until(() => list.isLoaded.value);
  // Of t more is known than of s: it waits for what stands above it.
  expect([shown(), list.hasMore.value]).toEqual([['s90', 't85', 's80'], true]);
  list.more();
  list.more();
  await until(() => shown().includes('s60'));
  expect(shown()).toEqual(['s90', 't85', 's80', 's70', 's60']);
  expect(wire.asked('list').filter(({ before }) => before !== null)).toHaveLength(1);
  list.more();
  await until(() => shown().includes('t20'));
  list.more();
  await until(() => !list.hasMore.value);
  expect(shown()).toEqual(['s90', 't85', 's80', 's70', 's60', 's50', 't20', 't10']);
  list.close();
});

it('[I1] what is live merges in, below the pages nothing is shown, and after a reconnect the pages are still there', async () => {
  const { list, wire, shown, follow } = setup([90, 80, 70].map((at) => row('s', at)));
  const site = SITES.slice(0, 1);
  follow(site);
  await until(() => list.isLoaded.value);
  list.onRow(row('s', 95));
  list.onRow(row('s', 40));
  expect(shown()).toEqual(['s95', 's90', 's80']);
  follow(site);
  await until(() => wire.asked('changes').length === 2);
  expect([shown(), wire.asked('list').length]).toEqual([['s95', 's90', 's80'], 1]);
  // refuted: a site that one has no role on any more leaves nothing
  follow([]);
  expect(shown()).toEqual([]);
  list.close();
});

it('[I1] the open conversation stays when it leaves its view, and not in another view', async () => {
  const { list, shown, view, follow } = setup([row('s', 90)]);
  follow();
  await until(() => list.isLoaded.value);
  list.pinned.value = 's:s0090';
  list.onRow(row('s', 90, { changedAt: 91, status: 'resolved' }));
  expect(shown()).toEqual(['s90']);
  view({ name: 'mine' });
  await until(() => list.isLoaded.value);
  expect(shown()).toEqual([]);
  view({ status: 'resolved' });
  expect(shown()).toEqual(['s90']);
  list.close();
});

it('[I1] what is snoozed comes back when its time has come, and is counted anew', async () => {
  const { list, wire, time, now, shown, view, follow } = setup();
  follow();
  await until(() => list.isLoaded.value);
  list.onRow(row('s', 90, { snoozedUntil: now.value + 60_000 }));
  expect(shown()).toEqual([]);
  view({ name: 'snoozed' });
  expect(shown()).toEqual(['s90']);
  view({});
  time.pass(COUNTS_EVERY_MS * 2);
  await until(() => wire.asked('counts').length === 3);
  now.value += 60_000;
  expect(shown()).toEqual(['s90']);
  await until(() => wire.asked('counts').length === 4);
  list.close();
});

it('[I4] counts are asked for after each connect and at once after a change, then at most every two seconds', async () => {
  const { list, wire, time, follow } = setup();
  const count = () => wire.asked('counts').length;
  wire.answers.counts = () => ({ ...NO_COUNTS, open: 2, unread: 1, tags: { vip: 1 } });
  follow();
  await until(() => list.unread.value === 2);
  expect(list.counts.value).toMatchObject({ open: 4, unread: 2, tags: { vip: 2 } });
  for (const at of [1, 2, 3]) list.onRow(row('s', at));
  expect(count()).toBe(2);
  time.pass(COUNTS_EVERY_MS);
  expect(count()).toBe(3);
  time.pass(COUNTS_EVERY_MS * 3);
  expect(count()).toBe(3);
  // the same again is no change
  list.onRow(row('s', 3));
  expect(count()).toBe(3);
  list.onRow(row('t', 4));
  expect(wire.asked('counts').at(-1)).toEqual({ siteId: 't' });
  list.close();
  expect(time.count()).toBe(0);
});
