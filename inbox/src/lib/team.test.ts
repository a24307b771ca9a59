import { expect, it } from 'vitest';
import { answeredBehind, inQuestion, withoutAfter } from './collision.ts';
import { logItems } from './log-items.ts';
import { findPeople, mentionParts, mentionQuery, mentionsIn } from './mentions.ts';
import { ownMoment, snoozeChoices } from './snooze.ts';

const PEOPLE = [
  { id: 'a', name: 'Ann' },
  { id: 'b', name: 'Bob Stone' },
  { id: 'c', name: 'Bob' },
] as never;
const said = (seq: number, author: object, more: object = {}) =>
  ({
    kind: 'entry',
    id: `e${seq}`,
    seq,
    clientMsgId: `m${seq}`,
    author,
    audience: 'all',
    body: { kind: 'message', text: `t${seq}` },
    acceptedAt: seq,
    storedAt: seq,
    ...more,
  }) as never;
const VISITOR = { kind: 'visitor', id: 'v' };
const ANN = { kind: 'operator', id: 'a', name: 'Ann' };
const BOB = { kind: 'operator', id: 'b', name: 'Bob' };

it('[I4] a colleague’s message behind what its writer had seen is an answer; a note, the visitor’s and one’s own are none', () => {
  const note = { audience: 'operators', body: { kind: 'note', text: 'n' } };
  const entries = [said(1, VISITOR), said(2, ANN), said(3, BOB), said(4, BOB, note), said(5, VISITOR)];
  expect(answeredBehind(entries, 1, 'b')).toEqual({ name: 'Ann', at: 2 });
  expect(answeredBehind(entries, 2, 'a')).toEqual({ name: 'Bob', at: 3 });
  expect([answeredBehind(entries, 2, 'b'), answeredBehind(entries, 3, 'a')]).toEqual([null, null]);
});

it('[I4] only what was refused as answered is asked about; sent anyway it asks for nothing', () => {
  const item = { clientMsgId: 'm', body: { kind: 'message', text: 'x', after: 3 }, createdAt: 1, state: 'failed' } as const;
  expect(inQuestion([{ ...item, code: 'forbidden' }])).toBeNull();
  expect(inQuestion([{ ...item, code: 'answered' }])?.clientMsgId).toBe('m');
  expect(withoutAfter(item.body)).toEqual({ kind: 'message', text: 'x' });
});

it('[I3] an @ in front of the caret asks for somebody, within a word it does not', () => {
  expect(mentionQuery('ask @bo', 7)).toEqual({ at: 4, query: 'bo' });
  expect(mentionQuery('@', 1)).toEqual({ at: 0, query: '' });
  expect([mentionQuery('mail a@b', 8), mentionQuery('@bo\nx', 5), mentionQuery('none', 4)]).toEqual([null, null, null]);
  expect(findPeople(PEOPLE, 'sto').map(({ id }) => id)).toEqual(['b']);
});

it('[I3] a note names people by id; of names that begin alike the longest counts, and half a name is none', () => {
  expect(mentionsIn('@Bob Stone and @Ann, @Ann', PEOPLE)).toEqual(['b', 'a']);
  expect(mentionsIn('@Bob', PEOPLE)).toEqual(['c']);
  expect(mentionsIn('@Annabel x@Ann', PEOPLE)).toEqual([]);
  expect(mentionParts('hi @Ann.', PEOPLE).map(({ text, person }) => [text, person?.id])).toEqual([
    ['hi ', undefined],
    ['@Ann', 'a'],
    ['.', undefined],
  ]);
});

it('[I6] a snooze is offered by the clock of the browser, and one’s own moment lies ahead', () => {
  const now = new Date(2026, 10, 25, 14, 20).getTime();
  expect(snoozeChoices(now).map(({ until }) => new Date(until))).toEqual([
    new Date(2026, 10, 25, 17, 30),
    new Date(2026, 10, 26, 9),
    new Date(2026, 10, 30, 9),
  ]);
  expect([ownMoment(now, ''), ownMoment(now, '2026-11-25T14:20'), ownMoment(now, '2026-11-25T14:30')]).toEqual([null, null, now + 600_000]);
});

it('[I3] an edit shows as a mark, a removal as a line in its place; one’s wish is shown before it is stored', () => {
  const entries = [
    said(1, ANN, { body: { kind: 'message', text: 'better', isEdited: true } }),
    { kind: 'hidden', seq: 2 } as never,
    said(3, ANN, { body: { kind: 'edit', of: 1, text: 'better' }, audience: 'operators' }),
    said(4, ANN, { body: { kind: 'remove', of: 2 }, audience: 'operators' }),
    { kind: 'hidden', seq: 5 } as never,
    said(6, ANN),
  ];
  const pending = [{ clientMsgId: 'p', body: { kind: 'edit', of: 6, text: 'new' }, createdAt: 9, state: 'waiting' }] as never;
  const items = logItems(entries, pending, 'a').map((item) => {
    if (item.kind === 'bubble') return `${item.text}, ${item.isEdited ? 'edited' : 'as it was'}, ${item.change?.state ?? 'stored'}`;
    return item.kind === 'event' ? item.words : item.kind;
  });
  expect(items).toEqual(['day', 'better, edited, stored', 'Ann removed a message', 'new, as it was, waiting']);
});
