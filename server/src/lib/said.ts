import type { ConversationStatus, Entry, EntryBody } from '@parley/shared-types/model.ts';

/** A message as plain text, for places that show no files: a line for each of them below what was written. Never empty. */
export function saidOf({ text, files = [] }: Pick<Extract<EntryBody, { kind: 'message' }>, 'text' | 'files'>): string {
  return [...(text === '' ? [] : [text]), ...files.map(({ name }) => `[file] ${name}`)].join('\n');
}

const EXCERPT_LENGTH = 140;

/** The first 140 characters of a message in short, never half of a surrogate pair. */
export function excerptOf(message: Parameters<typeof saidOf>[0]): string {
  const cut = summaryOf(message).slice(0, EXCERPT_LENGTH);
  return cut.isWellFormed() ? cut : cut.slice(0, -1);
}

/** A message in short, for lists and previews: what was written, else the names of what was sent. */
export function summaryOf({ text, files = [] }: Parameters<typeof saidOf>[0]): string {
  return text || files.map(({ name }) => name).join(', ');
}

/**
 * The status that an entry gives its conversation; null: it leaves it as it is. A visitor's message opens it again; what is erased
 * because its time is over waits for nobody any more.
 */
export function statusBy({ author, body }: Pick<Entry, 'author' | 'body'>): ConversationStatus | null {
  if (body.kind === 'status') return body.status;
  if (body.kind === 'erase' && author.kind === 'system') return 'resolved';
  return body.kind === 'message' && author.kind === 'visitor' ? 'open' : null;
}
