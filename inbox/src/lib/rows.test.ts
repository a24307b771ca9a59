import type { ConversationRow, EntryView } from '@parley/shared-types/model.ts';
import { expect, it } from 'vitest';
import { isUnread, mergeRows, raiseRegisters, rowOfLog, shiftOf, sortRows, stepBack } from './rows.ts';

const NONE = { visitor: { delivered: 0, read: 0 }, operators: { delivered: 0, read: 0 } };
const row = (id: string, changedAt: number, more: object = {}) =>
  ({
    siteId: 's',
    conversationId: id,
    changedAt,
    grownAt: changedAt,
    excerpt: '',
    excerptBy: 'visitor',
    headSeq: 2,
    status: 'open',
    assignee: null,
    tags: [],
    snoozedUntil: null,
    isSpam: false,
    isBlocked: false,
    registers: NONE,
    ...more,
  }) as unknown as ConversationRow;

it('[I1] a later change replaces an earlier one, in whatever order they arrive, and the newest is first', () => {
  const rows = mergeRows(mergeRows(new Map(), [row('a', 5, { excerpt: 'new' }), row('b', 7)]), [
    row('a', 3, { excerpt: 'old' }),
    row('c', 6),
  ]);
  expect(sortRows(rows).map((one) => one.conversationId)).toEqual(['b', 'c', 'a']);
  expect(rows.get('s:a')?.excerpt).toBe('new');
});

it('[I1] reading a conversation does not move it; a new entry does', () => {
  const rows = mergeRows(mergeRows(new Map(), [row('a', 1), row('b', 2)]), [row('a', 3, { grownAt: 1 })]);
  expect(sortRows(rows).map((one) => one.conversationId)).toEqual(['b', 'a']);
  expect(sortRows(mergeRows(rows, [row('a', 4, { headSeq: 3 })])).map((one) => one.conversationId)).toEqual(['a', 'b']);
});

it('[I4] a conversation too old for the list is told by its own log', () => {
  const entry = (seq: number, kind: string, body: object) =>
    ({ kind: 'entry', seq, author: { kind, id: kind }, body, storedAt: seq }) as unknown as EntryView;
  const log = [
    entry(1, 'visitor', { kind: 'message', text: 'hello' }),
    entry(2, 'visitor', { kind: 'profile', email: 'a@b.example' }),
    entry(3, 'visitor', { kind: 'profile', name: 'Nora' }),
    entry(4, 'operator', { kind: 'status', status: 'resolved' }),
  ];
  expect(rowOfLog({ siteId: 's', conversationId: 'c' } as never, log, NONE)).toMatchObject({
    visitorId: 'visitor',
    headSeq: 4,
    status: 'resolved',
    excerpt: 'hello',
    profile: { email: 'a@b.example', name: 'Nora' },
  });
  expect(rowOfLog({ siteId: 's', conversationId: 'c' } as never, [], NONE)).toBeNull();
});

it('[I1] each question for changes overlaps the last one by 30 s', () => {
  expect(stepBack({ changedAt: 100_000, id: 'x' })).toEqual({ changedAt: 70_000, id: '' });
  expect(stepBack({ changedAt: 10, id: 'x' })).toEqual({ changedAt: 0, id: '' });
});

it('[I1] what was read stays read when an older count of it arrives', () => {
  const read = { ...NONE, operators: { delivered: 2, read: 2 } };
  const rows = mergeRows(mergeRows(new Map(), [row('a', 1, { registers: read })]), [row('a', 2)]);
  expect(rows.get('s:a')?.registers.operators.read).toBe(2);
  expect(raiseRegisters(read, { operators: { delivered: 1, read: 1 } })).toEqual(read);
});

it('[I1] unread is what a visitor wrote last and nobody has read', () => {
  const unread = row('a', 1);
  expect(isUnread(unread)).toBe(true);
  expect(isUnread(row('a', 1, { excerptBy: 'operator' }))).toBe(false);
  expect(isUnread(row('a', 1, { registers: { ...NONE, operators: { delivered: 2, read: 2 } } }))).toBe(false);
});

it('[I1] what is told again and says nothing new changes nothing', () => {
  const rows = mergeRows(new Map(), [row('a', 5), row('b', 7)]);
  expect(mergeRows(rows, [row('a', 5), row('b', 3)])).toBe(rows);
  expect(mergeRows(rows, [row('a', 5, { excerpt: 'in the same millisecond' })])).not.toBe(rows);
});

it('[I4] rows that come in above do not move what is read; the one that grew moves by itself', () => {
  const before = [row('a', 9), row('b', 8), row('c', 7), row('d', 6)];
  expect(shiftOf(before, [row('x', 11), row('y', 10), ...before], 1)).toBe(2);
  expect(shiftOf(before, [row('b', 12), row('a', 9), row('c', 7), row('d', 6)], 1)).toBe(0);
  expect(shiftOf(before, before.slice(1), 2)).toBe(-1);
  expect(shiftOf(before, [], 0)).toBe(0);
});
