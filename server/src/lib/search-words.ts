/**
 * How texts become words that are searched for: the same for every store, so that both find the same. Pure.
 * - Words are runs of letters and digits: `l'hôtel` is `l` and `hotel`, `nora@lind.example` three words. Emoji and signs are none.
 * - Case, accents, ligatures and widths are folded: `Straße`, `STRASSE` and `ｓtrasse` are one.
 * - Scripts without spaces are cut into pairs of characters and the last one: `東京都` is `東京`, `京都`, `都`.
 */

/** A word, folded, and where it stands in the text. */
export interface Token {
  readonly word: string;
  readonly from: number;
  readonly to: number;
}

/** What one piece of a question asks for: these words, one behind the other. */
export interface Term {
  readonly words: readonly string[];
  /** The last word may go on. */
  readonly isPrefix: boolean;
}

/** `[from, to)` in a text. */
export type Range = readonly [from: number, to: number];

const SPACELESS = String.raw`\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}ー々`;
const RUNS = new RegExp(String.raw`([${SPACELESS}]+)|((?![${SPACELESS}])[\p{L}\p{N}](?:(?![${SPACELESS}])[\p{L}\p{N}\p{M}])*)`, 'gu');
/** Accents of Latin, Greek and Cyrillic, vowel signs of Hebrew and Arabic; signs of other scripts are letters there. */
const ACCENTS = /[\u0300-\u036F\u0591-\u05BD\u05BF\u05C1\u05C2\u05C4\u05C5\u05C7\u064B-\u065F\u0670]/gu;
const LETTERS: Readonly<Record<string, string>> = { ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', ł: 'l', đ: 'd', ð: 'd', þ: 'th', ı: 'i', ς: 'σ' };
/** Longer words are cut, in texts and in questions. */
const LONGEST = 64;
const MOST_TERMS = 12;

function fold(word: string): string {
  const plain = word.normalize('NFKD').replace(ACCENTS, '').normalize('NFC').toLowerCase();
  return plain
    .replace(/[ßæœøłđðþıς]/gu, (letter) => LETTERS[letter] ?? letter)
    .replace(/[^\p{L}\p{N}\p{M}]/gu, '')
    .slice(0, LONGEST);
}

/** Pairs of characters, and the last one by itself, so that each single character is the beginning of something. */
function pairsOf(run: string, at: number): Token[] {
  const chars = Array.from(run);
  let from = at;
  return chars.flatMap((char, index) => {
    const pair = char + (chars[index + 1] ?? '');
    const token = { word: fold(pair), from, to: from + pair.length };
    from += char.length;
    return token.word === '' ? [] : [token];
  });
}

interface Run {
  readonly isSpaceless: boolean;
  readonly tokens: readonly Token[];
}

function* runsOf(text: string): Generator<Run> {
  for (const match of text.matchAll(RUNS)) {
    const [whole, spaceless] = match;
    if (spaceless !== undefined) yield { isSpaceless: true, tokens: pairsOf(spaceless, match.index) };
    else {
      const word = fold(whole);
      if (word !== '') yield { isSpaceless: false, tokens: [{ word, from: match.index, to: match.index + whole.length }] };
    }
  }
}

/** The words of a text, in order. */
export function tokensOf(text: string): readonly Token[] {
  return [...runsOf(text)].flatMap(({ tokens }) => tokens);
}

/** The terms of one piece between spaces, or of what stands in quotes. */
function termsOf(piece: string): Term[] {
  const terms: Term[] = [];
  let phrase: string[] = [];
  const flush = () => {
    if (phrase.length > 0) terms.push({ words: phrase, isPrefix: false });
    phrase = [];
  };
  for (const { isSpaceless, tokens } of runsOf(piece)) {
    if (!isSpaceless) {
      phrase.push(...tokens.map(({ word }) => word));
      continue;
    }
    flush();
    const words = tokens.map(({ word }) => word);
    // A single character is the beginning of a pair; of several the last by itself says nothing more than its pair.
    terms.push(words.length > 1 ? { words: words.slice(0, -1), isPrefix: false } : { words, isPrefix: true });
  }
  flush();
  return terms;
}

/**
 * Reads what somebody typed. All terms have to be in a text; `"in quotes"` together; the last word may be unfinished.
 * @returns nothing when there is no word in it
 */
export function readQuery(typed: string): readonly Term[] {
  const pieces = [...typed.matchAll(/"([^"]*)"?|([^\s"]+)/gu)];
  const terms = pieces.flatMap(([, quoted, plain]) => termsOf(quoted ?? plain ?? ''));
  const last = terms.at(-1);
  if (last && pieces.at(-1)?.[2] !== undefined) terms[terms.length - 1] = { ...last, isPrefix: true };
  return terms.slice(0, MOST_TERMS);
}

function matchAt(tokens: readonly Token[], at: number, { words, isPrefix }: Term): Range | null {
  for (const [index, word] of words.entries()) {
    const said = tokens[at + index]?.word;
    const mayGoOn = isPrefix && index === words.length - 1;
    if (said === undefined || !(mayGoOn ? said.startsWith(word) : said === word)) return null;
  }
  return [tokens[at]?.from ?? 0, tokens[at + words.length - 1]?.to ?? 0];
}

/** Ranges in order, joined where they touch or overlap. */
function joined(ranges: readonly Range[]): readonly Range[] {
  const out: Range[] = [];
  for (const range of [...ranges].sort(([one], [other]) => one - other)) {
    const last = out.at(-1);
    if (last && range[0] <= last[1]) out[out.length - 1] = [last[0], Math.max(last[1], range[1])];
    else out.push(range);
  }
  return out;
}

/** Where a text says what is asked for; null when it does not say all of it. */
export function matchText(text: string, terms: readonly Term[]): readonly Range[] | null {
  const tokens = tokensOf(text);
  const found: Range[] = [];
  for (const term of terms) {
    const ranges = tokens.map((_, at) => matchAt(tokens, at, term)).filter((range) => range !== null);
    if (ranges.length === 0) return null;
    found.push(...ranges);
  }
  return joined(found);
}

export interface Snippet {
  readonly text: string;
  readonly marks: readonly Range[];
}

const BEFORE = 40;
const LENGTH = 160;

/** A piece of a text around the first mark, on one line, with the marks in it. */
export function snippetOf(text: string, marks: readonly Range[]): Snippet {
  const first = marks[0]?.[0] ?? 0;
  // Cut between words where there is a space near, and never within a character.
  const wish = Math.max(0, first - BEFORE);
  const space = wish === 0 ? -1 : text.indexOf(' ', wish);
  const cut = wish === 0 ? 0 : space >= 0 && space < first ? space + 1 : first;
  const end = Math.min(text.length, cut + LENGTH);
  const isSplit = /[\uDC00-\uDFFF]/.test(text[end] ?? '');
  const to = isSplit ? end - 1 : end;
  const lead = cut > 0 ? '… ' : '';
  const shift = lead.length - cut;
  const within = marks.filter(([from]) => from >= cut && from < to);
  return {
    text: `${lead}${text.slice(cut, to).replace(/\s/g, ' ')}${to < text.length ? ' …' : ''}`,
    marks: within.map(([from, until]): Range => [from + shift, Math.min(until, to) + shift]),
  };
}
