/** Which conversations a list shows. Pure. */
import type { ConversationRow, OperatorId } from '@parley/shared-types/model.ts';
import type { Counts, ViewQuery } from '@parley/shared-types/socket.ts';
import { isUnread } from './rows.ts';

/** Those of whom, or how they stand apart. */
export type ViewName = 'all' | 'unread' | 'mine' | 'unassigned' | 'snoozed' | 'spam';
export type StatusFilter = 'open' | 'resolved' | 'all';
export interface ListView {
  readonly name: ViewName;
  /** null: every site. */
  readonly siteId: string | null;
  readonly status: StatusFilter;
  /** null: whatever they are tagged. */
  readonly tag: string | null;
}
export const FIRST_VIEW: ListView = { name: 'all', siteId: null, status: 'open', tag: null };

/** Snoozed ones and spam are a view of their own, whatever their status. */
const standsApart = (name: ViewName) => name === 'snoozed' || name === 'spam';

/** What the server is asked for, to fill a view. `unread` is chosen here, among open ones. */
export function queryOf({ name, status, tag }: ListView, me: OperatorId | null): ViewQuery {
  const anyStatus = standsApart(name) || status === 'all';
  const mine = me ?? 'any';
  return {
    status: anyStatus ? 'any' : status,
    assignee: name === 'mine' ? mine : name === 'unassigned' ? 'nobody' : 'any',
    snoozed: name === 'snoozed' ? true : name === 'spam' || status !== 'open' ? null : false,
    spam: name === 'spam',
    tag,
  };
}

/** Whether it is out of sight at a moment. */
export function isSnoozed({ snoozedUntil }: Pick<ConversationRow, 'snoozedUntil'>, now: number): boolean {
  return snoozedUntil !== null && snoozedUntil > now;
}

/** Whether a row belongs into a view at this moment. */
export function isInView(row: ConversationRow, view: ListView, me: OperatorId | null, now: number): boolean {
  const { status, assignee, snoozed, spam, tag } = queryOf(view, me);
  return (
    (view.siteId === null || row.siteId === view.siteId) &&
    (status === 'any' || row.status === status) &&
    (assignee === 'any' || (row.assignee?.id ?? 'nobody') === assignee) &&
    (snoozed === null || isSnoozed(row, now) === snoozed) &&
    row.isSpam === spam &&
    (tag === null || row.tags.includes(tag)) &&
    (view.name !== 'unread' || isUnread(row))
  );
}

/** How many of all sites, or of one, a view has; tags by name. */
export function sumCounts(counts: readonly Counts[]): Counts {
  const sum = (field: Exclude<keyof Counts, 'tags'>) => counts.reduce((total, one) => total + one[field], 0);
  const tags = new Map<string, number>();
  for (const [tag, count] of counts.flatMap((one) => Object.entries(one.tags))) tags.set(tag, (tags.get(tag) ?? 0) + count);
  const byName = [...tags].sort(([a], [b]) => a.localeCompare(b));
  return {
    mine: sum('mine'),
    unassigned: sum('unassigned'),
    open: sum('open'),
    snoozed: sum('snoozed'),
    spam: sum('spam'),
    unread: sum('unread'),
    tags: Object.fromEntries(byName),
  };
}
