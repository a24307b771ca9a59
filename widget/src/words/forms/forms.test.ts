import { expect, it } from 'vitest';
import { formsAr } from './ar.ts';
import { formsDe } from './de.ts';
import { formsEn, ratingEn } from './en.ts';
import { formsEs } from './es.ts';
import { formsFr } from './fr.ts';

const said = (words: object) =>
  Object.fromEntries(Object.entries(words).map(([name, word]) => [name, typeof word === 'function' ? String(word('Shop')) : String(word)]));

it.each(Object.entries({ formsAr, formsDe, formsEs, formsFr }))(
  '[W10] %s says all that the forms say, in its own language, plain, with the name of the site, and without an exclamation mark',
  (_name, words) => {
    const mine = said(words);
    const english = said({ ...formsEn, ...ratingEn });
    expect(Object.keys(mine).sort()).toEqual(Object.keys(english).sort());
    const same = new Set(['E-mail', 'Name', 'you@example.com']);
    for (const [name, word] of Object.entries(english)) {
      expect(mine[name], name).toBeTruthy();
      expect(mine[name], name).not.toMatch(/[!¡]|undefined/);
      if (!same.has(word)) expect(mine[name], name).not.toBe(word);
      if (word.includes('Shop')) expect(mine[name], name).toContain('Shop');
    }
    expect(words.scores).toHaveLength(5);
    expect(new Set(words.scores).size).toBe(5);
  },
);
