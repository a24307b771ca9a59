import { createLines } from '../../lib/lines.ts';
import type { ConversationKey, Store } from '../../store/store.ts';
import { changesOthers, documentOf } from './decide.ts';

const PAGE = 200;

export interface Indexer {
  /** Indexes the entries behind `after` as they are now, and earlier ones when one of them changes those. Returns the last seq. */
  indexAfter(key: ConversationKey, after: number): Promise<number>;
}

/** Brings words of the log into the index. Work of one conversation is done one piece after another: what was read first is written first. */
export function createIndexer({ log, search }: Pick<Store, 'log' | 'search'>): Indexer {
  const inLine = createLines();
  /** Newest first: what lies before a wish to erase has no words, also when it is not erased yet. */
  const indexAll = async (key: ConversationKey): Promise<number> => {
    let [head, before, isErased] = [0, Number.MAX_SAFE_INTEGER, false];
    for (;;) {
      const page = await log.before(key, before, PAGE);
      const documents = page.map((entry) => {
        const document = isErased ? { ...documentOf(entry), words: [] } : documentOf(entry);
        isErased ||= entry.body.kind === 'erase';
        return document;
      });
      await search.index(documents);
      head = Math.max(head, page[0]?.seq ?? 0);
      before = page.at(-1)?.seq ?? 0;
      if (page.length < PAGE) return head;
    }
  };
  const indexFrom = async (key: ConversationKey, begin: number): Promise<number> => {
    if (begin === 0) return indexAll(key);
    for (let after = begin; ; ) {
      const page = await log.since(key, after, PAGE);
      if (page.some(({ body }) => changesOthers(body))) return indexAll(key);
      await search.index(page.map(documentOf));
      after = page.at(-1)?.seq ?? after;
      if (page.length < PAGE) return after;
    }
  };
  return {
    indexAfter: (key, after) => inLine(`${key.siteId}:${key.conversationId}`, () => indexFrom(key, after)),
  };
}
