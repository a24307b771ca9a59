import type { EntryView } from '@parley/shared-types/model.ts';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { splitLinks } from '../rich/links.ts';
import { en } from '../words/en.ts';
import { joinProfiles, knownProfile, newsOf } from './profile.ts';
import { lastState, toRows } from './rows.ts';
import { dayOf, initialsOf } from './words.ts';

const MINUTE = 60_000;
const NOON = new Date(2026, 10, 24, 12).getTime();
const said = (seq: number, by: string, at: number, text = `m${seq}`): EntryView =>
  ({
    kind: 'entry',
    seq,
    clientMsgId: `id${seq}`,
    author: { kind: by === 'me' ? 'visitor' : 'operator', id: by, name: by },
    body: { kind: 'message', text },
    acceptedAt: at,
  }) as unknown as EntryView;
const none = { delivered: 0, read: 0 };

it('[W10] messages of one author within 2 minutes share a head; a pause, another author or a new day begins anew', () => {
  const entries = [
    said(1, 'Ann', NOON - 24 * 60 * MINUTE),
    said(2, 'Ann', NOON),
    said(3, 'Ann', NOON + 2 * MINUTE),
    said(4, 'Ann', NOON + 5 * MINUTE),
    said(5, 'me', NOON + 5 * MINUTE),
    said(6, 'Bob', NOON + 5 * MINUTE),
    { kind: 'hidden', seq: 7 } as const,
    said(8, 'Bob', NOON + 6 * MINUTE),
  ];
  const shape = toRows(entries, [], en).map((row) => (row.kind === 'group' ? `${row.name} ${row.bubbles.length}` : row.kind));
  expect(shape).toEqual(['day', 'Ann 1', 'day', 'Ann 2', 'Ann 1', 'me 1', 'Bob 2']);
});

it('[W10] a message keeps its key from the moment it is written until it is stored', () => {
  const [, waiting] = toRows([], [{ clientMsgId: 'id1', body: 'hello', createdAt: NOON, state: 'waiting' }], en);
  const [, stored] = toRows([said(1, 'me', NOON, 'hello')], [], en);
  expect([waiting, waiting?.kind === 'group' && waiting.bubbles[0]?.key]).toEqual([expect.objectContaining({ key: 'id1' }), 'id1']);
  expect(stored?.key).toBe('id1');
});

it('[W10] the state of the last own message goes from waiting to read, and gives way to an answer', () => {
  const pending = (state: 'waiting' | 'accepted' | 'failed') => [{ clientMsgId: 'x', body: 'hello', createdAt: NOON, state }];
  const registers = (delivered: number, read: number) => ({ visitor: none, operators: { delivered, read } });
  const mine = [said(1, 'me', NOON)];
  expect(lastState([], pending('waiting'), registers(0, 0))).toBe('waiting');
  expect(lastState([], pending('accepted'), registers(0, 0))).toBe('accepted');
  expect(lastState([], pending('failed'), registers(0, 0))).toBe('failed');
  expect([0, 1, 2].map((step) => lastState(mine, [], registers(Math.min(step, 1), step > 1 ? 1 : 0)))).toEqual([
    'sent',
    'delivered',
    'read',
  ]);
  expect(lastState([...mine, said(2, 'Ann', NOON)], [], registers(1, 1))).toBeNull();
});

it.each([
  ['see https://a.example/b?c=d#e.', 'https://a.example/b?c=d#e'],
  ['(https://a.example/x)', 'https://a.example/x'],
  ['https://a.example/wiki/A_(b), yes', 'https://a.example/wiki/A_(b)'],
  ['write to mailto:ann@example.test!', 'mailto:ann@example.test'],
  ['HTTP://A.example', 'HTTP://A.example'],
])('[W10] in %s the address is found', (text, address) => {
  expect(splitLinks(text).filter((piece) => typeof piece === 'object')).toEqual([{ href: address, text: address }]);
});

it.each([['javascript:alert(1)'], ['data:text/html,x'], ['https://'], ['http:// x'], ['mailto:'], ['nohttps://a'], ['<a href=x>']])(
  '[W10] %s is text',
  (text) => expect(splitLinks(text)).toEqual([text]),
);

it('[W10] whatever is written, its pieces together are what was written, and no link has another scheme', () => {
  const part = fc.constantFrom('https://', 'mailto:', 'javascript:', 'a.b', ')', '.', ' ', '"', '<', '://', 'x');
  fc.assert(
    fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
      const pieces = splitLinks(parts.join(''));
      expect(pieces.map((piece) => (typeof piece === 'string' ? piece : piece.text)).join('')).toBe(parts.join(''));
      for (const piece of pieces) if (typeof piece === 'object') expect(piece.href).toMatch(/^(https?:\/\/|mailto:)/i);
    }),
  );
});

it('[W12] what is known of a visitor is not said again; facts are told whole', () => {
  const entry = { ...said(1, 'me', NOON), body: { kind: 'profile', email: 'a@b.example', data: { plan: 'pro' } } } as unknown as EntryView;
  const known = knownProfile([entry], [{ clientMsgId: 'x', body: { name: 'Ann' }, createdAt: 1, state: 'waiting' }]);
  expect(known).toEqual({ email: 'a@b.example', name: 'Ann', data: { plan: 'pro' } });
  expect(newsOf({ email: 'a@b.example', name: 'Ann', data: { plan: 'pro' } }, known)).toBeNull();
  expect(newsOf({}, known)).toBeNull();
  expect(newsOf({ data: { seats: 3 } }, known)).toEqual({ data: { plan: 'pro', seats: 3 } });
  expect(joinProfiles({ email: 'a' }, { name: 'b' })).toEqual({ email: 'a', name: 'b' });
});

it('[W10] faces and days', () => {
  expect(['Ann', 'Ann Marie Lee', '  ', 'éa', '👩‍💻 Dev'].map(initialsOf)).toEqual(['A', 'AL', '?', 'É', '👩D']);
  expect([0, 1, 2].map((days) => dayOf(NOON - days * 86_400_000, NOON, en)).slice(0, 2)).toEqual(['Today', 'Yesterday']);
  expect(dayOf(NOON - 40 * 86_400_000, NOON, en)).toContain('15');
});
