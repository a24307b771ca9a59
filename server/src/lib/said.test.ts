import { expect, it } from 'vitest';
import { saidOf, summaryOf } from './said.ts';

const file = (name: string) => ({ id: name, name, type: 'image/png', size: 1 });

it('[X10] a message that is only files says their names where files are not shown', () => {
  const only = { text: '', files: [file('a.png'), file('b.pdf')] };
  expect(saidOf(only)).toBe('[file] a.png\n[file] b.pdf');
  expect(summaryOf(only)).toBe('a.png, b.pdf');
  expect(saidOf({ text: 'Look', files: [file('a.png')] })).toBe('Look\n[file] a.png');
  expect(summaryOf({ text: 'Look', files: [file('a.png')] })).toBe('Look');
  expect(saidOf({ text: 'Hello' })).toBe('Hello');
});
