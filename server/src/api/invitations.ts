import type { Operator, OperatorId, Role, Site, SiteId } from '@parley/shared-types/model.ts';
import type { Clock } from '../lib/clock.ts';
import { isCoded, ParleyError } from '../lib/errors.ts';
import { randomId } from '../lib/ids.ts';
import { hashPassword } from '../lib/passwords.ts';
import { createSigner } from '../lib/signed.ts';
import type { Invitation as Pending, Store } from '../store/store.ts';
import { type GiveRole, reaches, roleOf } from './roles.ts';

const DAYS = 7;

interface InvitationsDeps {
  readonly store: Pick<Store, 'sites' | 'people' | 'meta' | 'invitations'>;
  readonly clock: Clock;
  readonly secret: string;
  readonly giveRole: GiveRole;
}

interface Invitation {
  readonly id: string;
  readonly site: Site;
  readonly role: Role;
}

export interface Invitations {
  invite(invitation: Pick<Pending, 'siteId' | 'role' | 'by'>): Promise<{ readonly token: string; readonly expiresAt: number }>;
  /** Those of a site that nobody has used yet, the last one made first. */
  pending(siteId: SiteId): Promise<readonly Pending[]>;
  /** From now on the link says that it was used. @throws ParleyError `not_found` */
  revoke(siteId: SiteId, id: string): Promise<void>;
  /** @throws ParleyError `link_invalid`, `link_expired` */
  read(token: string): Promise<Invitation>;
  /** Gives the role to an operator; one who may do as much already keeps what they have, and the invitation stays good. @throws `link_used` */
  accept(invitation: Invitation, operator: Operator): Promise<void>;
  /** Makes the operator. @throws ParleyError `email_taken`, `link_used` */
  join(invitation: Invitation, person: { name: string; email: string; password: string }): Promise<OperatorId>;
}

/**
 * Invitations are signed links. Stored is that one is out, for the list, and that one was used or taken back, for ever: the second
 * decides, so that links from before there was a list work as well.
 */
export function createInvitations({ store, clock, secret, giveRole }: InvitationsDeps): Invitations {
  const signer = createSigner(secret, 'invitation');
  const claim = async ({ id, site }: Invitation) => {
    const mine = randomId();
    if ((await store.meta.ensure(`invitation:${id}`, mine)) !== mine) throw new ParleyError('link_used');
    await store.invitations.end(site.id, id);
  };
  return {
    async invite({ siteId, role, by }) {
      const [id, createdAt] = [randomId(), clock.now()];
      const expiresAt = createdAt + DAYS * 86_400_000;
      await store.invitations.add({ id, siteId, role, by, createdAt, expiresAt });
      return { token: signer.sign([siteId, role, id], expiresAt), expiresAt };
    },
    pending: (siteId) => store.invitations.ofSite(siteId, clock.now()),
    async revoke(siteId, id) {
      const found = (await store.invitations.ofSite(siteId, clock.now())).some((one) => one.id === id);
      if (!found) throw new ParleyError('not_found');
      await store.meta.ensure(`invitation:${id}`, 'revoked');
      await store.invitations.end(siteId, id);
    },
    async read(token) {
      const [siteId = '', role, id = ''] = signer.read(token, 3, clock.now()).words;
      const site = await store.sites.get(siteId as SiteId);
      if (!site || (role !== 'admin' && role !== 'agent')) throw new ParleyError('link_invalid');
      return { id, site, role };
    },
    async accept(invitation, operator) {
      const { site, role } = invitation;
      if (reaches(roleOf(operator, site.id), role)) return;
      await claim(invitation);
      await giveRole(operator.id, site.id, role);
    },
    async join(invitation, { name, email, password }) {
      const { site, role } = invitation;
      // Looked at before the claim, so that a mistake in the form does not use the invitation up.
      if (await store.people.byEmail(email)) throw new ParleyError('email_taken');
      const passwordHash = await hashPassword(password);
      await claim(invitation);
      const operatorId = randomId() as OperatorId;
      const roles = { [site.id]: role };
      const operator = { id: operatorId, accountId: site.accountId, name, email, roles, createdAt: clock.now() };
      try {
        await store.people.addOperator(operator, passwordHash);
      } catch (error) {
        throw isCoded(error, 'conflict') ? new ParleyError('email_taken', { cause: error }) : error;
      }
      return operatorId;
    },
  };
}
