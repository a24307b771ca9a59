import { expect, it } from 'vitest';
import { decideKey, type KeyFacts } from './keys.ts';

const facts = (key: string, more: Partial<KeyFacts> = {}): KeyFacts => ({
  key,
  hasModifier: false,
  isWriting: false,
  isInList: false,
  keysAreOn: true,
  ...more,
});

it('[I6] single keys move, answer and resolve; they are silent while one writes, with a modifier, and when switched off', () => {
  expect(['j', 'k', 'r', 'n', 'e', 'a', 't', 's', '!', '#', '/', '?', 'Escape', 'x'].map((key) => decideKey(facts(key)))).toEqual([
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
  expect(decideKey(facts('e', { hasModifier: true }))).toBeNull();
  expect(decideKey(facts('j', { keysAreOn: false }))).toBeNull();
  expect([decideKey(facts('ArrowDown')), decideKey(facts('ArrowDown', { isInList: true, keysAreOn: false }))]).toEqual([null, 'next']);
});
