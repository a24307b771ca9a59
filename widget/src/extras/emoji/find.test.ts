import { expect, it } from 'vitest';
import { findEmojis } from './find.ts';
import { EMOJIS, LANGUAGES, NONE, SEARCH } from './words.ts';

const found = (query: string, language = 0) => findEmojis(query, language).flatMap(({ emojis }) => emojis);

it('[W10] all emojis are there once, in named groups, each found by a word of each language', () => {
  const all = found('');
  expect(all.length).toBeGreaterThan(150);
  expect(new Set(all).size).toBe(all.length);
  for (const line of [SEARCH, NONE, ...EMOJIS.flatMap(([names, ...rows]) => [names, ...rows.map(([, words]) => words)])])
    expect(
      line.split('|').map((word) => word !== ''),
      line,
    ).toEqual(LANGUAGES.map(() => true));
});

it.each([
  ['cake', '🎂'],
  ['CA', '🎂'],
  ['gateau', '🎂'],
  ['kuchen', '🎂'],
  ['cœur', '❤️'],
  ['coeur', '❤️'],
  ['lacheln', '😀'],
  ['كعك', '🎂'],
])('[W10] %s finds %s, whatever the accents and the case', (query, emoji) => expect(found(query)).toContain(emoji));

it('[W10] what is not there is not found', () => expect(found('nothing like it')).toEqual([]));
