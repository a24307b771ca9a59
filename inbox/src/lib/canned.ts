import type { CannedReply } from '@parley/shared-types/model.ts';

/** What a canned reply may name. */
export const VARIABLES = ['visitor.name', 'visitor.email', 'operator.name', 'site.name'] as const;
export type Variable = (typeof VARIABLES)[number];
/** What is known of each; '' when nothing is. */
export type Values = Readonly<Record<Variable, string>>;

const MAX_QUERY = 40;
/** `{{visitor.name}}`, `{{ visitor.name | there }}` */
const PLACEHOLDER = /\{\{\s*([^\s{}|]{1,60})\s*(?:\|([^{}\n]{0,200}))?\}\}/g;

const isVariable = (name: string): name is Variable => (VARIABLES as readonly string[]).includes(name);

/** In lower case and without accents, so that `cafe` finds `Café`. */
const plain = (words: string) => words.toLocaleLowerCase().normalize('NFD').replaceAll(/\p{M}/gu, '');

/**
 * What is being asked for by a `/` in front of the caret, at the beginning of a word.
 * @returns where the `/` stands and what follows it; null when no reply is being looked for
 */
export function slashQuery(text: string, caret: number): { readonly at: number; readonly query: string } | null {
  const at = text.slice(0, caret).lastIndexOf('/');
  if (at === -1 || (at > 0 && !/\s/.test(text[at - 1] ?? ''))) return null;
  const query = text.slice(at + 1, caret);
  return query.length > MAX_QUERY || /\s/.test(query) ? null : { at, query };
}

/** How well a reply fits; null: not at all. */
function rankOf({ shortcut, text }: CannedReply, wanted: string): number | null {
  if (shortcut.startsWith(wanted)) return 0;
  if (shortcut.includes(wanted)) return 1;
  return plain(text).includes(wanted) ? 2 : null;
}

/** Replies whose shortcut begins with what was written first, then those that have it elsewhere; each by the alphabet. */
export function findReplies(replies: readonly CannedReply[], query: string): readonly CannedReply[] {
  const wanted = plain(query.trim());
  return replies
    .flatMap((reply) => {
      const rank = rankOf(reply, wanted);
      return rank === null ? [] : [{ reply, rank }];
    })
    .sort((a, b) => a.rank - b.rank || (a.reply.shortcut < b.reply.shortcut ? -1 : 1))
    .map(({ reply }) => reply);
}

/** Fills in what is known, else what stands behind the bar; what is neither stays as it is written, for everybody to see. */
export function fillIn(text: string, values: Values): string {
  return text.replaceAll(PLACEHOLDER, (whole: string, name: string, otherwise: string | undefined) => {
    if (!isVariable(name)) return whole;
    return values[name] || otherwise?.trim() || whole;
  });
}

/** What would go out as it stands, each once: unknown names, and what nothing is known for. */
export function leftIn(text: string): readonly string[] {
  return [...new Set(Array.from(text.matchAll(PLACEHOLDER), ([whole]) => whole))];
}

/** Names that no reply can fill in, each once: misspelt, most often. */
export function unknownIn(text: string): readonly string[] {
  return [...new Set(Array.from(text.matchAll(PLACEHOLDER), ([, name = '']) => name).filter((name) => !isVariable(name)))];
}
