import type { ConversationRow, OperatorId, SiteId } from '@parley/shared-types/model.ts';
import { expect, it } from 'vitest';
import { boundaryOf, FIRST_VIEW, isAbove, isInView, type ListView, parseView, queryOf, sumCounts, viewSearch } from './views.ts';

const ANN = 'ann' as OperatorId;
const row = (more: Partial<ConversationRow> = {}) =>
  ({
    ...{ siteId: 's', conversationId: 'c', headSeq: 2, status: 'open', excerptBy: 'visitor', assignee: null, tags: [] },
    ...{ snoozedUntil: null, isSpam: false, registers: { visitor: { delivered: 0, read: 0 }, operators: { delivered: 0, read: 0 } } },
    ...more,
  }) as unknown as ConversationRow;
const shows = (one: ConversationRow, view: Partial<ListView>, now = 100) => isInView(one, { ...FIRST_VIEW, ...view }, ANN, now);

it('[I1] views pick by who answers, by tag, site, status and unread', () => {
  const mine = row({ assignee: { id: ANN, name: 'Ann' }, tags: ['vip'] });
  const theirs = row({
    assignee: { id: 'bob' as OperatorId, name: 'Bob' },
    registers: { ...row().registers, operators: { delivered: 2, read: 2 } },
  });
  const all = (view: Partial<ListView>) => [mine, theirs, row()].map((one) => shows(one, view));
  expect(all({})).toEqual([true, true, true]);
  expect(all({ name: 'mine' })).toEqual([true, false, false]);
  expect(all({ name: 'unassigned' })).toEqual([false, false, true]);
  expect(all({ name: 'unread' })).toEqual([true, false, true]);
  expect(all({ tag: 'vip' })).toEqual([true, false, false]);
  expect(all({ siteId: 'other' as SiteId })).toEqual([false, false, false]);
  expect([shows(row({ status: 'resolved' }), {}), shows(row({ status: 'resolved' }), { status: 'resolved' })]).toEqual([false, true]);
});

it('[I1] what is snoozed is out of sight until its time; spam stands in no view but its own', () => {
  const asleep = row({ snoozedUntil: 200 });
  expect([shows(asleep, {}), shows(asleep, { name: 'snoozed' }), shows(asleep, {}, 200), shows(asleep, { name: 'snoozed' }, 200)]).toEqual([
    false,
    true,
    true,
    false,
  ]);
  const spam = row({ isSpam: true, status: 'resolved', snoozedUntil: 200 });
  for (const name of ['all', 'unread', 'mine', 'unassigned', 'snoozed'] as const) expect(shows(spam, { name, status: 'all' })).toBe(false);
  expect(shows(spam, { name: 'spam' })).toBe(true);
});

it('[I1] the server is asked for what a view shows', () => {
  const ask = (view: Partial<ListView>) => queryOf({ ...FIRST_VIEW, ...view }, ANN);
  expect(ask({})).toEqual({ status: 'open', assignee: 'any', snoozed: null, spam: false, tag: null });
  expect(ask({ name: 'unread' })).toMatchObject({ status: 'open', unread: true });
  expect(ask({ name: 'mine' }).assignee).toBe('ann');
  expect(ask({ name: 'unassigned', tag: 'vip' })).toMatchObject({ assignee: 'nobody', tag: 'vip' });
  expect(ask({ name: 'snoozed' })).toMatchObject({ status: 'any', snoozed: true });
  expect(ask({ name: 'spam' })).toMatchObject({ status: 'any', snoozed: null, spam: true });
  expect(ask({ status: 'resolved' })).toMatchObject({ status: 'resolved', snoozed: null });
});

it('[I1] counts of several sites are added up, tags by name', () => {
  const one = { mine: 1, unassigned: 2, open: 3, snoozed: 0, spam: 1, unread: 1, tags: { vip: 1, bug: 2 } };
  expect(sumCounts([one, one])).toEqual({ mine: 2, unassigned: 4, open: 6, snoozed: 0, spam: 2, unread: 2, tags: { bug: 4, vip: 2 } });
  expect(sumCounts([])).toMatchObject({ open: 0, tags: {} });
});

it('[I1] the address says the view; what it does not know is as if it were not there', () => {
  const full: ListView = { name: 'mine', siteId: 'site' as SiteId, status: 'resolved', tag: 'needs a manager & more' };
  const read = (search: string) => parseView(Object.fromEntries(new URLSearchParams(search)));
  for (const view of [FIRST_VIEW, full, { ...FIRST_VIEW, tag: 'vip' }]) expect(read(viewSearch(view))).toEqual(view);
  expect(viewSearch(FIRST_VIEW)).toBe('');
  expect(read('?view=dance&status=odd&site=&more=1')).toEqual(FIRST_VIEW);
});

it('[I1] a view of several sites goes down to where none of them has a hole', () => {
  const end = (grownAt: number, more = true, id = 'c') => ({ last: { grownAt, id }, more });
  expect(boundaryOf([end(50), end(80), end(90, false)])).toEqual({ grownAt: 80, id: 'c' });
  expect([boundaryOf([end(50, false)]), boundaryOf([{ last: null, more: false }]), boundaryOf([])]).toEqual([null, null, null]);
  const at = (grownAt: number, conversationId: string) => row({ grownAt, conversationId } as never);
  const boundary = { grownAt: 80, id: 'c' };
  expect([at(81, 'a'), at(80, 'd'), at(80, 'c'), at(80, 'b'), at(79, 'z')].map((one) => isAbove(one, boundary))).toEqual([
    true,
    true,
    true,
    false,
    false,
  ]);
  expect(isAbove(at(1, 'a'), null)).toBe(true);
});
