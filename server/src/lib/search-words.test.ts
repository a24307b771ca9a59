import { expect, it } from 'vitest';
import { matchText, readQuery, snippetOf, tokensOf } from './search-words.ts';

const words = (text: string) => tokensOf(text).map(({ word }) => word);
const finds = (typed: string, text: string) => matchText(text, readQuery(typed)) !== null;

it.each([
  ['Crème brûlée', ['creme', 'brulee']],
  ["l'hôtel d’Été, don't", ['l', 'hotel', 'd', 'ete', 'don', 't']],
  ['Nora.Lind+shop@lind.example', ['nora', 'lind', 'shop', 'lind', 'example']],
  ['Straße STRASSE ŒUVRE Łódź', ['strasse', 'strasse', 'oeuvre', 'lodz']],
  ['ΟΔΌΣ οδος', ['οδοσ', 'οδοσ']],
  ['İstanbul ISPARTA ılık', ['istanbul', 'isparta', 'ilik']],
  ['مُحَمَّد', ['محمد']],
  ['東京都', ['東京', '京都', '都']],
  ['が', ['が']],
  ['iPhoneを買う', ['iphone', 'を買', '買う', 'う']],
  ['한국어 검색', ['한국어', '검색']],
  ['हिन्दी', ['हिन्दी']],
  ['👍🏽 ❤️ 🎉!', []],
  ['order #4711', ['order', '4711']],
  ['§s41 "AND" NOT', ['s41', 'and', 'not']],
])('[S5] %s becomes words', (text, expected) => {
  expect(words(text)).toEqual(expected);
});

it('[S5] a question finds folded, unfinished, quoted and pieced words, and all of them', () => {
  expect(finds('creme', 'Une CRÈME brûlée')).toBe(true);
  expect(finds('brul', 'Une crème brûlée')).toBe(true);
  expect(finds('brul une', 'Une crème brûlée')).toBe(false);
  expect(finds('"creme brulee"', 'Une crème brûlée')).toBe(true);
  expect(finds('"brulee creme"', 'Une crème brûlée')).toBe(false);
  expect(finds('"brul"', 'Une crème brûlée')).toBe(false);
  expect(finds('nora@lind', 'write to Nora@lind.example')).toBe(true);
  expect(finds('lind@nora', 'write to nora@lind.example')).toBe(false);
  expect(finds('京', '東京都')).toBe(true);
  expect(finds('京都', '東京都')).toBe(true);
  expect(finds('東都', '東京都')).toBe(false);
  expect(finds('都', '東京都')).toBe(true);
});

it('[S5] whatever is typed becomes words and nothing else', () => {
  const signs = [
    '"',
    "'",
    '*',
    '(',
    ')',
    ':',
    '^',
    '-',
    '+',
    ' AND ',
    ' OR ',
    ' NOT ',
    ' NEAR(',
    '{',
    '}',
    '§',
    '\0',
    '\u{1f600}',
    'a',
    'é',
    '京',
    '\ud800',
  ];
  let seed = 7;
  const next = () => (seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648);
  for (let round = 0; round < 2_000; round++) {
    const typed = Array.from({ length: next() % 12 }, () => signs[next() % signs.length]).join('');
    for (const { words: asked } of readQuery(typed)) {
      expect(asked.length).toBeGreaterThan(0);
      for (const word of asked) expect(word).toMatch(/^[\p{L}\p{N}\p{M}]+$/u);
    }
  }
});

it('[I4] a snippet is the text around the first mark with marks that say where', () => {
  const text = `${'word '.repeat(40)}the Crème is here\nand ${'more '.repeat(60)}`;
  const marks = matchText(text, readQuery('creme')) ?? [];
  const snippet = snippetOf(text, marks);
  expect(snippet.marks.map(([from, to]) => snippet.text.slice(from, to))).toEqual(['Crème']);
  expect(snippet.text).toMatch(/^… word .* here and more .* …$/);
  const short = snippetOf('one two', matchText('one two', readQuery('one tw')) ?? []);
  expect(short).toEqual({
    text: 'one two',
    marks: [
      [0, 3],
      [4, 7],
    ],
  });
});
