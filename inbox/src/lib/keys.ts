export type KeyAction =
  | 'assign'
  | 'tags'
  | 'snooze'
  | 'spam'
  | 'block'
  | 'next'
  | 'previous'
  | 'reply'
  | 'note'
  | 'toggle-status'
  | 'search'
  | 'help'
  | 'leave';

export interface KeyFacts {
  readonly key: string;
  readonly hasModifier: boolean;
  /** The focus is where letters are written. */
  readonly isWriting: boolean;
  /** The focus is in the list: arrows move there only. */
  readonly isInList: boolean;
  readonly keysAreOn: boolean;
}

const LETTERS: Readonly<Record<string, KeyAction>> = {
  j: 'next',
  k: 'previous',
  r: 'reply',
  n: 'note',
  e: 'toggle-status',
  a: 'assign',
  t: 'tags',
  s: 'snooze',
  '!': 'spam',
  '#': 'block',
  '/': 'search',
  '?': 'help',
};
const ARROWS: Readonly<Record<string, KeyAction>> = { ArrowDown: 'next', ArrowUp: 'previous' };

/** What a key means in the inbox; null: nothing, the browser has it. */
export function decideKey({ key, hasModifier, isWriting, isInList, keysAreOn }: KeyFacts): KeyAction | null {
  if (hasModifier) return null;
  if (key === 'Escape') return 'leave';
  if (isWriting) return null;
  if (isInList && Object.hasOwn(ARROWS, key)) return ARROWS[key] ?? null;
  return keysAreOn && Object.hasOwn(LETTERS, key) ? (LETTERS[key] ?? null) : null;
}
