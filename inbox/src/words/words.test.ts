import { memoryStorage } from '@parley/widget/core/storage.ts';
import { afterEach, expect, it } from 'vitest';
import { shortAgo, weekdayName } from '../lib/time-words.ts';
import { keepLanguage, languageOf, learn } from './choose.ts';
import { ERROR_WORDS } from './fr/errors.ts';
import { FRENCH } from './fr/french.ts';
import { PROBLEM_WORDS } from './fr/problems.ts';
import { typeset } from './fr/typeset.ts';
import { sayList, spokenLanguage, t, tn, tServer, tx } from './words.ts';

afterEach(() => learn('en'));

it('[I6] French is written as French is: curly apostrophes, and spaces before its high signs that do not break', () => {
  const all = [...Object.values(FRENCH), ...Object.values(ERROR_WORDS).flat(), ...Object.values(PROBLEM_WORDS)];
  expect(
    all.filter((text) => /['\u00a0\u202f]|\.\.\.|[^\s\d][;!?](\s|$)|[^\s\d/]:(\s|$)|!\./.test(text.replaceAll(/ ([;:!?])/g, ''))),
  ).toEqual([]);
  expect(typeset('Vraiment ? Oui : « non » ; 3 % !')).toBe('Vraiment\u202f? Oui\u00a0: «\u00a0non\u00a0»\u202f; 3\u00a0%\u202f!');
  expect(typeset('https://a.example ?x=1 a:b')).toBe('https://a.example ?x=1 a:b');
});

it('[I6] a phrase is filled in, counted and joined as its language does', async () => {
  expect([t('Sign in'), t('Open ¦ conversations'), t('At most {most} characters fit.', { most: 8000 })]).toEqual([
    'Sign in',
    'Open',
    'At most 8,000 characters fit.',
  ]);
  expect([0, 1, 2].map((count) => tn(count, '{count} file', '{count} files'))).toEqual(['0 files', '1 file', '2 files']);
  await learn('fr');
  expect(spokenLanguage()).toBe('fr');
  expect([t('Sign in'), t('Open ¦ conversations'), t('At most {most} characters fit.', { most: 8000 })]).toEqual([
    'Se connecter',
    'Ouvertes',
    '8\u202f000 caractères au plus.',
  ]);
  expect([0, 1, 2].map((count) => tn(count, '{count} file', '{count} files'))).toEqual(['0 fichier', '1 fichier', '2 fichiers']);
  expect(tx('There is no such page. {link}', { link: 7 })).toEqual(['Cette page n’existe pas. ', 7, '']);
  expect([sayList(['Ann', 'Bo', 'Chu']), weekdayName(0)]).toEqual(['Ann, Bo et Chu', 'Lundi']);
  const now = new Date(2026, 5, 17, 12, 0).getTime();
  expect(shortAgo(now, new Date(2026, 2, 12).getTime())).toBe('12 mars');
});

it('[I6] what the server refuses is said in the language of the page, by its code or the field; what is not known stays as it came', async () => {
  expect(tServer('You are not signed in.')).toBe('You are not signed in.');
  await learn('fr');
  expect(
    ['You are not signed in.', 'Slack refused the message. See the reason that Slack gave.', 'at most 100 characters', 'x is y'].map(
      tServer,
    ),
  ).toEqual([
    'Vous n’êtes pas connecté.',
    'Slack a refusé le message. Voyez la raison donnée par Slack.',
    '100 caractères au plus',
    'x is y',
  ]);
});

it('[I6] the language is the one chosen in this browser, else the first of its own that we speak, else English', () => {
  const storage = memoryStorage();
  expect([['fr-CA', 'en'], ['de', 'FR'], ['en-GB', 'fr'], ['de'], []].map((tags) => languageOf(storage, tags))).toEqual([
    'fr',
    'fr',
    'en',
    'en',
    'en',
  ]);
  keepLanguage(storage, 'fr');
  expect(languageOf(storage, ['en'])).toBe('fr');
});
