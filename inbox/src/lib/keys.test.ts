import { expect, it } from 'vitest';
import { decideKey, KEYS, type KeyFacts, type KeyRow, keyName } from './keys.ts';

const facts = (key: string, more: Partial<KeyFacts> = {}): KeyFacts => ({
  key,
  modifier: 'none',
  isWriting: false,
  isInList: false,
  keysAreOn: true,
  ...more,
});

it('[I6] single keys move, answer and decide; they are silent while one writes, with a modifier, and when switched off', () => {
  const letters = ['j', 'k', 'r', 'n', 'e', 'a', 't', 's', '!', '#', '/', '?', 'Escape', 'x'];
  expect(letters.map((key) => decideKey(facts(key)))).toEqual([
    'next',
    'previous',
    'reply',
    'note',
    'toggle-status',
    'assign',
    'tags',
    'snooze',
    'spam',
    'block',
    'search',
    'help',
    'leave',
    null,
  ]);
  expect(decideKey(facts('r', { isWriting: true }))).toBeNull();
  expect(decideKey(facts('Escape', { isWriting: true }))).toBe('leave');
  expect(decideKey(facts('e', { modifier: 'command' }))).toBeNull();
  expect(decideKey(facts('j', { keysAreOn: false }))).toBeNull();
  expect([decideKey(facts('ArrowDown')), decideKey(facts('ArrowDown', { isInList: true, keysAreOn: false }))]).toEqual([null, 'next']);
});

it('[I6] the palette opens with Ctrl or Cmd and K, while one writes and with single keys off, too', () => {
  const off = { isWriting: true, keysAreOn: false } as const;
  expect(['k', 'K'].map((key) => decideKey(facts(key, { ...off, modifier: 'command' })))).toEqual(['palette', 'palette']);
  expect(decideKey(facts('k', { ...off, modifier: 'other' }))).toBeNull();
});

it('[I6] no key means two things at the same place, and each has a name', () => {
  const rows: readonly KeyRow[] = KEYS;
  const places = rows.flatMap(({ when, keys }) => keys.map((key) => `${when} ${key}`));
  expect(new Set(places).size).toBe(places.length);
  expect(rows.map((row) => keyName(row, false)).slice(0, 2)).toEqual(['Ctrl K', 'j']);
  expect(rows[0] && keyName(rows[0], true)).toBe('⌘K');
});
