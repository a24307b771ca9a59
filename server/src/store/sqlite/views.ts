import type { ConversationStatus, OperatorId, SiteId } from '@parley/shared-types/model.ts';
import type { Counts, ViewQuery } from '@parley/shared-types/socket.ts';
import type { SqlValue } from '../../lib/sqlite.ts';
import { type ConversationStore, MAX_COUNTED, type PageRequest } from '../store.ts';
import type { Reads } from './rows.ts';

/** At this moment, `?`, out of sight: a status that came later woke it. */
const IS_SNOOZED = '(snoozed_seq > status_seq AND coalesce(snoozed_until, 0) > ?)';
const IS_UNREAD = "(excerpt_by = 'visitor' AND operators_read < head_seq)";
const IS_TAGGED = 'EXISTS (SELECT 1 FROM json_each(tags) WHERE value = ?)';

/** Conditions of a view with their values. */
function conditionsOf(
  { assignee, snoozed, spam, tag, unread }: ViewQuery,
  now: number,
): readonly (readonly [sql: string, ...values: SqlValue[]])[] {
  return [
    ['spam = ?', Number(spam)],
    ...(assignee === 'nobody' ? [['assignee IS NULL'] as const] : []),
    ...(assignee !== 'nobody' && assignee !== 'any' ? [["assignee ->> '$.id' = ?", assignee] as const] : []),
    ...(snoozed === null ? [] : [[snoozed ? IS_SNOOZED : `NOT ${IS_SNOOZED}`, now] as const]),
    ...(unread ? [[IS_UNREAD] as const] : []),
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

// Rows that say the same are counted together: what is said in JSON is read once for each of the few things that are said.
const OPEN = `SELECT assignee, tags, snoozed, unread, count(*) AS count FROM (
    SELECT assignee, tags, ${IS_SNOOZED.replace('?', '?2')} AS snoozed, ${IS_UNREAD} AS unread FROM conversations
    WHERE site = ?1 AND status = 'open' AND created_at IS NOT NULL AND spam = 0 ORDER BY grown_at DESC, conversation DESC LIMIT ${MAX_COUNTED}
  ) GROUP BY 1, 2, 3, 4`;
const SPAM = 'SELECT count(*) AS spam FROM (SELECT 1 FROM conversations WHERE site = ? AND spam = 1 LIMIT ?)';

interface Alike {
  readonly assignee: string | null;
  readonly tags: string;
  readonly snoozed: number;
  readonly unread: number;
  readonly count: number;
}

const sum = (alike: readonly Alike[]) => alike.reduce((total, { count }) => total + count, 0);

/** Of open conversations that are not spam. */
function countOpen(all: readonly Alike[], operatorId: OperatorId): Omit<Counts, 'spam'> {
  const awake = all.filter(({ snoozed }) => snoozed === 0);
  const tags = new Map<string, number>();
  for (const one of all) for (const tag of JSON.parse(one.tags) as string[]) tags.set(tag, (tags.get(tag) ?? 0) + one.count);
  return {
    mine: sum(awake.filter(({ assignee }) => assignee !== null && JSON.parse(assignee).id === operatorId)),
    unassigned: sum(awake.filter(({ assignee }) => assignee === null)),
    open: sum(awake),
    snoozed: sum(all) - sum(awake),
    unread: sum(awake.filter(({ unread }) => unread === 1)),
    tags: Object.fromEntries(tags),
  };
}

export function createCounts(reads: Reads): ConversationStore['counts'] {
  return async (siteId, { operatorId, most, now }) => {
    const { tags, ...sums } = countOpen(reads.all<Alike>(OPEN, siteId, now), operatorId);
    const spam = reads.get<{ spam: number }>(SPAM, siteId, most)?.spam ?? 0;
    const capped = (counts: Readonly<Record<string, number>>) =>
      Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, Math.min(count, most)]));
    return { ...(capped(sums) as unknown as Omit<Counts, 'tags' | 'spam'>), spam, tags: capped(tags) };
  };
}
