import type { Millis, SiteId } from '@parley/shared-types/model.ts';
import { ParleyError } from '../../lib/errors.ts';
import type { Term } from '../../lib/search-words.ts';
import type { Sql, Sqlite } from '../../lib/sqlite.ts';
import type { SearchDocument, SearchQuestion, SearchStore } from '../search-store.ts';
import type { Reads } from './rows.ts';

/**
 * Words lie in a full-text index without the texts. Its tokenizer splits at blanks only - words are cut and folded before, as for
 * every store. A row's id counts down with its moment: so the index itself gives the newest first, reading forwards - backwards it
 * is ten times slower - and stops when it has enough, however common a word is. Site and speaker are words of each row that no text
 * can have: `§` is in no word of a text.
 */
export const SEARCH_SCHEMA = `
  CREATE TABLE search_entries (id INTEGER PRIMARY KEY, site TEXT NOT NULL, conversation TEXT NOT NULL, seq INTEGER NOT NULL, words INTEGER NOT NULL);
  CREATE UNIQUE INDEX search_entries_place ON search_entries (site, conversation, seq);
  CREATE VIRTUAL TABLE search_words USING fts5 (words, content = '', contentless_delete = 1, tokenize = 'ascii', prefix = '1 2 3 4');
  CREATE TABLE search_progress (site TEXT PRIMARY KEY, changed_at INTEGER NOT NULL, conversation TEXT NOT NULL) WITHOUT ROWID;
`;

const KNOWN = 'SELECT id, words FROM search_entries WHERE site = ? AND conversation = ? AND seq = ?';
const LOWEST = 'SELECT min(id) AS id FROM search_entries WHERE id > ? AND id <= ?';
const ADD = 'INSERT INTO search_entries (id, site, conversation, seq, words) VALUES (?, ?, ?, ?, ?)';
const RENEW = 'UPDATE search_entries SET words = ? WHERE id = ?';
const REMOVE = 'DELETE FROM search_entries WHERE id = ?';
const ADD_WORDS = 'INSERT INTO search_words (rowid, words) VALUES (?, ?)';
const REMOVE_WORDS = 'DELETE FROM search_words WHERE rowid = ?';
const FIND = `SELECT entry.id, entry.site, entry.conversation, entry.seq
  FROM (SELECT rowid AS id FROM search_words WHERE search_words MATCH ? AND rowid > ? AND rowid <= ? ORDER BY rowid LIMIT ?) AS found
  JOIN search_entries AS entry ON entry.id = found.id ORDER BY entry.id`;
const PROGRESS = 'SELECT changed_at, conversation FROM search_progress WHERE site = ?';
const ADVANCE = `INSERT INTO search_progress (site, changed_at, conversation) VALUES (?, ?, ?)
  ON CONFLICT (site) DO UPDATE SET changed_at = excluded.changed_at, conversation = excluded.conversation`;
/** A piece of merging everything into one, by which the words of removed rows go. */
const MERGE = "INSERT INTO search_words (search_words, rank) VALUES ('merge', -200)";

/** Entries of one millisecond that have a place in the order; more of them spill into the one before. */
const IN_ONE_MS = 1_024;
const TOP = Number.MAX_SAFE_INTEGER;
/** The highest id of a moment; the later the moment, the lower. */
const idAt = (at: Millis) => TOP - Math.max(0, Math.floor(at)) * IN_ONE_MS;

/** A site, or what one kind of speaker said in it: one word for both is one list less to read. */
const scopeWord = (siteId: SiteId, by = '') => `§${Buffer.from(siteId, 'utf8').toString('hex')}§${by}`;

/** FNV-1a, 32 bits: tells a document that is known from one that changed. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash >>> 0;
}

function freeId(sql: Sql, at: Millis): number {
  for (let top = idAt(at); ; top -= IN_ONE_MS) {
    const lowest = sql.get<{ id: number | null }>(LOWEST, top - IN_ONE_MS, top)?.id;
    if (lowest === null || lowest === undefined) return top;
    if (lowest - 1 > top - IN_ONE_MS) return lowest - 1;
  }
}

function indexOne(sql: Sql, { siteId, conversationId, seq, storedAt, by, words }: SearchDocument): boolean {
  const known = sql.get<{ id: number; words: number }>(KNOWN, siteId, conversationId, seq);
  if (words.length === 0) {
    if (!known) return false;
    sql.run(REMOVE_WORDS, known.id);
    sql.run(REMOVE, known.id);
    return true;
  }
  const text = `${scopeWord(siteId)} ${scopeWord(siteId, by)} ${words.join(' ')}`;
  const hash = hashOf(text);
  if (known?.words === hash) return false;
  const id = known?.id ?? freeId(sql, storedAt);
  if (known) {
    sql.run(REMOVE_WORDS, id);
    sql.run(RENEW, hash, id);
  } else sql.run(ADD, id, siteId, conversationId, seq, hash);
  sql.run(ADD_WORDS, id, text);
  return known !== undefined;
}

const quoted = (words: readonly string[]) => `"${words.join(' ')}"`;
const termOf = ({ words, isPrefix }: Term) => `${quoted(words)}${isPrefix ? '*' : ''}`;

/** A question in the language of the index. Words are letters and digits, so nothing that was typed is anything else in it. */
function matchOf({ siteIds, terms, by }: SearchQuestion): string {
  const scope = siteIds.map((siteId) => quoted([scopeWord(siteId, by)])).join(' OR ');
  return [...terms.map(termOf), `(${scope})`].join(' AND ');
}

function idOf(cursor: string): number {
  const id = /^\d{1,16}$/.test(cursor) ? Number(cursor) : Number.NaN;
  if (!Number.isSafeInteger(id)) throw new ParleyError('invalid', { problems: { before: 'is no cursor' } });
  return id;
}

export function createSearch(sqlite: Sqlite, reads: Reads): SearchStore {
  // What an earlier process removed may still be there.
  let isUntidy = true;
  return {
    async index(documents) {
      if (documents.length === 0) return;
      await sqlite.write((sql) => {
        // By growing ids: the index writes a piece of its own whenever they go back.
        const newestFirst = documents.toSorted((one, other) => other.storedAt - one.storedAt);
        for (const document of newestFirst) if (indexOne(sql, document)) isUntidy = true;
      });
    },
    async find(question) {
      const { siteIds, terms, from, to, before, limit } = question;
      if (siteIds.length === 0 || terms.length === 0) return [];
      const after = Math.max(before === undefined ? 0 : idOf(before), to === undefined ? 0 : idAt(Math.ceil(to) - 1) - IN_ONE_MS);
      const last = from === undefined ? TOP : idAt(Math.ceil(from));
      const found = reads.all<{ id: number; site: string; conversation: string; seq: number }>(FIND, matchOf(question), after, last, limit);
      return found.map(({ id, site, conversation, seq }) => ({
        siteId: site as SiteId,
        conversationId: conversation as SearchDocument['conversationId'],
        seq,
        cursor: String(id),
      }));
    },
    async progress(siteId) {
      const row = reads.get<{ changed_at: number; conversation: string }>(PROGRESS, siteId);
      return { changedAt: row?.changed_at ?? 0, id: row?.conversation ?? '' };
    },
    advance: (siteId, { changedAt, id }) => sqlite.write((sql) => void sql.run(ADVANCE, siteId, changedAt, id)),
    async tidy() {
      if (!isUntidy) return false;
      // A merge that finds nothing to do changes less than two rows.
      isUntidy = await sqlite.write((sql) => {
        const total = () => sql.get<{ n: number }>('SELECT total_changes() AS n')?.n ?? 0;
        const before = total();
        sql.run(MERGE);
        return total() - before >= 2;
      });
      return true;
    },
  };
}
