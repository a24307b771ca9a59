/**
 * The words of the inbox, in the language of whoever reads it. The English text is the key, so that code reads as the page does and
 * English needs no dictionary. A phrase that has no French does not compile.
 *
 * `{name}` stands for a value. What follows ` ¦ ` tells apart phrases that English says alike; it is never shown.
 */
import type { ComponentChildren } from 'preact';
import type { FRENCH } from './fr/french.ts';

export type Language = 'en' | 'fr';
export type Phrase = keyof typeof FRENCH;
type Names<P extends string> = P extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never;
/** A phrase without values: for tables, which are read when they are shown. */
export type PlainPhrase = { [P in Phrase]: [Names<P>] extends [never] ? P : never }[Phrase];
type Value = string | number;
type Values<P extends string, V, Known extends string = never> = [Exclude<Names<P>, Known>] extends [never]
  ? []
  : [values: Readonly<Record<Exclude<Names<P>, Known>, V>>];

/** What the module of a language gives. */
export interface Spoken {
  readonly phrases: Readonly<Record<string, string>>;
  /** The server's own words: of refusals, and of what is wrong with a field. */
  readonly ofServer: (english: string) => string;
}

// The one global of a page. Every function that puts something into words would have to be handed the language otherwise, pure ones
// too, and nobody ever reads two languages at once: it is set before the first word is drawn, and changes with the page only.
let language: Language = 'en';
let spoken: Spoken | null = null;

/** Sets the language of this page; `null` is English, which every phrase is in already. */
export function speak(to: Language, words: Spoken | null): void {
  language = to;
  spoken = words;
}

export const spokenLanguage = (): Language => language;
/** Of times and dates: in English as the owner of the browser reads them. */
export const clockLocale = (): string | undefined => (language === 'en' ? undefined : language);

/** Something made for a language, such as a format, made when it is first asked for. */
export function perLanguage<Made>(make: (language: Language) => Made): () => Made {
  const made = new Map<Language, Made>();
  return () => {
    const known = made.get(language) ?? make(language);
    made.set(language, known);
    return known;
  };
}

const numbers = perLanguage((of) => new Intl.NumberFormat(of));
const plurals = perLanguage((of) => new Intl.PluralRules(of));
const lists = perLanguage((of) => new Intl.ListFormat(of));

export const sayNumber = (value: number): string => numbers().format(value);
/** `Ann, Bo and Chu` */
export const sayList = (names: readonly string[]): string => lists().format(names);

/** As `sayList`, of elements. */
export function xList(nodes: readonly ComponentChildren[]): ComponentChildren[] {
  const parts = lists().formatToParts(nodes.map((_, index) => String(index)));
  return parts.map(({ type, value }) => (type === 'element' ? nodes[Number(value)] : value));
}

function textOf(phrase: string): string {
  const own = spoken?.phrases[phrase];
  if (own !== undefined) return own;
  const at = phrase.indexOf(' ¦ ');
  return at === -1 ? phrase : phrase.slice(0, at);
}

const fill = (text: string, values: Readonly<Record<string, Value>>): string =>
  text.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name] ?? '';
    return typeof value === 'number' ? sayNumber(value) : value;
  });

/** A phrase in the language of the page; numbers are written as it writes them. */
export function t<P extends Phrase>(phrase: P, ...[values]: Values<P, Value>): string {
  return values === undefined ? textOf(phrase) : fill(textOf(phrase), values);
}

/** One of two phrases, by how many there are; `{count}` is that number. Languages differ: French counts 0 as one. */
export function tn<One extends Phrase, Many extends Phrase>(
  count: number,
  one: One,
  many: Many,
  ...[values]: Values<One | Many, Value, 'count'>
): string {
  return fill(textOf(plurals().select(count) === 'one' ? one : many), { ...values, count });
}

/** A phrase with elements in it, as children of another one. */
export function tx<P extends Phrase>(phrase: P, values: Readonly<Record<Names<P>, ComponentChildren>>): ComponentChildren[] {
  const parts = textOf(phrase).split(/\{(\w+)\}/);
  return parts.map((part, index) => (index % 2 === 0 ? part : values[part as Names<P>]));
}

/** What the server has said, in the language of the page; as it came where that language has no words for it. */
export const tServer = (english: string): string => spoken?.ofServer(english) ?? english;
