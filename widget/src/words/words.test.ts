import { LAUNCHER_LABELS } from '@parley/shared-types/labels.ts';
import { LANGUAGES, type Language } from '@parley/shared-types/model.ts';
import { expect, it } from 'vitest';
import { backAt } from '../extras/hours.ts';
import { ar } from './ar.ts';
import { de } from './de.ts';
import { en, type Words } from './en.ts';
import { es } from './es.ts';
import { fr } from './fr.ts';

const ALL: Readonly<Record<Language, Words>> = { en, fr, de, es, ar };
/** Every word, said; those with something in them with that. */
const said = (words: Words): Record<string, string> => {
  const { labels, states, language: _language, isRtl: _isRtl, ...rest } = words;
  const given = { chatWith: 'X', isWriting: 'X', unread: 3 } as Readonly<Record<string, unknown>>;
  const flat: Record<string, unknown> = { ...rest, ...states, open: labels[0], closeChat: labels[1] };
  const speak = (name: string, word: unknown) =>
    typeof word === 'function' ? ['minutes', 'hours', 'day'].map((time) => String(word(given[name] ?? time))).join(' ') : String(word);
  return Object.fromEntries(Object.entries(flat).map(([name, word]) => [name, speak(name, word)]));
};

it('[W10] the launcher is named alike before and after the words of its language are there', () => {
  expect(Object.fromEntries(LANGUAGES.map((language) => [language, ALL[language].labels]))).toEqual(LAUNCHER_LABELS);
});

it.each(LANGUAGES.filter((language) => language !== 'en'))(
  '[W10] %s has each word, in its own language, plain and without an exclamation mark',
  (language) => {
    const [mine, english] = [said(ALL[language]), said(en)];
    // Words that two languages have in common.
    const same = new Set(['Menu', 'Message', 'Conversation', 'Offline', 'you@example.com']);
    for (const [name, word] of Object.entries(english)) {
      if (name === 'failed') continue;
      expect(mine[name], name).toBeTruthy();
      expect(mine[name], name).not.toMatch(/[!¡]|undefined/);
      if (!same.has(word)) expect(mine[name], name).not.toBe(word);
    }
    expect(Object.keys(mine)).toEqual(expect.arrayContaining(Object.keys(english)));
  },
);

it('[W10] what is counted has the form that its language has for that number, and the number in it', () => {
  const counts = [1, 2, 3, 11, 99];
  expect(counts.map(en.unread)).toEqual(['1 unread', '2 unread', '3 unread', '11 unread', '99 unread']);
  expect([1, 2].map(fr.unread)).toEqual(['1 message non lu', '2 messages non lus']);
  expect([1, 2].map(de.unread)).toEqual(['1 ungelesene Nachricht', '2 ungelesene Nachrichten']);
  expect([1, 2].map(es.unread)).toEqual(['1 mensaje sin leer', '2 mensajes sin leer']);
  expect(new Set(counts.map((count) => ar.unread(count).replace(/\d+/, ''))).size).toBe(3);
  for (const words of Object.values(ALL)) for (const count of counts) expect(words.unread(count)).toContain(`${count}`);
});

it('[G2] the next opening is said as one says it: today, tomorrow, or by its day', () => {
  const now = new Date(2026, 10, 25, 18).getTime();
  const at = (days: number) => new Date(2026, 10, 25 + days, 9).getTime();
  const said = (words: Words, days: number) => backAt(at(days), now, words).replaceAll(/[\u202f\u00a0]/g, ' ');
  const back = (words: Words) => [0, 1, 3].map((days) => said(words, days).replace(/ ?AM$/, ''));
  expect(back(en)).toEqual(['Back at 9:00', 'Back tomorrow at 9:00', 'Back on Saturday at 9:00']);
  expect(back(fr).map((text) => text.replace('09', '9'))).toEqual([
    'De retour à 9:00',
    'De retour demain à 9:00',
    'De retour samedi à 9:00',
  ]);
  expect(back(de).map((text) => text.replace('09', '9'))).toEqual([
    'Wieder da um 9:00',
    'Wieder da morgen um 9:00',
    'Wieder da am Samstag um 9:00',
  ]);
  expect(back(es)).toEqual(['Volvemos a las 9:00', 'Volvemos mañana a las 9:00', 'Volvemos el sábado a las 9:00']);
  expect(back(ar)[2]).toMatch(/^نعود يوم السبت الساعة /);
});
