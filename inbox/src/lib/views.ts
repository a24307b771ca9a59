/** Which conversations a list shows. Pure. */
import type { ConversationRow, OperatorId, SiteId } from '@parley/shared-types/model.ts';
import type { Counts, ListCursor, ViewQuery } from '@parley/shared-types/socket.ts';
import type { PlainPhrase } from '../words/words.ts';
import { isUnread } from './rows.ts';

const NAMES = ['all', 'unread', 'mine', 'unassigned', 'snoozed', 'spam'] as const;
const STATUSES = ['open', 'resolved', 'all'] as const;
/** Those of whom, or how they stand apart. */
export type ViewName = (typeof NAMES)[number];
export type StatusFilter = (typeof STATUSES)[number];
/** The address says it: a reload and the way back keep it. */
export interface ListView {
  readonly name: ViewName;
  /** null: every site. */
  readonly siteId: SiteId | null;
  readonly status: StatusFilter;
  /** null: whatever they are tagged. */
  readonly tag: string | null;
}
export const FIRST_VIEW: ListView = { name: 'all', siteId: null, status: 'open', tag: null };

export const VIEW_NAMES: Readonly<Record<ViewName, PlainPhrase>> = {
  all: 'All',
  unread: 'Unread',
  mine: 'Mine',
  unassigned: 'Unassigned',
  snoozed: 'Snoozed',
  spam: 'Spam',
};

/** Reads the query of an address; what is not known is as if it were not there. */
export function parseView({ view, site, status, tag }: Readonly<Record<string, string>>): ListView {
  return {
    name: NAMES.find((name) => name === view) ?? FIRST_VIEW.name,
    siteId: (site || null) as SiteId | null,
    status: STATUSES.find((one) => one === status) ?? FIRST_VIEW.status,
    tag: tag || null,
  };
}

/** The query of an address that says a view; '' for the first one. */
export function viewSearch({ name, siteId, status, tag }: ListView): string {
  const query = new URLSearchParams({
    ...(name !== FIRST_VIEW.name && { view: name }),
    ...(siteId !== null && { site: siteId }),
    ...(status !== FIRST_VIEW.status && { status }),
    ...(tag !== null && { tag }),
  }).toString();
  return query && `?${query}`;
}

export function isSameView(a: ListView, b: ListView): boolean {
  return viewSearch(a) === viewSearch(b);
}

/** Snoozed ones and spam are a view of their own, whatever their status. */
const standsApart = (name: ViewName) => name === 'snoozed' || name === 'spam';

/**
 * What the server is asked for, to fill a view. Of open ones the snoozed come along: who has not got them could not show them when
 * their time has come.
 */
export function queryOf({ name, status, tag }: Omit<ListView, 'siteId'>, me: OperatorId): ViewQuery {
  return {
    status: standsApart(name) || status === 'all' ? 'any' : status,
    assignee: name === 'mine' ? me : name === 'unassigned' ? 'nobody' : 'any',
    snoozed: name === 'snoozed' ? true : null,
    spam: name === 'spam',
    tag,
    ...(name === 'unread' && { unread: true }),
  };
}

/** Whether it is out of sight at a moment. */
export function isSnoozed({ snoozedUntil }: Pick<ConversationRow, 'snoozedUntil'>, now: number): boolean {
  return snoozedUntil !== null && snoozedUntil > now;
}

/** Whether a row belongs into a view at this moment. */
export function isInView(row: ConversationRow, view: ListView, me: OperatorId, now: number): boolean {
  const { status, assignee, spam, tag } = queryOf(view, me);
  const isOut = view.name !== 'spam' && view.status === 'open' && isSnoozed(row, now);
  return (
    (view.siteId === null || row.siteId === view.siteId) &&
    (status === 'any' || row.status === status) &&
    (assignee === 'any' || (row.assignee?.id ?? 'nobody') === assignee) &&
    (view.name === 'snoozed' ? isSnoozed(row, now) : !isOut) &&
    row.isSpam === spam &&
    (tag === null || row.tags.includes(tag)) &&
    (view.name !== 'unread' || isUnread(row))
  );
}

/** How far down a view of one site is known. */
export interface Depth {
  /** The last row of the last page; null while there is none. */
  readonly last: ListCursor | null;
  readonly more: boolean;
}

/** Below 0 when `a` stands above `b` in a list. */
export function compareCursors(a: ListCursor, b: ListCursor): number {
  return b.grownAt - a.grownAt || (a.id < b.id ? 1 : a.id > b.id ? -1 : 0);
}

/** The place down to which a view of several sites has no hole: the highest end of those that go on; null: its end. */
export function boundaryOf(depths: readonly Depth[]): ListCursor | null {
  const ends = depths.flatMap(({ last, more }) => (more && last ? [last] : []));
  return ends.sort(compareCursors)[0] ?? null;
}

export function isAbove({ grownAt, conversationId }: ConversationRow, boundary: ListCursor | null): boolean {
  return boundary === null || compareCursors({ grownAt, id: conversationId }, boundary) <= 0;
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
