import type { Operator, OperatorId, Role, Site, SiteId } from '@parley/shared-types/model.ts';
import type { Clock } from '../lib/clock.ts';
import { isCoded, ParleyError } from '../lib/errors.ts';
import { randomId } from '../lib/ids.ts';
import { hashPassword } from '../lib/passwords.ts';
import { createSigner } from '../lib/signed.ts';
import type { Store } from '../store/store.ts';
import { type GiveRole, reaches, roleOf } from './roles.ts';

const DAYS = 7;

interface InvitationsDeps {
  readonly store: Pick<Store, 'sites' | 'people' | 'meta'>;
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
  invite(siteId: SiteId, role: Exclude<Role, 'owner'>): { readonly token: string; readonly expiresAt: number };
  /** @throws ParleyError `link_invalid`, `link_expired` */
  read(token: string): Promise<Invitation>;
  /** Gives the role to an operator; one who may do as much already keeps what they have, and the invitation stays good. @throws `link_used` */
  accept(invitation: Invitation, operator: Operator): Promise<void>;
  /** Makes the operator. @throws ParleyError `email_taken`, `link_used` */
  join(invitation: Invitation, person: { name: string; email: string; password: string }): Promise<OperatorId>;
}

/** Invitations are signed links: what is stored is only that one was used. */
export function createInvitations({ store, clock, secret, giveRole }: InvitationsDeps): Invitations {
  const signer = createSigner(secret, 'invitation');
  const claim = async (id: string) => {
    const mine = randomId();
    if ((await store.meta.ensure(`invitation:${id}`, mine)) !== mine) throw new ParleyError('link_used');
  };
  return {
    invite(siteId, role) {
      const expiresAt = clock.now() + DAYS * 86_400_000;
      return { token: signer.sign([siteId, role, randomId()], expiresAt), expiresAt };
    },
    async read(token) {
      const [siteId = '', role, id = ''] = signer.read(token, 3, clock.now()).words;
      const site = await store.sites.get(siteId as SiteId);
      if (!site || (role !== 'admin' && role !== 'agent')) throw new ParleyError('link_invalid');
      return { id, site, role };
    },
    async accept({ id, site, role }, operator) {
      if (reaches(roleOf(operator, site.id), role)) return;
      await claim(id);
      await giveRole(operator.id, site.id, role);
    },
    async join({ id, site, role }, { name, email, password }) {
      // Looked at before the claim, so that a mistake in the form does not use the invitation up.
      if (await store.people.byEmail(email)) throw new ParleyError('email_taken');
      const passwordHash = await hashPassword(password);
      await claim(id);
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
