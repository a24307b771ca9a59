import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Operator, OperatorId, SiteId } from '@parley/shared-types/model.ts';
import type { Clock } from '../lib/clock.ts';
import { ParleyError } from '../lib/errors.ts';
import { randomId, sha256 } from '../lib/ids.ts';
import { hashPassword, verifyPassword } from '../lib/passwords.ts';
import type { Store } from '../store/store.ts';

export const SESSION_DAYS = 30;

interface PeopleDeps {
  readonly store: Store;
  readonly clock: Clock;
  /** The install's secret: the set-up token is derived from it, so that every process knows the same one. */
  readonly secret: string;
}

export interface People {
  setupToken(): string;
  /** True while there is no operator: the set-up link works. */
  needsOwner(): Promise<boolean>;
  /** Makes the owner of every site there is. @returns a session token @throws ParleyError `forbidden`, `conflict` */
  setUp(request: { token: string; name: string; email: string; password: string }): Promise<string>;
  /** @returns a session token @throws ParleyError `unauthorized`, the same for a wrong password and an unknown address */
  signIn(request: { email: string; password: string }): Promise<string>;
  /** Ends a session; returns its hash, by which sockets know it. */
  signOut(token: string): Promise<string>;
}

/** Operators, their passwords and sessions. */
export function createPeople({ store, clock, secret }: PeopleDeps): People {
  const setupToken = () => createHmac('sha256', secret).update('parley set-up').digest('hex').slice(0, 32);
  // Compared when the address is unknown, so that the answer takes the same time.
  const decoy = hashPassword(randomId());

  const openSession = async (operatorId: OperatorId): Promise<string> => {
    const token = randomBytes(32).toString('base64url');
    await store.sessions.add({ tokenHash: sha256(token), operatorId, expiresAt: clock.now() + SESSION_DAYS * 86_400_000 });
    return token;
  };
  const needsOwner = async () => (await store.people.countOperators()) === 0;

  return {
    setupToken,
    needsOwner,
    async setUp({ token, name, email, password }) {
      const right = timingSafeEqual(Buffer.from(sha256(token)), Buffer.from(sha256(setupToken())));
      if (!right || !(await needsOwner())) throw new ParleyError('forbidden', { detail: 'the set-up link is wrong or was used' });
      const owner = await makeOwner(store, clock, { name, email });
      // One owner even when two browsers press the button at once: both get the id kept first, and it can be added once.
      const id = (await store.meta.ensure('owner', owner.id)) as OperatorId;
      await store.people.addOperator({ ...owner, id }, await hashPassword(password));
      return openSession(id);
    },
    async signIn({ email, password }) {
      const found = await store.people.byEmail(email);
      const matches = await verifyPassword(password, found?.passwordHash ?? (await decoy));
      if (!found?.passwordHash || !matches) throw new ParleyError('unauthorized');
      return openSession(found.operator.id);
    },
    async signOut(token) {
      await store.sessions.end(sha256(token));
      return sha256(token);
    },
  };
}

async function makeOwner(store: Store, clock: Clock, { name, email }: { name: string; email: string }): Promise<Operator> {
  const sites = await store.sites.list();
  const first = sites[0];
  if (!first) throw new ParleyError('unavailable', { detail: 'the first site is not made yet' });
  const roles: Record<string, 'owner'> = Object.fromEntries(sites.map((site): [SiteId, 'owner'] => [site.id, 'owner']));
  return { id: randomId() as OperatorId, accountId: first.accountId, name, email, roles, createdAt: clock.now() };
}
