import type { ConversationRow, OperatorId, SiteId } from '@parley/shared-types/model.ts';
import type { ListCursor, Listed } from '@parley/shared-types/socket.ts';
import type { Reply, Transport } from '@parley/widget/core/transport.ts';
import { signal } from '@preact/signals';
import { boundaryOf, compareCursors, type Depth, type ListView, queryOf } from '../lib/views.ts';

interface PagesDeps {
  readonly transport: Transport;
  readonly me: () => OperatorId;
  readonly merge: (rows: readonly ConversationRow[]) => unknown;
}
type Scope = Omit<ListView, 'siteId'>;

const keyOf = ({ name, status, tag }: Scope, siteId: SiteId) => JSON.stringify([name, status, tag, siteId]);

/** How far down each view of each site is known, and the pages below. */
export function createListPages({ transport, me, merge }: PagesDeps) {
  const depths = signal<ReadonlyMap<string, Depth>>(new Map());
  const asking = new Set<string>();
  const of = (scope: Scope, sites: readonly SiteId[]) =>
    sites.flatMap((siteId) => {
      const depth = depths.value.get(keyOf(scope, siteId));
      return depth ? [{ siteId, ...depth }] : [];
    });
  const ask = async (scope: Scope, siteId: SiteId, before: ListCursor | null): Promise<void> => {
    const key = keyOf(scope, siteId);
    if (asking.has(key)) return;
    asking.add(key);
    const reply = (await transport.request('list', { siteId, view: queryOf(scope, me()), before })) as Reply & Partial<Listed>;
    asking.delete(key);
    if (!reply.ok || !reply.rows) return;
    merge(reply.rows);
    const end = reply.rows.at(-1);
    const last = end ? { grownAt: end.grownAt, id: end.conversationId } : before;
    depths.value = new Map(depths.peek()).set(key, { last, more: reply.more === true });
  };
  return {
    /** Whether the first page of each site is there. */
    isLoaded: (scope: Scope, sites: readonly SiteId[]) => of(scope, sites).length === sites.length,
    boundary: (scope: Scope, sites: readonly SiteId[]) => boundaryOf(of(scope, sites)),
    /** Asks for the first pages that are missing, one site after the other: a gateway answers so many questions at once only. */
    async begin(scope: Scope, sites: readonly SiteId[]): Promise<void> {
      for (const siteId of sites) if (!depths.peek().has(keyOf(scope, siteId))) await ask(scope, siteId, null);
    },
    /** Asks for the next page of each site that holds the others up. */
    async goOn(scope: Scope, sites: readonly SiteId[]): Promise<void> {
      const known = of(scope, sites);
      const boundary = boundaryOf(known);
      if (!boundary) return;
      for (const { siteId, last, more } of known) if (more && last && compareCursors(last, boundary) <= 0) await ask(scope, siteId, last);
    },
    forget() {
      depths.value = new Map();
    },
  };
}
