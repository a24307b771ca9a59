import type { Entry } from '@parley/shared-types/model.ts';
import { isUniqueViolation, type Sql, type Sqlite } from '../../lib/sqlite.ts';
import type { Amendment, ConversationKey, Head, LogStore, NewEntry } from '../store.ts';
import type { Reads } from './rows.ts';

interface Row {
  readonly id: string;
  readonly site: string;
  readonly conversation: string;
  readonly seq: number;
  readonly client_msg_id: string;
  readonly author: string;
  readonly audience: string;
  readonly body: string;
  readonly hash: string;
  readonly accepted_at: number;
  readonly stored_at: number;
}

const INSERT = `INSERT INTO entries (site, conversation, seq, id, sender, client_msg_id, author, audience, body, hash, accepted_at, stored_at)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;
const FIND = 'SELECT * FROM entries WHERE site = ? AND conversation = ? AND sender = ? AND client_msg_id = ?';
const SINCE = 'SELECT * FROM entries WHERE site = ? AND conversation = ? AND seq > ? ORDER BY seq LIMIT ?';
const BEFORE = 'SELECT * FROM entries WHERE site = ? AND conversation = ? AND seq < ? ORDER BY seq DESC LIMIT ?';
// Earlier wishes to erase stay: they say nothing of anybody.
const ERASE = `UPDATE entries SET body = '{"kind":"erased"}', hash = '', author = json_remove(author, '$.name', '$.client')
  WHERE site = ? AND conversation = ? AND seq < ? AND body ->> '$.kind' NOT IN ('erased', 'erase')`;
const AMEND = `UPDATE entries SET body = ?4 WHERE site = ?1 AND conversation = ?2 AND seq = ?3 AND body ->> '$.kind' <> 'erased' AND body <> ?4
  AND NOT EXISTS (SELECT 1 FROM entries AS later WHERE later.site = ?1 AND later.conversation = ?2 AND later.seq > ?5
    AND later.body ->> '$.kind' = 'edit' AND later.body ->> '$.of' = ?3)`;
const TAKE_BACK = `UPDATE entries SET body = '{"kind":"erased"}', hash = '', author = json_remove(author, '$.name', '$.client')
  WHERE site = ?1 AND conversation = ?2 AND body ->> '$.kind' <> 'erased'
    AND (seq = ?3 OR (seq > ?3 AND body ->> '$.kind' = 'edit' AND body ->> '$.of' = ?3))`;
const HEAD = `SELECT (SELECT max(seq) FROM entries WHERE site = ?1 AND conversation = ?2) AS seq,
  (SELECT epoch FROM conversations WHERE site = ?1 AND conversation = ?2) AS epoch,
  (SELECT blocked FROM conversations WHERE site = ?1 AND conversation = ?2) AS blocked`;

function toEntry(row: Row): Entry {
  return {
    id: row.id,
    siteId: row.site,
    conversationId: row.conversation,
    seq: row.seq,
    clientMsgId: row.client_msg_id,
    author: JSON.parse(row.author),
    audience: row.audience,
    body: JSON.parse(row.body),
    acceptedAt: row.accepted_at,
    storedAt: row.stored_at,
  } as Entry;
}

function insertOne(sql: Sql, entry: NewEntry): void {
  const { siteId, conversationId, seq, id, author, clientMsgId, audience, body, hash, acceptedAt, storedAt } = entry;
  const sender = `${author.kind}:${author.id}`;
  const [by, text] = [JSON.stringify(author), JSON.stringify(body)];
  sql.run(INSERT, siteId, conversationId, seq, id, sender, clientMsgId, by, audience, text, hash, acceptedAt, storedAt);
}

/** Inserts until one exists; a statement that fails leaves the others of the transaction alone. Within a write. */
export function insertInOrder(sql: Sql, entries: readonly NewEntry[]): number {
  for (const [index, entry] of entries.entries()) {
    try {
      insertOne(sql, entry);
    } catch (error) {
      if (isUniqueViolation(error)) return index;
      throw error;
    }
  }
  return entries.length;
}

/** Erases what entries say. Within a write. */
export function eraseEntries(sql: Sql, { siteId, conversationId }: ConversationKey, before: number): void {
  sql.run(ERASE, siteId, conversationId, before);
}

/** Changes what an entry says, or takes it back. Within a write. @returns whether anything changed */
export function amendEntry(sql: Sql, { siteId, conversationId, seq, by, body }: Amendment): boolean {
  if (body.kind === 'erased') return sql.run(TAKE_BACK, siteId, conversationId, seq) > 0;
  return sql.run(AMEND, siteId, conversationId, seq, JSON.stringify(body), by) > 0;
}

/** Head of a conversation: what the log itself says, not the row, which may be a moment behind. */
export function readHead(reads: Reads, storeEpoch: number, { siteId, conversationId }: ConversationKey): Head {
  const row = reads.get<{ seq: number | null; epoch: number | null; blocked: number | null }>(HEAD, siteId, conversationId);
  return { seq: row?.seq ?? 0, epoch: `${storeEpoch}.${row?.epoch ?? 1}`, ...(row?.blocked === 1 && { isBlocked: true }) };
}

export function createLog(sqlite: Sqlite, reads: Reads, storeEpoch: number): LogStore {
  return {
    insert: (entries) => sqlite.write((sql) => insertInOrder(sql, entries)),
    async find({ siteId, conversationId, sender, clientMsgId }) {
      const row = reads.get<Row>(FIND, siteId, conversationId, sender, clientMsgId);
      return row ? { ...toEntry(row), hash: row.hash } : null;
    },
    heads: async (keys) => keys.map((key) => readHead(reads, storeEpoch, key)),
    since: async ({ siteId, conversationId }, after, limit) => reads.all<Row>(SINCE, siteId, conversationId, after, limit).map(toEntry),
    before: async ({ siteId, conversationId }, before, limit) => reads.all<Row>(BEFORE, siteId, conversationId, before, limit).map(toEntry),
  };
}
