import fc from 'fast-check';
import { expect, it } from 'vitest';
import { findCommands, fold, scoreMatch, toFindable } from './commands.ts';

const command = (name: string, group = 'Go to') => toFindable({ id: name, name, group, run: () => {} });
const names = (query: string, all = [command('Team'), command('Settings'), command('Hélène Dubois', 'Conversation'), command('Resolve')]) =>
  findCommands(all, query, 10).map(({ name }) => name);

it('[I6] the palette finds by the beginning of words, by pieces and by letters in order, accents and capitals aside', () => {
  expect(names('')).toEqual(['Team', 'Settings', 'Hélène Dubois', 'Resolve']);
  expect(names('HELENE')).toEqual(['Hélène Dubois']);
  expect(names('dub hél')).toEqual(['Hélène Dubois']);
  expect(names('stg')).toEqual(['Settings']);
  expect(names('conversation')).toEqual(['Hélène Dubois']);
  expect(names('zebra')).toEqual([]);
});

it('[I6] the beginning of a word comes before its middle, and a name before its group', () => {
  expect(names('te', [command('Later'), command('Write'), command('Team')])).toEqual(['Team', 'Later', 'Write']);
  expect(names('shop', [command('Team', 'Shop'), command('Shop', 'Site')])).toEqual(['Shop', 'Team']);
});

it('[I6] every text is found by itself and by each of its beginnings', () => {
  const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }).map(fold);
  fc.assert(
    fc.property(text, fc.nat(20), (said, length) => {
      const asked = said.trim().slice(0, length);
      expect(scoreMatch(said, asked)).toBeGreaterThan(0);
    }),
  );
});
