import type { Entry } from '@parley/shared-types/model.ts';
import { isUniqueViolation, type Sql, type Sqlite } from '../../lib/sqlite.ts';
import type { ConversationKey, Head, LogStore, NewEntry } from '../store.ts';

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

/** Inserts until one exists; a statement that fails leaves the others of the transaction alone. */
function insertInOrder(sql: Sql, entries: readonly NewEntry[]): number {
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

/** Head of a conversation; `storeEpoch` is the first half of its epoch. */
export function readHead(sql: Sql, storeEpoch: string, { siteId, conversationId }: ConversationKey): Head {
  const last = sql.get<{ seq: number | null }>(
    'SELECT max(seq) AS seq FROM entries WHERE site = ? AND conversation = ?',
    siteId,
    conversationId,
  );
  const row = sql.get<{ epoch: number }>('SELECT epoch FROM conversations WHERE site = ? AND conversation = ?', siteId, conversationId);
  return { seq: last?.seq ?? 0, epoch: `${storeEpoch}.${row?.epoch ?? 1}` };
}

export function createLog(sqlite: Sqlite, storeEpoch: () => string): LogStore {
  return {
    insert: (entries) => sqlite.write((sql) => insertInOrder(sql, entries)),
    async find({ siteId, conversationId, sender, clientMsgId }) {
      const where = 'SELECT * FROM entries WHERE site = ? AND conversation = ? AND sender = ? AND client_msg_id = ?';
      const row = sqlite.get<Row>(where, siteId, conversationId, sender, clientMsgId);
      return row ? { ...toEntry(row), hash: row.hash } : null;
    },
    heads: async (keys) => keys.map((key) => readHead(sqlite, storeEpoch(), key)),
    async since({ siteId, conversationId }, after, limit) {
      const where = 'SELECT * FROM entries WHERE site = ? AND conversation = ? AND seq > ? ORDER BY seq LIMIT ?';
      return sqlite.all<Row>(where, siteId, conversationId, after, limit).map(toEntry);
    },
    async before({ siteId, conversationId }, before, limit) {
      const where = 'SELECT * FROM entries WHERE site = ? AND conversation = ? AND seq < ? ORDER BY seq DESC LIMIT ?';
      return sqlite.all<Row>(where, siteId, conversationId, before, limit).map(toEntry);
    },
  };
}
