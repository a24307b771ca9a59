import type { ConversationRow } from '@parley/shared-types/model.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Sql, Sqlite } from '../../lib/sqlite.ts';
import type { ConversationStore, Projection, RegisterRaise } from '../store.ts';
import { readHead } from './log.ts';

interface Row {
  readonly site: string;
  readonly conversation: string;
  readonly visitor: string | null;
  readonly head_seq: number;
  readonly status: string;
  readonly excerpt: string;
  readonly excerpt_by: string;
  readonly created_at: number | null;
  readonly changed_at: number;
  readonly visitor_delivered: number;
  readonly visitor_read: number;
  readonly operators_delivered: number;
  readonly operators_read: number;
}

// Status and excerpt give way to later ones only, so that applying a projection again, or an older one late, changes nothing.
const PROJECT = `INSERT INTO conversations (site, conversation, visitor, head_seq, status, status_seq, excerpt, excerpt_by, excerpt_seq, created_at, changed_at)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (site, conversation) DO UPDATE SET
    visitor = coalesce(visitor, excluded.visitor),
    created_at = coalesce(created_at, excluded.created_at),
    head_seq = max(head_seq, excluded.head_seq),
    status = CASE WHEN excluded.status_seq > status_seq THEN excluded.status ELSE status END,
    status_seq = max(status_seq, excluded.status_seq),
    excerpt = CASE WHEN excluded.excerpt_seq > excerpt_seq THEN excluded.excerpt ELSE excerpt END,
    excerpt_by = CASE WHEN excluded.excerpt_seq > excerpt_seq THEN excluded.excerpt_by ELSE excerpt_by END,
    excerpt_seq = max(excerpt_seq, excluded.excerpt_seq),
    changed_at = excluded.changed_at`;
const ONE = 'SELECT * FROM conversations WHERE site = ? AND conversation = ?';
const RAISE = {
  visitor: `UPDATE conversations SET visitor_delivered = max(visitor_delivered, min(?1, head_seq)), visitor_read = max(visitor_read, min(?2, head_seq)),
    changed_at = ?3 WHERE site = ?4 AND conversation = ?5 AND (min(?1, head_seq) > visitor_delivered OR min(?2, head_seq) > visitor_read)`,
  operators: `UPDATE conversations SET operators_delivered = max(operators_delivered, min(?1, head_seq)), operators_read = max(operators_read, min(?2, head_seq)),
    changed_at = ?3 WHERE site = ?4 AND conversation = ?5 AND (min(?1, head_seq) > operators_delivered OR min(?2, head_seq) > operators_read)`,
} as const;

function toRow(row: Row): ConversationRow {
  return {
    siteId: row.site,
    conversationId: row.conversation,
    visitorId: row.visitor ?? '',
    headSeq: row.head_seq,
    status: row.status,
    excerpt: row.excerpt,
    excerptBy: row.excerpt_by,
    createdAt: row.created_at ?? 0,
    changedAt: row.changed_at,
    registers: {
      visitor: { delivered: row.visitor_delivered, read: row.visitor_read },
      operators: { delivered: row.operators_delivered, read: row.operators_read },
    },
  } as ConversationRow;
}

function projectOne(
  sql: Sql,
  { siteId, conversationId, visitorId, headSeq, createdAt, status, excerpt }: Projection,
  changedAt: number,
): ConversationRow {
  const state = [status?.value ?? 'open', status?.seq ?? 0] as const;
  const shown = [excerpt?.text ?? '', excerpt?.by ?? 'visitor', excerpt?.seq ?? 0] as const;
  sql.run(PROJECT, siteId, conversationId, visitorId ?? null, headSeq, ...state, ...shown, createdAt ?? null, changedAt);
  const row = sql.get<Row>(ONE, siteId, conversationId);
  if (!row) throw new Error('a projected row is missing');
  return toRow(row);
}

const NO_REGISTER = { delivered: 0, read: 0 } as const;

/** Stamps changes: never the same or an earlier moment twice, also when the clock is set back, so that cursors miss nothing. */
function createStamp(sqlite: Sqlite, clock: Clock): () => number {
  let last = sqlite.get<{ at: number | null }>('SELECT max(changed_at) AS at FROM conversations')?.at ?? 0;
  return () => {
    last = Math.max(clock.now(), last + 1);
    return last;
  };
}

export function createConversations(sqlite: Sqlite, clock: Clock, storeEpoch: () => string): ConversationStore {
  const stamp = createStamp(sqlite, clock);
  const page = (rows: readonly Row[], limit: number) => ({ rows: rows.slice(0, limit).map(toRow), more: rows.length > limit });
  return {
    project: (projections) => sqlite.write((sql) => projections.map((projection) => projectOne(sql, projection, stamp()))),
    async get({ siteId, conversationId }) {
      const row = sqlite.get<Row>(`${ONE} AND visitor IS NOT NULL`, siteId, conversationId);
      return row ? toRow(row) : null;
    },
    positions: async (keys) =>
      keys.map((key) => {
        const row = sqlite.get<Row>(ONE, key.siteId, key.conversationId);
        const registers = row ? toRow(row).registers : { visitor: NO_REGISTER, operators: NO_REGISTER };
        return { head: readHead(sqlite, storeEpoch(), key), registers };
      }),
    async raise(raises: readonly RegisterRaise[]) {
      await sqlite.write((sql) => {
        for (const { siteId, conversationId, side, register } of raises)
          sql.run(RAISE[side], register.delivered, register.read, stamp(), siteId, conversationId);
      });
    },
    async changedSince(siteId, cursor, limit) {
      const where = `SELECT * FROM conversations WHERE site = ? AND visitor IS NOT NULL AND (changed_at, conversation) > (?, ?) ORDER BY changed_at, conversation LIMIT ?`;
      const found = page(sqlite.all<Row>(where, siteId, cursor.changedAt, cursor.id, limit + 1), limit);
      const last = found.rows.at(-1);
      return { ...found, cursor: last ? { changedAt: last.changedAt, id: last.conversationId } : cursor };
    },
    async newest(siteId, limit) {
      const where =
        'SELECT * FROM conversations WHERE site = ? AND visitor IS NOT NULL ORDER BY changed_at DESC, conversation DESC LIMIT ?';
      const found = page(sqlite.all<Row>(where, siteId, limit + 1), limit);
      const first = found.rows[0];
      return { ...found, cursor: first ? { changedAt: first.changedAt, id: first.conversationId } : { changedAt: 0, id: '' } };
    },
  };
}
