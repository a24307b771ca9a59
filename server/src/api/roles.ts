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

export interface RoleChange {
  readonly siteId: SiteId;
  readonly operatorId: OperatorId;
  /** null: none, so that the site is not visible to them any more. */
  readonly role: Role | null;
  /** Who wants it so. */
  readonly by: Operator;
}

export interface Roles {
  /** Adds one role to those an operator has; two at the same moment both stay. */
  readonly giveRole: GiveRole;
  /**
   * Changes or takes the role of somebody who has one. Who is an owner is the owners' business, and one of them stays.
   * @returns the operator as they were @throws ParleyError `not_found`, `forbidden`, `last_owner`
   */
  changeRole(change: RoleChange): Promise<Operator>;
}

/** Roles of operators, changed one after the other. */
export function createRoles({ people }: Pick<Store, 'people'>): Roles {
  const inLine = createLines();
  const owners = async (siteId: SiteId) => (await people.ofSite(siteId)).filter((one) => roleOf(one, siteId) === 'owner');
  const change = async ({ siteId, operatorId, role, by }: RoleChange) => {
    const before = await people.operator(operatorId);
    const was = before && roleOf(before, siteId);
    if (!before || !was) throw new ParleyError('not_found');
    if ((was === 'owner' || role === 'owner') && roleOf(by, siteId) !== 'owner') throw new ParleyError('forbidden');
    const stepsDown = was === 'owner' && role !== 'owner';
    if (stepsDown && (await owners(siteId)).length === 1) throw new ParleyError('last_owner');
    const { [siteId]: _was, ...others } = before.roles;
    await people.setRoles(operatorId, role === null ? others : { ...others, [siteId]: role });
    if (stepsDown && (await owners(siteId)).length === 0) {
      // Two stepped down at the same moment, before two processes: both stay.
      await people.setRoles(operatorId, before.roles);
      throw new ParleyError('last_owner');
    }
    return before;
  };
  return {
    giveRole: (operatorId, siteId, role) =>
      inLine(operatorId, async () => {
        const operator = await people.operator(operatorId);
        if (!operator) throw new ParleyError('not_found');
        await people.setRoles(operatorId, { ...operator.roles, [siteId]: role });
      }),
    changeRole: (request) => inLine(`site ${request.siteId}`, () => inLine(request.operatorId, () => change(request))),
  };
}
