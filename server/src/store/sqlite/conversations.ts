import type { ConversationRow, Profile, Registers } from '@parley/shared-types/model.ts';
import type { ChangeCursor } from '@parley/shared-types/socket.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Sql, Sqlite } from '../../lib/sqlite.ts';
import type { Amendment, ConversationStore, Projection, Store } from '../store.ts';
import { readLoads } from './loads.ts';
import { readHead } from './log.ts';
import type { Reads } from './rows.ts';
import { createCounts, listRows } from './views.ts';

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
  readonly grown_at: number;
  readonly visitor_delivered: number;
  readonly visitor_read: number;
  readonly operators_delivered: number;
  readonly operators_read: number;
  readonly email: string | null;
  readonly name: string | null;
  readonly data: string | null;
  readonly status_seq: number;
  /** JSON: id and name. */
  readonly assignee: string | null;
  readonly tags: string;
  readonly snoozed_until: number | null;
  readonly snoozed_seq: number;
  readonly spam: number;
  readonly blocked: number;
}

// Status, excerpt and the fields of the profile give way to later ones only, and a row that would stay as it is is not written: so applying a projection
// again, or an older one late, changes nothing, and a storm of redelivered messages does not stir up the list.
const PROJECT = `INSERT INTO conversations (site, conversation, visitor, head_seq, status, status_seq, excerpt, excerpt_by, excerpt_seq, created_at, changed_at,
    email, email_seq, name, name_seq, data, data_seq, grown_at)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (site, conversation) DO UPDATE SET
    visitor = coalesce(visitor, excluded.visitor),
    created_at = coalesce(created_at, excluded.created_at),
    head_seq = max(head_seq, excluded.head_seq),
    status = CASE WHEN excluded.status_seq > status_seq THEN excluded.status ELSE status END,
    status_seq = max(status_seq, excluded.status_seq),
    excerpt = CASE WHEN excluded.excerpt_seq > excerpt_seq THEN excluded.excerpt ELSE excerpt END,
    excerpt_by = CASE WHEN excluded.excerpt_seq > excerpt_seq THEN excluded.excerpt_by ELSE excerpt_by END,
    excerpt_seq = max(excerpt_seq, excluded.excerpt_seq),
    email = CASE WHEN excluded.email_seq > email_seq THEN excluded.email ELSE email END,
    email_seq = max(email_seq, excluded.email_seq),
    name = CASE WHEN excluded.name_seq > name_seq THEN excluded.name ELSE name END,
    name_seq = max(name_seq, excluded.name_seq),
    data = CASE WHEN excluded.data_seq > data_seq THEN excluded.data ELSE data END,
    data_seq = max(data_seq, excluded.data_seq),
    grown_at = max(grown_at, excluded.grown_at),
    changed_at = excluded.changed_at
  WHERE excluded.head_seq > head_seq OR excluded.status_seq > status_seq OR excluded.excerpt_seq > excerpt_seq
    OR excluded.email_seq > email_seq OR excluded.name_seq > name_seq OR excluded.data_seq > data_seq
    OR (visitor IS NULL AND excluded.visitor IS NOT NULL) OR (created_at IS NULL AND excluded.created_at IS NOT NULL)
  RETURNING *`;
// What operators decide comes seldom: messages do not pay for it.
const decide = (column: string, seq = `${column}_seq`) =>
  `UPDATE conversations SET ${column} = ?1, ${seq} = ?2, changed_at = ?3 WHERE site = ?4 AND conversation = ?5 AND ${seq} < ?2`;
const DECIDE_ASSIGNEE = decide('assignee');
const DECIDE_TAGS = decide('tags');
const DECIDE_SNOOZE = decide('snoozed_until', 'snoozed_seq');
const DECIDE_SPAM = decide('spam');
const DECIDE_BLOCKED = decide('blocked');
const RAISE_EPOCH = `UPDATE conversations SET epoch = epoch + 1, excerpt = CASE WHEN excerpt_seq = ?1 THEN ?2 ELSE excerpt END, changed_at = ?3
  WHERE site = ?4 AND conversation = ?5`;
const ONE = 'SELECT * FROM conversations WHERE site = ? AND conversation = ?';
// A row is listed when its beginning is known: projections of racing writers may come before the one of seq 1.
const CHANGED = `SELECT * FROM conversations WHERE site = ? AND created_at IS NOT NULL AND (changed_at, conversation) > (?, ?)
  ORDER BY changed_at, conversation LIMIT ?`;
const NEWEST = 'SELECT * FROM conversations WHERE site = ? AND created_at IS NOT NULL ORDER BY changed_at DESC, conversation DESC LIMIT ?';
// Steps from site to site along the index: a plain max() would read every conversation.
const LAST_CHANGE = `WITH RECURSIVE each (site) AS (
    SELECT min(site) FROM conversations WHERE created_at IS NOT NULL
    UNION ALL SELECT (SELECT min(site) FROM conversations WHERE created_at IS NOT NULL AND site > each.site) FROM each WHERE site IS NOT NULL
  ) SELECT max((SELECT max(changed_at) FROM conversations WHERE created_at IS NOT NULL AND site = each.site)) AS at FROM each`;
const RAISE = {
  visitor: `UPDATE conversations SET visitor_delivered = max(visitor_delivered, min(?1, head_seq)), visitor_read = max(visitor_read, min(?2, head_seq)),
    changed_at = ?3 WHERE site = ?4 AND conversation = ?5 AND (min(?1, head_seq) > visitor_delivered OR min(?2, head_seq) > visitor_read)`,
  operators: `UPDATE conversations SET operators_delivered = max(operators_delivered, min(?1, head_seq)), operators_read = max(operators_read, min(?2, head_seq)),
    changed_at = ?3 WHERE site = ?4 AND conversation = ?5 AND (min(?1, head_seq) > operators_delivered OR min(?2, head_seq) > operators_read)`,
} as const;

const NO_REGISTERS: Registers = { visitor: { delivered: 0, read: 0 }, operators: { delivered: 0, read: 0 } };

function registersOf(row: Row): Registers {
  return {
    visitor: { delivered: row.visitor_delivered, read: row.visitor_read },
    operators: { delivered: row.operators_delivered, read: row.operators_read },
  };
}

function profileOf({ email, name, data }: Row): Profile {
  return {
    ...(email !== null && { email }),
    ...(name !== null && { name }),
    ...(data !== null && { data: JSON.parse(data) as NonNullable<Profile['data']> }),
  };
}

function toRow(row: Row): ConversationRow {
  return {
    siteId: row.site,
    conversationId: row.conversation,
    visitorId: row.visitor ?? '',
    headSeq: row.head_seq,
    status: row.status,
    excerpt: row.excerpt,
    excerptBy: row.excerpt_by,
    profile: profileOf(row),
    assignee: row.assignee === null ? null : JSON.parse(row.assignee),
    tags: JSON.parse(row.tags),
    // A status that came later woke it, and so did the visitor.
    snoozedUntil: row.snoozed_seq > row.status_seq ? row.snoozed_until : null,
    isSpam: row.spam === 1,
    isBlocked: row.blocked === 1,
    createdAt: row.created_at ?? 0,
    changedAt: row.changed_at,
    // Of a row that was written before there was such a column nothing better is known.
    grownAt: row.grown_at || row.changed_at,
    registers: registersOf(row),
  } as ConversationRow;
}

/** What each decision of a projection is in its column. */
function decisionsOf({ assignee, tags, snoozedUntil, isSpam, isBlocked }: Projection) {
  return [
    assignee && ([DECIDE_ASSIGNEE, assignee.value && JSON.stringify(assignee.value), assignee.seq] as const),
    tags && ([DECIDE_TAGS, JSON.stringify(tags.value), tags.seq] as const),
    snoozedUntil && ([DECIDE_SNOOZE, snoozedUntil.value, snoozedUntil.seq] as const),
    isSpam && ([DECIDE_SPAM, Number(isSpam.value), isSpam.seq] as const),
    isBlocked && ([DECIDE_BLOCKED, Number(isBlocked.value), isBlocked.seq] as const),
  ].filter((decision) => decision !== undefined);
}

/** Writes what operators decided; whether there was anything. */
function decideOne(sql: Sql, projection: Projection, changedAt: number): boolean {
  const decisions = decisionsOf(projection);
  for (const [statement, value, seq] of decisions) sql.run(statement, value, seq, changedAt, projection.siteId, projection.conversationId);
  return decisions.length > 0;
}

function projectOne(sql: Sql, projection: Projection, changedAt: number): Row {
  const { siteId, conversationId, visitorId, headSeq, createdAt, grownAt, status, excerpt, profile = {} } = projection;
  const { email, name, data } = profile;
  const state = [status?.value ?? 'open', status?.seq ?? 0] as const;
  const shown = [excerpt?.text ?? '', excerpt?.by ?? 'visitor', excerpt?.seq ?? 0] as const;
  const known = [email?.value ?? null, email?.seq ?? 0, name?.value ?? null, name?.seq ?? 0] as const;
  const facts = [data?.value ? JSON.stringify(data.value) : null, data?.seq ?? 0] as const;
  const began = [siteId, conversationId, visitorId ?? null, headSeq] as const;
  const values = [...began, ...state, ...shown, createdAt ?? null, changedAt, ...known, ...facts, grownAt ?? 0];
  const projected = sql.get<Row>(PROJECT, ...values);
  const isDecided = decideOne(sql, projection, changedAt);
  // Nothing is returned of a row that was left as it is.
  const row = (isDecided ? null : projected) ?? sql.get<Row>(ONE, siteId, conversationId);
  if (!row) throw new Error('a projected row is missing');
  return row;
}

/**
 * Stamps changes with a moment that never goes back, also when the clock does. Writes are serialised and stamped inside, so a
 * change that a reader does not see yet gets the moment of its cursor or a later one: a cursor misses nothing but changes of
 * its own last millisecond, and stepped back by any overlap not even those. Not `last + 1`: above a thousand changes a second
 * that would run ahead of the clock for good.
 */
function createStamp(reads: Reads, clock: Clock): () => number {
  let last = reads.get<{ at: number | null }>(LAST_CHANGE)?.at ?? 0;
  return () => {
    last = Math.max(clock.now(), last);
    return last;
  };
}

const BEGINNING: ChangeCursor = { changedAt: 0, id: '' };

function createLists(reads: Reads): Pick<ConversationStore, 'changedSince' | 'newest' | 'list' | 'counts'> {
  const page = (rows: readonly Row[], limit: number) => ({ rows: rows.slice(0, limit).map(toRow), more: rows.length > limit });
  const cursorOf = (row: ConversationRow | undefined) => row && { changedAt: row.changedAt, id: row.conversationId };
  return {
    async changedSince(siteId, cursor, limit) {
      const found = page(reads.all<Row>(CHANGED, siteId, cursor.changedAt, cursor.id, limit + 1), limit);
      return { ...found, cursor: cursorOf(found.rows.at(-1)) ?? cursor };
    },
    list: async (siteId, request) => page(listRows<Row>(reads, siteId, { ...request, limit: request.limit + 1 }), request.limit),
    counts: createCounts(reads),
    async newest(siteId, limit) {
      const found = page(reads.all<Row>(NEWEST, siteId, limit + 1), limit);
      return { ...found, cursor: cursorOf(found.rows[0]) ?? BEGINNING };
    },
  };
}

interface ConversationsDeps {
  readonly sqlite: Sqlite;
  readonly reads: Reads;
  readonly clock: Clock;
  readonly storeEpoch: number;
}

/** Applies projections within a write. */
export type ApplyProjections = (sql: Sql, projections: readonly Projection[]) => readonly ConversationRow[];

/** The row and epoch of a conversation one of whose entries was amended, within a write: of another past when it was changed. */
export type RowAmended = (sql: Sql, amendment: Amendment, isChanged: boolean) => Awaited<ReturnType<Store['amend']>>;

export function createConversations({ sqlite, reads, clock, storeEpoch }: ConversationsDeps): {
  readonly conversations: ConversationStore;
  readonly apply: ApplyProjections;
  readonly amended: RowAmended;
} {
  const stamp = createStamp(reads, clock);
  const apply: ApplyProjections = (sql, projections) => projections.map((projection) => toRow(projectOne(sql, projection, stamp())));
  const conversations: ConversationStore = {
    ...createLists(reads),
    project: (projections) => sqlite.write((sql) => apply(sql, projections)),
    async get({ siteId, conversationId }) {
      const row = reads.get<Row>(ONE, siteId, conversationId);
      return row && row.created_at !== null ? toRow(row) : null;
    },
    loads: async (siteId) => readLoads(reads, siteId, clock.now()),
    positions: async (keys) =>
      keys.map((key) => {
        const row = reads.get<Row>(ONE, key.siteId, key.conversationId);
        return { head: readHead(reads, storeEpoch, key), registers: row ? registersOf(row) : NO_REGISTERS };
      }),
    async raise(raises) {
      await sqlite.write((sql) => {
        const changedAt = stamp();
        for (const { siteId, conversationId, side, register } of raises)
          sql.run(RAISE[side], register.delivered, register.read, changedAt, siteId, conversationId);
      });
    },
  };
  const amended: RowAmended = (sql, { siteId, conversationId, seq, excerpt }, isChanged) => {
    if (isChanged) sql.run(RAISE_EPOCH, seq, excerpt, stamp(), siteId, conversationId);
    const row = sql.get<Row & { epoch: number }>(ONE, siteId, conversationId);
    return row ? { epoch: `${storeEpoch}.${row.epoch}`, row: toRow(row) } : null;
  };
  return { conversations, apply, amended };
}
