import type { ConversationId, SiteId } from '@parley/shared-types/model.ts';
import { ParleyError } from '../../lib/errors.ts';
import type { Term } from '../../lib/search-words.ts';
import type { SearchDocument, SearchHit, SearchQuestion, SearchStore } from '../search-store.ts';
import { ask, askUpsert, type Collection, type Db, type Document } from './client.ts';

/** An entry that can be found. Its words are in an index behind its site, and behind them its place in the order of time. */
interface WordsDocument {
  readonly _id: string;
  readonly site: string;
  readonly conversation: string;
  readonly seq: number;
  /** Moment, conversation and seq: compares as they do, and is that of no other entry. */
  readonly order: string;
  readonly by: string;
  readonly words: readonly string[];
}

interface ProgressDocument {
  readonly _id: string;
  readonly changedAt: number;
  readonly conversation: string;
}

export const SEARCH_INDEX = { site: 1, words: 1, order: -1 } as const;
const MOMENT_DIGITS = 15;
const momentOf = (at: number) => String(Math.max(0, Math.ceil(at))).padStart(MOMENT_DIGITS, '0');
const orderOf = ({ storedAt, conversationId, seq }: SearchDocument) =>
  `${momentOf(storedAt)}:${conversationId}:${String(seq).padStart(MOMENT_DIGITS, '0')}`;
const idOf = ({ siteId, conversationId, seq }: SearchDocument) => JSON.stringify([siteId, conversationId, seq]);

/** What the words of an entry have to be for a term; whether they stand one behind the other is seen in the text. */
function wordsOf({ words, isPrefix }: Term): Document[] {
  return words.map((word, index) => {
    // Words are letters and digits: nothing in them is a sign of the pattern.
    return isPrefix && index === words.length - 1 ? { words: { $regex: `^${word}` } } : { words: word };
  });
}

/** The whole word that most likely is the rarest comes first: it is the one that the index is asked for. */
function filterOf({ siteIds, terms, by, from, to, before }: SearchQuestion): Document {
  const words = terms.flatMap(wordsOf);
  const lengthOf = ({ words: word }: Document) => (typeof word === 'string' ? word.length : 0);
  words.sort((one, other) => lengthOf(other) - lengthOf(one));
  const ends = [...(before === undefined ? [] : [before]), ...(to === undefined ? [] : [momentOf(to)])].sort();
  const order = { ...(from !== undefined && { $gte: momentOf(from) }), ...(ends[0] !== undefined && { $lt: ends[0] }) };
  return {
    site: siteIds.length === 1 ? siteIds[0] : { $in: siteIds },
    $and: words,
    ...(Object.keys(order).length > 0 && { order }),
    ...(by && { by }),
  };
}

async function write(found: Collection<WordsDocument>, documents: readonly SearchDocument[]): Promise<void> {
  const operations = documents.map((document) => {
    const { siteId: site, conversationId: conversation, seq, by, words } = document;
    const filter = { _id: idOf(document) };
    if (words.length === 0) return { deleteOne: { filter } };
    const replacement = { site, conversation, seq, order: orderOf(document), by, words: [...new Set(words)] };
    return { replaceOne: { filter, replacement, upsert: true } };
  });
  await askUpsert(() => found.bulkWrite(operations, { ordered: false }));
}

export function createSearch(db: Db): SearchStore {
  const found = db.collection<WordsDocument>('search');
  const progress = db.collection<ProgressDocument>('searchProgress');
  return {
    async index(documents) {
      if (documents.length > 0) await write(found, documents);
    },
    async find(question) {
      const { siteIds, terms, before, limit } = question;
      if (before !== undefined && !/^\d{15}:/.test(before)) throw new ParleyError('invalid', { problems: { before: 'is no cursor' } });
      if (siteIds.length === 0 || terms.length === 0) return [];
      const cursor = found.find(filterOf(question), { projection: { words: 0 } });
      const hits = await ask(cursor.sort({ order: -1 }).limit(limit).batchSize(limit).toArray());
      return hits.map(
        ({ site, conversation, seq, order }): SearchHit => ({
          siteId: site as SiteId,
          conversationId: conversation as ConversationId,
          seq,
          cursor: order,
        }),
      );
    },
    async progress(siteId) {
      const known = await ask(progress.findOne({ _id: siteId }));
      return { changedAt: known?.changedAt ?? 0, id: known?.conversation ?? '' };
    },
    async advance(siteId, { changedAt, id }) {
      await askUpsert(() => progress.updateOne({ _id: siteId }, { $set: { changedAt, conversation: id } }, { upsert: true }));
    },
    // What is removed is removed.
    tidy: async () => false,
  };
}
