import type { Entry, EntryBody } from '@parley/shared-types/model.ts';
import { findableText, speakerOf } from '../../lib/search-text.ts';
import { tokensOf } from '../../lib/search-words.ts';
import type { SearchDocument } from '../../store/search-store.ts';

/** The words of an entry as it is now; none when nothing of it can be found. */
export function documentOf(entry: Entry): SearchDocument {
  const { siteId, conversationId, seq, storedAt, body } = entry;
  return { siteId, conversationId, seq, storedAt, by: speakerOf(entry), words: tokensOf(findableText(body)).map(({ word }) => word) };
}

/** Whether an entry changes what earlier ones say. */
export function changesOthers({ kind }: EntryBody): boolean {
  return kind === 'edit' || kind === 'remove' || kind === 'erase';
}
