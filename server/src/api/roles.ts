import type { Operator, OperatorId, Role, SiteId } from '@parley/shared-types/model.ts';
import { ParleyError } from '../lib/errors.ts';
import { createLines } from '../lib/lines.ts';
import type { Store } from '../store/store.ts';

const RANK: Readonly<Record<Role, number>> = { agent: 1, admin: 2, owner: 3 };

/** Says whether a role may do what needs another one; no role may do nothing. */
export function reaches(role: Role | undefined, atLeast: Role): boolean {
  return role !== undefined && RANK[role] >= RANK[atLeast];
}

/** The role of an operator on a site; a site that is absent from their roles is not visible to them at all. */
export function roleOf(operator: Operator, siteId: SiteId): Role | undefined {
  return Object.hasOwn(operator.roles, siteId) ? operator.roles[siteId] : undefined;
}

export type GiveRole = (operatorId: OperatorId, siteId: SiteId, role: Role) => Promise<void>;

/** Returns what adds one role to those an operator has; two at the same moment both stay. */
export function createGiveRole(store: Pick<Store, 'people'>): GiveRole {
  const inLine = createLines();
  return (operatorId, siteId, role) =>
    inLine(operatorId, async () => {
      const operator = await store.people.operator(operatorId);
      if (!operator) throw new ParleyError('not_found');
      await store.people.setRoles(operatorId, { ...operator.roles, [siteId]: role });
    });
}
