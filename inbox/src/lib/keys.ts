import type { PlainPhrase } from '../words/words.ts';

/** Every key of the inbox, once: the handler, the list under `?` and the palette read this table. A new key is a row here and a line in views/actions.ts. */

/** `single`: outside of text fields, can be switched off. `list`: in the list only. `command`: with Ctrl or Cmd, anywhere. `always`: also in a text. */
type When = 'single' | 'list' | 'command' | 'always';

interface Row {
  readonly when: When;
  /** As the browser names them. */
  readonly keys: readonly string[];
  readonly action: string;
  readonly words: PlainPhrase;
  /** Of the open conversation: the palette offers it while there is one. */
  readonly isOfConversation?: true;
}

export const KEYS = [
  { when: 'command', keys: ['k'], action: 'palette', words: 'Go anywhere, do anything' },
  { when: 'single', keys: ['j'], action: 'next', words: 'Next conversation' },
  { when: 'single', keys: ['k'], action: 'previous', words: 'Previous conversation' },
  { when: 'list', keys: ['ArrowDown'], action: 'next', words: 'In the list: next' },
  { when: 'list', keys: ['ArrowUp'], action: 'previous', words: 'In the list: previous' },
  { when: 'single', keys: ['r'], action: 'reply', words: 'Write a reply', isOfConversation: true },
  { when: 'single', keys: ['n'], action: 'note', words: 'Write a note', isOfConversation: true },
  { when: 'single', keys: ['e'], action: 'toggle-status', words: 'Resolve, or open again', isOfConversation: true },
  { when: 'single', keys: ['a'], action: 'assign', words: 'Assign', isOfConversation: true },
  { when: 'single', keys: ['t'], action: 'tags', words: 'Tags', isOfConversation: true },
  { when: 'single', keys: ['s'], action: 'snooze', words: 'Snooze', isOfConversation: true },
  { when: 'single', keys: ['!'], action: 'spam', words: 'Spam', isOfConversation: true },
  { when: 'single', keys: ['#'], action: 'block', words: 'Block the visitor', isOfConversation: true },
  { when: 'single', keys: ['/'], action: 'search', words: 'Search' },
  { when: 'always', keys: ['Escape'], action: 'leave', words: 'Back to the list' },
  { when: 'single', keys: ['?'], action: 'help', words: 'Keyboard shortcuts' },
] as const satisfies readonly Row[];

export type KeyAction = (typeof KEYS)[number]['action'];
export type KeyRow = Row & { readonly action: KeyAction };

/** Keys that the browser or the text field itself understands: told with the others. */
export const TOLD_KEYS: readonly (readonly [key: string, words: PlainPhrase])[] = [
  ['Enter', 'In the list: open it'],
  ['Enter', 'In the text: it goes out'],
  ['Ctrl Enter', 'In the text: it goes out'],
  ['Shift Enter', 'In the text: a new line'],
  ['/', 'In the text: a canned reply'],
  ['@', 'In a note: a colleague'],
  ['Ctrl B', 'In the text: bold'],
  ['Ctrl I', 'In the text: italic'],
];

const NAMES: Readonly<Record<string, string>> = { ArrowDown: '↓', ArrowUp: '↑', Escape: 'Esc' };

/** What stands on the key. */
export function keyName({ when, keys }: Row, isMac: boolean): string {
  const name = keys.map((key) => NAMES[key] ?? key).join(' ');
  if (when !== 'command') return name;
  return isMac ? `⌘${name.toUpperCase()}` : `Ctrl ${name.toUpperCase()}`;
}

export interface KeyFacts {
  readonly key: string;
  /** `command`: Ctrl or Cmd and nothing else. */
  readonly modifier: 'none' | 'command' | 'other';
  /** The focus is where letters are written. */
  readonly isWriting: boolean;
  /** The focus is in the list: arrows move there only. */
  readonly isInList: boolean;
  readonly keysAreOn: boolean;
}

function applies(when: When, { modifier, isWriting, isInList, keysAreOn }: KeyFacts): boolean {
  if (when === 'command') return modifier === 'command';
  if (modifier !== 'none') return false;
  if (when === 'always') return true;
  return !isWriting && (when === 'list' ? isInList : keysAreOn);
}

/** What a key means in the inbox; null: nothing, the browser has it. */
export function decideKey(facts: KeyFacts): KeyAction | null {
  const rows: readonly KeyRow[] = KEYS;
  // With a modifier the letter is the same whether or not capitals are locked.
  const key = facts.modifier === 'command' ? facts.key.toLowerCase() : facts.key;
  return rows.find(({ when, keys }) => keys.includes(key) && applies(when, facts))?.action ?? null;
}
