import type { Operator, SiteId } from '@parley/shared-types/model.ts';
import { MAX_COUNT, MAX_ROWS } from '@parley/shared-types/protocol.ts';
import type { Counts, Listed, ListRequest } from '@parley/shared-types/socket.ts';
import type { GatewayContext } from './context.ts';

type ListDeps = Pick<GatewayContext, 'store' | 'clock'>;

/** A page of one view of a site. */
export function readList({ store, clock }: ListDeps, { siteId, view, before }: ListRequest): Promise<Listed> {
  return store.conversations.list(siteId, { view, before, limit: MAX_ROWS, now: clock.now() });
}

/** How many conversations the views of a site have. */
export function readCounts({ store, clock }: ListDeps, { id }: Operator, siteId: SiteId): Promise<Counts> {
  return store.conversations.counts(siteId, { operatorId: id, most: MAX_COUNT, now: clock.now() });
}
