import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BUS_SCHEMA } from '@parley/server/src/bus/embedded/schema.ts';
import { createClock } from '@parley/server/src/lib/clock.ts';
import { randomId, sortableId } from '@parley/server/src/lib/ids.ts';
import { createLogger } from '@parley/server/src/lib/logger.ts';
import { openSqlite } from '@parley/server/src/lib/sqlite.ts';
import { createSqliteStore } from '@parley/server/src/store/sqlite/sqlite-store.ts';

const [SITE, TRACE] = ['s'.repeat(32), `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`];
const [AUTHOR, HASH] = [JSON.stringify({ kind: 'visitor', id: 'v'.repeat(32) }), 'h'.repeat(64)];
const PUT = 'INSERT INTO bus_messages (queue, id, message_id, attempt, crashes, published_at, trace, body) VALUES (?, ?, ?, 0, 0, ?, ?, ?)';
const TAKE = 'DELETE FROM bus_messages WHERE queue = ? AND id = ?';
const ENTRY = `INSERT INTO entries (site, conversation, seq, id, sender, client_msg_id, author, audience, body, hash, accepted_at, stored_at)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;
const HEAD = `INSERT INTO conversations (site, conversation, visitor, head_seq, status, status_seq, excerpt, excerpt_by, excerpt_seq, created_at, changed_at, grown_at)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (site, conversation) DO UPDATE SET head_seq = excluded.head_seq, excerpt = excluded.excerpt, excerpt_seq = excluded.excerpt_seq,
    changed_at = excluded.changed_at, grown_at = excluded.grown_at`;

export interface Sent {
  readonly conversation: string;
  readonly clientMsgId: string;
  readonly text: string;
}
export interface Keeper {
  keep(sent: Sent): Promise<void>;
  close(): Promise<void>;
}

/**
 * Keeps messages in grouped durable commits: in our own tables, with values as long as ours, so that the rows are the same
 * ones. One commit holds the input, a second the entry, the conversation's row and the end of the input.
 */
export function sqliteKeeper(): Keeper {
  const folder = mkdtempSync(join(tmpdir(), 'parley-bare-'));
  const db = openSqlite(join(folder, 'bare.db'));
  createSqliteStore({ sqlite: db, clock: createClock(), logger: createLogger('warn', 'bare') });
  db.script(BUS_SCHEMA);
  const heads = new Map<string, number>();
  let lastId = 0;
  const body = (sent: Sent) => JSON.stringify({ kind: 'message', text: sent.text });
  return {
    async keep(sent) {
      const { conversation, clientMsgId, text } = sent;
      const [now, id, queue] = [Date.now(), ++lastId, `persist.${lastId % 8}`];
      const message = {
        type: 'message.submitted',
        v: 1,
        id: sortableId(),
        at: now,
        siteId: SITE,
        author: AUTHOR,
        mayCreate: true,
        ...sent,
      };
      await db.write((sql) => sql.run(PUT, queue, id, message.id, now, TRACE, JSON.stringify(message)));
      const seq = (heads.get(conversation) ?? 0) + 1;
      heads.set(conversation, seq);
      await db.write((sql) => {
        const sender = `visitor:${'v'.repeat(32)}`;
        sql.run(ENTRY, SITE, conversation, seq, sortableId(), sender, clientMsgId, AUTHOR, 'all', body(sent), HASH, now, Date.now());
        sql.run(HEAD, SITE, conversation, randomId(), seq, 'open', 0, text, 'visitor', seq, now, Date.now(), now);
        sql.run(TAKE, queue, id);
      });
    },
    async close() {
      await db.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
