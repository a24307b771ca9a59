import { randomId } from '../../lib/ids.ts';
import type { Sql, Sqlite, SqlValue } from '../../lib/sqlite.ts';
import type { EffectPatch, EffectRow, EffectStore } from '../store.ts';

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
}

const KEY = 'worker = ? AND target = ? AND site = ? AND conversation = ?';
// An idle row takes the new moment; one with work outstanding keeps the earlier one, so that a flood cannot put it off.
const WANT = `INSERT INTO effects (worker, target, site, conversation, wanted_seq, due_at) VALUES (?, ?, ?, ?, ?, ?)
  ON CONFLICT (worker, target, site, conversation) DO UPDATE SET
    due_at = CASE WHEN wanted_seq > done_seq THEN min(due_at, excluded.due_at) ELSE excluded.due_at END,
    wanted_seq = max(wanted_seq, excluded.wanted_seq)`;
const DUE = `SELECT * FROM effects WHERE worker = ? AND due_at <= ? AND wanted_seq > done_seq AND (lease_until IS NULL OR lease_until <= ?)
  ORDER BY due_at LIMIT ?`;

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
    providerId: row.provider_id,
  } as EffectRow;
}

/** The columns that a patch changes, with their values. */
function columnsOf(patch: EffectPatch): readonly (readonly [string, SqlValue])[] {
  const columns: (readonly [string, SqlValue])[] = [];
  if (patch.doneSeq !== undefined) columns.push(['done_seq', patch.doneSeq]);
  if (patch.dueAt !== undefined) columns.push(['due_at', patch.dueAt]);
  if (patch.attempt !== undefined) columns.push(['attempt', patch.attempt]);
  if (patch.inFlight !== undefined) columns.push(['in_flight', patch.inFlight === null ? null : JSON.stringify(patch.inFlight)]);
  if (patch.lastError !== undefined) columns.push(['last_error', patch.lastError]);
  if (patch.providerId !== undefined) columns.push(['provider_id', patch.providerId]);
  return columns;
}

function updateOne(sql: Sql, row: EffectRow, patch: EffectPatch, until: number): boolean {
  const lease: readonly (readonly [string, SqlValue])[] = patch.release
    ? [
        ['lease_owner', null],
        ['lease_until', null],
        ['lease_token', null],
      ]
    : [['lease_until', until]];
  const columns = [...columnsOf(patch), ...lease];
  const set = columns.map(([name]) => `${name} = ?`).join(', ');
  const values = columns.map(([, value]) => value);
  const token = row.lease?.token ?? '';
  return (
    sql.run(
      `UPDATE effects SET ${set} WHERE ${KEY} AND lease_token = ?`,
      ...values,
      row.worker,
      row.target,
      row.siteId,
      row.conversationId,
      token,
    ) > 0
  );
}

export function createEffects(sqlite: Sqlite): EffectStore {
  return {
    async want(wants) {
      await sqlite.write((sql) => {
        for (const { worker, target, siteId, conversationId, wantedSeq, dueAt } of wants)
          sql.run(WANT, worker, target, siteId, conversationId, wantedSeq, dueAt);
      });
    },
    lease: ({ worker, owner, now, ttlMs, limit }) =>
      sqlite.write((sql) =>
        sql.all<Row>(DUE, worker, now, now, limit).map((row) => {
          const lease = { lease_owner: owner, lease_until: now + ttlMs, lease_token: randomId() };
          const set = `UPDATE effects SET lease_owner = ?, lease_until = ?, lease_token = ? WHERE ${KEY}`;
          sql.run(set, owner, lease.lease_until, lease.lease_token, row.worker, row.target, row.site, row.conversation);
          return toRow({ ...row, ...lease });
        }),
      ),
    update: (row, patch, until) => sqlite.write((sql) => updateOne(sql, row, patch, until)),
    async nextDueAt(worker) {
      const next = 'SELECT min(max(due_at, coalesce(lease_until, 0))) AS at FROM effects WHERE worker = ? AND wanted_seq > done_seq';
      return sqlite.get<{ at: number | null }>(next, worker)?.at ?? null;
    },
    of: async ({ siteId, conversationId }) =>
      sqlite
        .all<Row>('SELECT * FROM effects WHERE site = ? AND conversation = ? ORDER BY worker, target', siteId, conversationId)
        .map(toRow),
    backlog: async (worker) =>
      sqlite.get<{ count: number }>('SELECT count(*) AS count FROM effects WHERE worker = ? AND wanted_seq > done_seq', worker)?.count ?? 0,
  };
}
