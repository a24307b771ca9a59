import type { ClientWords, EntryView } from '@parley/shared-types/model.ts';

/** What the visitor's browser said of itself last, as far as the log is loaded. */
export function clientIn(entries: readonly EntryView[]): ClientWords {
  const last = entries.findLast((entry) => entry.kind === 'entry' && entry.author.client !== undefined);
  return (last?.kind === 'entry' && last.author.client) || {};
}

/** Name of a language, `French (Switzerland)`; its tag when nobody knows it. */
export function languageName(tag: string): string {
  try {
    return new Intl.DisplayNames(globalThis.document?.documentElement.lang || 'en', { type: 'language' }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}
