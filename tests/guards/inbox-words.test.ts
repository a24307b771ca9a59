import { AREAS, FRENCH } from '@parley/inbox/words/fr/french.ts';
import { expect, it } from 'vitest';
import { scanSources, textsOfPages } from './inbox-scan.ts';

const isPhrase = (text: string) => Object.hasOwn(FRENCH, text);
const namesIn = (text: string) =>
  [...text.matchAll(/\{(\w+)\}/g)]
    .map(([, name = '']) => name)
    .sort()
    .join();

it('[I6] every word of the inbox goes through t: nothing that people see stands in a view or a page as it is', () => {
  const { bare } = scanSources(isPhrase);
  const ofPages = textsOfPages().filter(({ words }) => !isPhrase(words));
  expect([...bare, ...ofPages].map(({ at, words }) => `${at} ${words}`)).toEqual([]);
});

it('[I6] each phrase is said somewhere, in one area only, and its French has the same values', () => {
  const said = new Set([...scanSources(isPhrase).literals, ...textsOfPages().map(({ words }) => words)]);
  expect(Object.keys(FRENCH).filter((phrase) => !said.has(phrase))).toEqual([]);
  const all = AREAS.flatMap((area) => Object.keys(area));
  expect(all.filter((phrase, index) => all.indexOf(phrase) !== index)).toEqual([]);
  const differing = Object.entries(FRENCH).filter(([english, french]) => namesIn(english) !== namesIn(french));
  expect(differing).toEqual([]);
});
