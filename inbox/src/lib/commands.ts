/** What the palette offers, and how it finds it. Pure. */

export interface Command {
  /** One of a kind. */
  readonly id: string;
  readonly name: string;
  /** Where it belongs: told beside the name, and found by, too. */
  readonly group: string;
  /** The key that does the same. */
  readonly key?: string;
  readonly run: () => void;
}

/** A text without accents and capitals, so that `helene` finds Hélène. */
export function fold(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}

const isLetter = (char: string | undefined): boolean => char !== undefined && /[\p{L}\p{N}]/u.test(char);

/** Where a word begins that starts with these letters; -1 when none does. */
function wordStart(text: string, word: string): number {
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) if (!isLetter(text[at - 1])) return at;
  return -1;
}

/** Whether the letters come in this order, the first of them at the start of a word. */
function isScattered(text: string, word: string): boolean {
  const first = wordStart(text, word[0] ?? '');
  if (first === -1) return false;
  let at = first;
  for (const letter of word) {
    at = text.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}

function scoreWord(text: string, word: string): number {
  if (wordStart(text, word) !== -1) return 3;
  if (text.includes(word)) return 2;
  return isScattered(text, word) ? 1 : 0;
}

/**
 * How well a folded text answers a folded question: each of its words begins a word there (3), is within one (2), or has its
 * letters there in order (1). 0: one of its words is not there.
 */
export function scoreMatch(text: string, query: string): number {
  const words = query.split(/\s+/).filter((word) => word !== '');
  const scores = words.map((word) => scoreWord(text, word));
  return scores.includes(0) ? 0 : scores.reduce((sum, score) => sum + score, 1);
}

/** A command with what it is found by, folded once. */
export interface Findable {
  readonly command: Command;
  readonly name: string;
  readonly text: string;
}
export function toFindable(command: Command): Findable {
  const name = fold(command.name);
  return { command, name, text: `${name} ${fold(command.group)}` };
}

/** The commands that answer a question, the best first: what its name says counts more than its group. Without a question: as they come. */
export function findCommands(all: readonly Findable[], query: string, limit: number): readonly Command[] {
  const asked = fold(query).trim();
  if (asked === '') return all.slice(0, limit).map(({ command }) => command);
  const found = all.flatMap(({ command, name, text }) => {
    const score = scoreMatch(text, asked);
    return score === 0 ? [] : [{ command, score: score + 2 * scoreMatch(name, asked) }];
  });
  return found
    .sort((a, b) => b.score - a.score)
    .slice(0, limit)
    .map(({ command }) => command);
}
