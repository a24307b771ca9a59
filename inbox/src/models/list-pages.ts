import type { ConversationRow, OperatorId, SiteId } from '@parley/shared-types/model.ts';
import type { Counts, ListCursor, Listed } from '@parley/shared-types/socket.ts';
import type { Timers } from '@parley/widget/core/time.ts';
import type { Reply, Transport } from '@parley/widget/core/transport.ts';
import { signal } from '@preact/signals';
import { type ListView, queryOf } from '../lib/views.ts';

/** After a change counts are asked for again, but not more often. */
const COUNT_MS = 2_000;

interface PagesDeps {
  readonly transport: Transport;
  readonly timers: Timers;
  readonly myId: () => OperatorId | null;
  readonly merge: (rows: readonly ConversationRow[]) => void;
}

/** How far a view of a site is known: null all of it, else what grew behind the place is not. */
type Boundary = ListCursor | null;
const keyOf = (view: ListView, siteId: SiteId) => JSON.stringify([view.name, view.status, view.tag, siteId]);

/** Pages of views, as far as they were asked for, and counts of all of them. */
export function createListPages({ transport, timers, myId, merge }: PagesDeps) {
  const boundaries = signal<ReadonlyMap<string, Boundary>>(new Map());
  const counts = signal<ReadonlyMap<SiteId, Counts>>(new Map());
  const loading = signal(0);
  let sites: readonly SiteId[] = [];
  let undoCount: (() => void) | null = null;
  const sitesOf = ({ siteId }: ListView) => (siteId === null ? sites : sites.filter((one) => one === siteId));
  const loadOne = async (view: ListView, siteId: SiteId, before: ListCursor | null) => {
    const reply = (await transport.request('list', { siteId, view: queryOf(view, myId()), before })) as Reply & Partial<Listed>;
    if (!reply.ok || !reply.rows) return;
    merge(reply.rows);
    const last = reply.rows.at(-1);
    const boundary = reply.more && last ? { grownAt: last.grownAt, id: last.conversationId } : null;
    boundaries.value = new Map(boundaries.value).set(keyOf(view, siteId), boundary);
  };
  const load = async (view: ListView, wanted: readonly SiteId[]) => {
    loading.value += 1;
    await Promise.all(wanted.map((siteId) => loadOne(view, siteId, boundaries.peek().get(keyOf(view, siteId)) ?? null)));
    loading.value -= 1;
  };
  const countNow = async () => {
    undoCount = null;
    for (const siteId of sites) {
      const reply = (await transport.request('counts', { siteId })) as Reply & Partial<Counts>;
      if (reply.ok && reply.tags) counts.value = new Map(counts.value).set(siteId, reply as unknown as Counts);
    }
  };
  return {
    counts,
    isLoading: loading,
    /** Sites of the operator, after each connect: what was known before may have holes behind it, and is asked for anew. */
    connected(of: readonly SiteId[], view: ListView) {
      sites = of;
      boundaries.value = new Map();
      undoCount?.();
      void countNow();
      return load(view, sitesOf(view));
    },
    /** The first page of a view that was not looked at yet. */
    show: (view: ListView) =>
      load(
        view,
        sitesOf(view).filter((siteId) => !boundaries.peek().has(keyOf(view, siteId))),
      ),
    hasMore: (view: ListView) => sitesOf(view).some((siteId) => boundaries.value.get(keyOf(view, siteId))),
    /** The next page of each site that has one. */
    more: (view: ListView) =>
      load(
        view,
        sitesOf(view).filter((siteId) => boundaries.peek().get(keyOf(view, siteId))),
      ),
    /** Whether a row lies where the view is known without a hole. */
    isKnown(view: ListView, { siteId, grownAt }: ConversationRow) {
      const boundary = boundaries.value.get(keyOf(view, siteId));
      return !boundary || grownAt >= boundary.grownAt;
    },
    /** Something changed that counts. */
    changed() {
      undoCount ??= timers.after(COUNT_MS, () => void countNow());
    },
    close: () => undoCount?.(),
  };
}
export type ListPages = ReturnType<typeof createListPages>;
