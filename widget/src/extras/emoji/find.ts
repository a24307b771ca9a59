import { EMOJIS } from './words.ts';

/** In lower case and without accents, so that `coeur`, `lächeln` and `lacheln` are found. */
const plain = (word: string) => word.toLowerCase().normalize('NFD').replaceAll(/\p{M}/gu, '').replaceAll('œ', 'oe');

/** Groups with what is found of them; all when nothing is looked for. */
export function findEmojis(query: string, language: number): { readonly name: string; readonly emojis: readonly string[] }[] {
  const wanted = plain(query.trim());
  return EMOJIS.map(([names, ...rows]) => ({
    name: names.split('|')[language] ?? '',
    emojis: rows.filter(([, words]) => words.split('|').some((word) => plain(word).startsWith(wanted))).flatMap(([row]) => row.split(' ')),
  })).filter(({ emojis }) => emojis.length > 0);
}
