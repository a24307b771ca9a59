import { expect, it } from 'vitest';
import { fillIn, findReplies, leftIn, slashQuery, unknownIn } from './canned.ts';

it.each([
  ['/', 1, { at: 0, query: '' }],
  ['/re', 3, { at: 0, query: 're' }],
  ['Hello /re', 9, { at: 6, query: 're' }],
  ['Hello\n/re more', 9, { at: 6, query: 're' }],
  ['and/or', 6, null],
  ['https://shop.example', 20, null],
  ['/re fund', 8, null],
  ['/re', 0, null],
  [`/${'a'.repeat(41)}`, 42, null],
  ['', 0, null],
])('[I4] in %j with the caret at %i the reply looked for is %o', (text, caret, found) => {
  expect(slashQuery(text, caret)).toEqual(found);
});

it('[I4] replies are found by the beginning of their shortcut first, then by any part of it, then by their text, whatever the accents', () => {
  const replies = [
    { id: '1', shortcut: 'thanks', text: 'Thank you. We refund it.' },
    { id: '2', shortcut: 'no-refund', text: 'Sorry' },
    { id: '3', shortcut: 'refund', text: 'Done' },
    { id: '4', shortcut: 'bye', text: 'À bientôt' },
  ];
  const shortcuts = (query: string) => findReplies(replies, query).map(({ shortcut }) => shortcut);
  expect(shortcuts('refund')).toEqual(['refund', 'no-refund', 'thanks']);
  expect(shortcuts('BIENTOT')).toEqual(['bye']);
  expect(shortcuts('')).toEqual(['bye', 'no-refund', 'refund', 'thanks']);
  expect(shortcuts('nothing like it')).toEqual([]);
});

const values = { 'visitor.name': 'Ann $1', 'visitor.email': '', 'operator.name': 'Bob', 'site.name': 'Shop & Co' };

it.each([
  ['Hi {{visitor.name}}, {{ operator.name }} of {{site.name}} here', 'Hi Ann $1, Bob of Shop & Co here'],
  ['Hi {{visitor.name|there}}', 'Hi Ann $1'],
  ['To {{visitor.email| your address }}', 'To your address'],
  ['To {{visitor.email}}', 'To {{visitor.email}}'],
  ['Order {{order.id|none}}', 'Order {{order.id|none}}'],
  ['{{}} {{ }} {{visitor.name {visitor.name}}', '{{}} {{ }} {{visitor.name {visitor.name}}'],
  ['{{constructor}} {{toString|x}}', '{{constructor}} {{toString|x}}'],
])('[I4] %j becomes %j', (text, filled) => {
  expect(fillIn(text, values)).toBe(filled);
});

it('[I4] what was not filled in is told before it is sent, unknown names already where replies are written', () => {
  expect(leftIn('{{order.id}} and {{order.id}}, {{visitor.email}}; {{}} {x}')).toEqual(['{{order.id}}', '{{visitor.email}}']);
  expect(unknownIn('{{visitor.nme|x}} {{visitor.name}} {{visitor.nme}}')).toEqual(['visitor.nme']);
  // No text takes long.
  expect(leftIn('{{'.repeat(4_000))).toEqual([]);
});
