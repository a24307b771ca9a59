import { expect, it } from 'vitest';
import { foundWords, piecesOf, sayerOf } from './search-words.ts';

it('[I4] a snippet is cut at its marks and nothing of it is lost', () => {
  const pieces = piecesOf({
    text: 'a <b>bold</b> word',
    marks: [
      [0, 1],
      [5, 9],
    ],
  });
  expect(pieces.map(({ text }) => text).join('')).toBe('a <b>bold</b> word');
  expect(pieces.filter(({ isMarked }) => isMarked).map(({ text }) => text)).toEqual(['a', 'bold']);
  expect(piecesOf({ text: 'plain', marks: [] })).toEqual([{ key: 0, text: 'plain', isMarked: false }]);
});

it('[I4] it is said who says it, and how many there are', () => {
  const author = (kind: 'visitor' | 'operator') => ({ kind, id: 'x', name: 'Ann' });
  expect(sayerOf({ kind: 'message', author: author('visitor') })).toBe('');
  expect(sayerOf({ kind: 'message', author: author('operator') })).toBe('Ann: ');
  expect(sayerOf({ kind: 'note', author: author('operator') })).toBe('Note by Ann: ');
  expect(sayerOf({ kind: 'profile', author: author('visitor') })).toBe('Visitor: ');
  expect([foundWords(0, false), foundWords(1, false), foundWords(20, true)]).toEqual(['', '1 found', '20 found, and there may be more']);
});
