import type { OperatorId } from '@parley/shared-types/model.ts';
import { MAX_MENTIONS } from '@parley/shared-types/protocol.ts';

export interface Person {
  readonly id: OperatorId;
  readonly name: string;
}
export interface MentionPart {
  readonly text: string;
  readonly person?: Person;
}

const MAX_QUERY = 40;
const WORD = /[\p{L}\p{N}_]/u;

/**
 * What is being asked for by an `@` in front of the caret.
 * @returns where the `@` stands and what follows it; null when nobody is being named
 */
export function mentionQuery(text: string, caret: number): { readonly at: number; readonly query: string } | null {
  const at = text.slice(0, caret).lastIndexOf('@');
  if (at === -1 || (at > 0 && WORD.test(text[at - 1] ?? ''))) return null;
  const query = text.slice(at + 1, caret);
  return query.length > MAX_QUERY || query.includes('\n') ? null : { at, query };
}

/** People whose name, or a word of it, begins with what was written. */
export function findPeople<One extends Person>(people: readonly One[], query: string): One[] {
  const wanted = query.toLocaleLowerCase();
  const begins = (name: string) => name.startsWith(wanted) || name.split(/\s+/).some((word) => word.startsWith(wanted));
  return people.filter(({ name }) => begins(name.toLocaleLowerCase()));
}

/** Cuts a text where it names somebody by `@Name`; of names that begin alike the longest counts. */
export function mentionParts(text: string, people: readonly Person[]): MentionPart[] {
  const byLength = [...people].filter(({ name }) => name !== '').sort((a, b) => b.name.length - a.name.length);
  const parts: MentionPart[] = [];
  let from = 0;
  for (let at = text.indexOf('@'); at !== -1; at = text.indexOf('@', at + 1)) {
    if (at < from || (at > 0 && WORD.test(text[at - 1] ?? ''))) continue;
    const rest = text.slice(at + 1);
    const person = byLength.find(({ name }) => rest.startsWith(name) && !WORD.test(rest[name.length] ?? ''));
    if (!person) continue;
    if (at > from) parts.push({ text: text.slice(from, at) });
    from = at + 1 + person.name.length;
    parts.push({ text: text.slice(at, from), person });
  }
  if (from < text.length) parts.push({ text: text.slice(from) });
  return parts;
}

/** Who is named in a text, each once. */
export function mentionsIn(text: string, people: readonly Person[]): readonly OperatorId[] {
  return [...new Set(mentionParts(text, people).flatMap(({ person }) => (person ? [person.id] : [])))].slice(0, MAX_MENTIONS);
}
