import { randomId } from '../../lib/ids.ts';
import type { Sql, Sqlite, SqlValue } from '../../lib/sqlite.ts';
import type { ConversationKey, EffectPatch, EffectRow, EffectStore } from '../store.ts';
import type { Reads } from './rows.ts';

interface Row {
  readonly worker: string;
  readonly target: string;
  readonly site: string;
  readonly conversation: string;
  readonly wanted_seq: number;
  readonly done_seq: number;
  readonly due_at: number;
  readonly attempt: number;
  readonly lease_owner: string | null;
  readonly lease_until: number | null;
  readonly lease_token: string | null;
  readonly in_flight: string | null;
  readonly last_error: string | null;
  readonly provider_id: string | null;
  readonly failed_seq: number | null;
  readonly lookup_to: number;
  readonly acted_seq: number;
}

const KEY = 'site = ? AND conversation = ? AND worker = ? AND target = ?';
// An idle row takes the new moment; one with work outstanding keeps the earlier one, so that a flood cannot put it off; one whose
// last attempt failed keeps its own, so that new messages do not wear down who asked to wait.
const WANT = `INSERT INTO effects (site, conversation, worker, target, wanted_seq, due_at) VALUES (?, ?, ?, ?, ?, ?)
  ON CONFLICT (site, conversation, worker, target) DO UPDATE SET
    due_at = CASE WHEN wanted_seq <= done_seq THEN excluded.due_at WHEN attempt > 0 THEN due_at ELSE min(due_at, excluded.due_at) END,
    wanted_seq = max(wanted_seq, excluded.wanted_seq)`;
const DUE = `SELECT * FROM effects WHERE worker = ? AND due_at <= ? AND wanted_seq > done_seq AND (lease_until IS NULL OR lease_until <= ?)
  ORDER BY due_at LIMIT ?`;
const LEASE = `UPDATE effects SET lease_owner = ?, lease_until = ?, lease_token = ? WHERE ${KEY}`;
// Two questions, each answered from the front of an index: one over both would read the whole backlog.
const NEXT_FREE = `SELECT due_at AS at FROM effects WHERE worker = ? AND wanted_seq > done_seq AND lease_until IS NULL
  ORDER BY due_at LIMIT 1`;
const NEXT_LEASED = `SELECT min(max(due_at, lease_until)) AS at FROM effects WHERE worker = ? AND wanted_seq > done_seq
  AND lease_until IS NOT NULL`;
const OF = 'SELECT * FROM effects WHERE site = ? AND conversation = ? ORDER BY worker, target';
// Behind a failed step other steps may have been done: they are looked up before they are done again.
const REDO = `UPDATE effects SET
    lookup_to = CASE WHEN failed_seq IS NULL THEN lookup_to ELSE max(lookup_to, done_seq) END,
    done_seq = CASE WHEN failed_seq IS NULL THEN done_seq ELSE min(done_seq, failed_seq - 1) END,
    failed_seq = NULL, last_error = NULL, attempt = 0, due_at = ?
  WHERE ${KEY} AND (lease_until IS NULL OR lease_until <= ?)`;
// Who works on later entries goes on; what is in flight stays marked, so that nothing is done twice.
const DISTURB = `UPDATE effects SET lease_owner = NULL, lease_until = NULL, lease_token = NULL, last_error = NULL, failed_seq = NULL, attempt = 0
  WHERE site = ?1 AND conversation = ?2 AND (done_seq < ?3 - 1 OR failed_seq < ?3)`;
const BACKLOG = 'SELECT count(*) AS count FROM effects WHERE worker = ? AND wanted_seq > done_seq';

function toRow(row: Row): EffectRow {
  const lease = row.lease_token === null ? null : { owner: row.lease_owner ?? '', until: row.lease_until ?? 0, token: row.lease_token };
  return {
    worker: row.worker,
    target: row.target,
    siteId: row.site,
    conversationId: row.conversation,
    wantedSeq: row.wanted_seq,
    doneSeq: row.done_seq,
    dueAt: row.due_at,
    attempt: row.attempt,
    lease,
    inFlight: row.in_flight === null ? null : JSON.parse(row.in_flight),
    lastError: row.last_error,
    failedSeq: row.failed_seq,
    lookupTo: row.lookup_to,
    actedSeq: row.acted_seq,
    providerId: row.provider_id,
  } as EffectRow;
}

type Column = readonly [name: string, value: SqlValue];

/** The columns that a patch changes, with their values. */
function columnsOf(patch: EffectPatch): readonly Column[] {
  const columns: Column[] = [];
  if (patch.doneSeq !== undefined) columns.push(['done_seq', patch.doneSeq]);
  if (patch.dueAt !== undefined) columns.push(['due_at', patch.dueAt]);
  if (patch.attempt !== undefined) columns.push(['attempt', patch.attempt]);
  if (patch.inFlight !== undefined) columns.push(['in_flight', patch.inFlight === null ? null : JSON.stringify(patch.inFlight)]);
  if (patch.lastError !== undefined) columns.push(['last_error', patch.lastError]);
  if (patch.failedSeq !== undefined) columns.push(['failed_seq', patch.failedSeq]);
  if (patch.actedSeq !== undefined) columns.push(['acted_seq', patch.actedSeq]);
  if (patch.providerId !== undefined) columns.push(['provider_id', patch.providerId]);
  return columns;
}

const RELEASED: readonly Column[] = [
  ['lease_owner', null],
  ['lease_until', null],
  ['lease_token', null],
];

function updateOne(sql: Sql, row: EffectRow, patch: EffectPatch, until: number): boolean {
  if (!row.lease) return false;
  const columns = [...columnsOf(patch), ...(patch.release ? RELEASED : [['lease_until', until] as const])];
  const update = `UPDATE effects SET ${columns.map(([name]) => `${name} = ?`).join(', ')} WHERE ${KEY} AND lease_token = ?`;
  const values = columns.map(([, value]) => value);
  return sql.run(update, ...values, row.siteId, row.conversationId, row.worker, row.target, row.lease.token) > 0;
}

function leaseOne(sql: Sql, row: Row, owner: string, until: number): EffectRow {
  const token = randomId();
  sql.run(LEASE, owner, until, token, row.site, row.conversation, row.worker, row.target);
  return toRow({ ...row, lease_owner: owner, lease_until: until, lease_token: token });
}

/** Ends the work for entries that are erased, and what was said of its failures. Within a write. */
export function disturbEffects(sql: Sql, { siteId, conversationId }: ConversationKey, before: number): void {
  sql.run(DISTURB, siteId, conversationId, before);
}

export function createEffects(sqlite: Sqlite, reads: Reads): EffectStore {
  return {
    async want(wants) {
      await sqlite.write((sql) => {
        for (const { worker, target, siteId, conversationId, wantedSeq, dueAt } of wants)
          sql.run(WANT, siteId, conversationId, worker, target, wantedSeq, dueAt);
      });
    },
    // Writes are serialised, so what is read as free inside of one is free.
    lease: ({ worker, owner, now, ttlMs, limit }) =>
      sqlite.write((sql) => sql.all<Row>(DUE, worker, now, now, limit).map((row) => leaseOne(sql, row, owner, now + ttlMs))),
    update: (row, patch, until) => sqlite.write((sql) => updateOne(sql, row, patch, until)),
    redo: ({ siteId, conversationId, worker, target }, now) =>
      sqlite.write((sql) => sql.run(REDO, now, siteId, conversationId, worker, target, now) > 0),
    async nextDueAt(worker) {
      const free = reads.get<{ at: number }>(NEXT_FREE, worker)?.at;
      const leased = reads.get<{ at: number | null }>(NEXT_LEASED, worker)?.at ?? undefined;
      const moments = [free, leased].filter((at) => at !== undefined);
      return moments.length > 0 ? Math.min(...moments) : null;
    },
    of: async ({ siteId, conversationId }) => reads.all<Row>(OF, siteId, conversationId).map(toRow),
    backlog: async (worker) => reads.get<{ count: number }>(BACKLOG, worker)?.count ?? 0,
  };
}
