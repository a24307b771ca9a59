import type { FoundEntry } from '@parley/shared-types/http.ts';
import type { ConversationRow, ConversationStatus, Entry } from '@parley/shared-types/model.ts';
import { findableText } from '../lib/search-text.ts';
import { matchText, snippetOf } from '../lib/search-words.ts';
import type { SearchHit, SearchQuestion } from '../store/search-store.ts';
import type { Store } from '../store/store.ts';

/** What the conversation of a hit has to be. */
export interface RowFilter {
  readonly status?: ConversationStatus;
  readonly tag?: string;
  /** Id of an operator; `none`: nobody in particular. */
  readonly assignee?: string;
}

type Question = Omit<SearchQuestion, 'limit'> & RowFilter;

const PAGE = 20;
/** Hits of the index that one page looks at: a rare filter over a common word goes on with the next page. */
const MOST_LOOKED_AT = 800;
const CHUNK = 100;

function passes(row: ConversationRow, { status, tag, assignee }: RowFilter): boolean {
  if (status !== undefined && row.status !== status) return false;
  if (tag !== undefined && !row.tags.includes(tag)) return false;
  return assignee === undefined || (row.assignee?.id ?? 'none') === assignee;
}

function foundOf(row: ConversationRow, { seq, author, storedAt, body }: Entry, terms: SearchQuestion['terms']): FoundEntry | null {
  const text = findableText(body);
  const marks = matchText(text, terms);
  return marks && { row, seq, kind: body.kind, author, storedAt, snippet: snippetOf(text, marks) };
}

/**
 * Returns what answers a question by pages, the newest first: of a desk one looks for what was said lately, and only that order can
 * stop early when a word is in every other message. Every hit is read from the log as it is now, so that the index may be behind.
 */
export function createSearch({ search, log, conversations }: Pick<Store, 'search' | 'log' | 'conversations'>) {
  const look = async (hit: SearchHit, row: ConversationRow | null, question: Question) => {
    if (!row || !passes(row, question)) return null;
    const [entry] = await log.since(hit, hit.seq - 1, 1);
    return entry?.seq === hit.seq ? foundOf(row, entry, question.terms) : null;
  };
  return async (question: Question): Promise<{ found: readonly FoundEntry[]; next: string | null }> => {
    const rows = new Map<string, Promise<ConversationRow | null>>();
    const rowOf = (hit: SearchHit) => {
      const key = `${hit.siteId}:${hit.conversationId}`;
      const row = rows.get(key) ?? conversations.get(hit);
      rows.set(key, row);
      return row;
    };
    const found: FoundEntry[] = [];
    let before = question.before;
    // The first look is for what one page needs; only filters make it look further.
    for (let looked = 0, limit = PAGE + 1; looked < MOST_LOOKED_AT; looked += limit, limit = CHUNK) {
      const hits = await search.find({ ...question, ...(before !== undefined && { before }), limit });
      const shown = await Promise.all(hits.map(async (hit) => look(hit, await rowOf(hit), question)));
      for (const [index, hit] of hits.entries()) {
        if (found.length === PAGE) return { found, next: before ?? null };
        before = hit.cursor;
        const one = shown[index];
        if (one) found.push(one);
      }
      if (hits.length < limit) return { found, next: null };
    }
    return { found, next: before ?? null };
  };
}
