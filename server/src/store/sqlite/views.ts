import type { ConversationStatus, SiteId } from '@parley/shared-types/model.ts';
import type { Counts, ViewQuery } from '@parley/shared-types/socket.ts';
import type { SqlValue } from '../../lib/sqlite.ts';
import { type ConversationStore, MAX_COUNTED, type PageRequest } from '../store.ts';
import type { Reads } from './rows.ts';

/** Whether a conversation is out of sight at a moment, `?` or a numbered one: a status that came later woke it. */
export const isSnoozed = (now: string) => `(snoozed_seq > status_seq AND coalesce(snoozed_until, 0) > ${now})`;
const IS_TAGGED = 'EXISTS (SELECT 1 FROM json_each(tags) WHERE value = ?)';

/** Conditions of a view with their values. */
function conditionsOf(
  { assignee, snoozed, spam, tag }: ViewQuery,
  now: number,
): readonly (readonly [sql: string, ...values: SqlValue[]])[] {
  return [
    ['spam = ?', Number(spam)],
    ...(assignee === 'nobody' ? [['assignee IS NULL'] as const] : []),
    ...(assignee !== 'nobody' && assignee !== 'any' ? [["assignee ->> '$.id' = ?", assignee] as const] : []),
    ...(snoozed === null ? [] : [[snoozed ? isSnoozed('?') : `NOT ${isSnoozed('?')}`, now] as const]),
    ...(tag === null ? [] : [[IS_TAGGED, tag] as const]),
  ];
}

/** One page of one status, along its index. */
function pageOf<Row>(reads: Reads, siteId: SiteId, status: ConversationStatus, { view, before, limit, now }: PageRequest): Row[] {
  const conditions = conditionsOf(view, now);
  const { grownAt, id } = before ?? { grownAt: Number.MAX_SAFE_INTEGER, id: '' };
  const sql = `SELECT * FROM conversations WHERE site = ? AND status = ? AND created_at IS NOT NULL AND (grown_at, conversation) < (?, ?)
    AND ${conditions.map(([condition]) => condition).join(' AND ')} ORDER BY grown_at DESC, conversation DESC LIMIT ?`;
  return reads.all<Row>(sql, siteId, status, grownAt, id, ...conditions.flatMap(([, ...values]) => values), limit);
}

interface Sorted {
  readonly grown_at: number;
  readonly conversation: string;
}

/** Rows of a view as they lie in the table, what grew last first. */
export function listRows<Row extends Sorted>(reads: Reads, siteId: SiteId, request: PageRequest): Row[] {
  const { view, limit } = request;
  if (view.status !== 'any') return pageOf(reads, siteId, view.status, request);
  const both = (['open', 'resolved'] as const).flatMap((status) => pageOf<Row>(reads, siteId, status, request));
  return both.sort((a, b) => b.grown_at - a.grown_at || (a.conversation < b.conversation ? 1 : -1)).slice(0, limit);
}

const OPEN = `SELECT assignee, tags, excerpt_by, operators_read, head_seq, ${isSnoozed('?2')} AS snoozed FROM conversations
  WHERE site = ?1 AND status = 'open' AND created_at IS NOT NULL AND spam = 0 ORDER BY grown_at DESC, conversation DESC LIMIT ${MAX_COUNTED}`;
const SUMS = `WITH opened AS (${OPEN}) SELECT count(*) FILTER (WHERE NOT snoozed) AS open, count(*) FILTER (WHERE snoozed) AS snoozed,
  count(*) FILTER (WHERE NOT snoozed AND assignee IS NULL) AS unassigned,
  count(*) FILTER (WHERE NOT snoozed AND assignee ->> '$.id' = ?3) AS mine,
  count(*) FILTER (WHERE NOT snoozed AND excerpt_by = 'visitor' AND operators_read < head_seq) AS unread FROM opened`;
const TAGS = `WITH opened AS (${OPEN}) SELECT value AS tag, count(*) AS count FROM opened, json_each(opened.tags) GROUP BY value`;
const SPAM = 'SELECT count(*) AS spam FROM (SELECT 1 FROM conversations WHERE site = ? AND spam = 1 LIMIT ?)';

type Sums = Omit<Counts, 'tags' | 'spam'>;

export function createCounts(reads: Reads): ConversationStore['counts'] {
  return async (siteId, { operatorId, most, now }) => {
    const sums = reads.get<Sums>(SUMS, siteId, now, operatorId);
    const tags = reads
      .all<{ tag: string; count: number }>(TAGS, siteId, now)
      .map(({ tag, count }) => [tag, Math.min(count, most)] as const);
    const capped = Object.entries(sums ?? {}).map(([view, count]) => [view, Math.min(count, most)] as const);
    const spam = reads.get<{ spam: number }>(SPAM, siteId, most)?.spam ?? 0;
    return { ...(Object.fromEntries(capped) as unknown as Sums), spam, tags: Object.fromEntries(tags) };
  };
}
