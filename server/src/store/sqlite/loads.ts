import type { OperatorId, SiteId } from '@parley/shared-types/model.ts';
import type { Reads } from './rows.ts';
import { isSnoozed } from './views.ts';

// By the index of what is assigned and open: the rest of a site is not looked at.
const LOADS = `SELECT assignee ->> '$.id' AS operator, count(*) AS open FROM conversations
  WHERE site = ?1 AND assignee IS NOT NULL AND status = 'open' AND spam = 0
    AND NOT ${isSnoozed('?2')}
  GROUP BY operator`;

/** How many conversations each operator of a site has to answer. */
export function readLoads(reads: Reads, siteId: SiteId, now: number): ReadonlyMap<OperatorId, number> {
  return new Map(reads.all<{ operator: OperatorId; open: number }>(LOADS, siteId, now).map(({ operator, open }) => [operator, open]));
}
