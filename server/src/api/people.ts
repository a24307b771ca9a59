import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Operator, OperatorId, SiteId } from '@parley/shared-types/model.ts';
import { browserWords } from '../lib/browser-words.ts';
import type { Clock } from '../lib/clock.ts';
import { ParleyError } from '../lib/errors.ts';
import { randomId, sha256 } from '../lib/ids.ts';
import { createLines } from '../lib/lines.ts';
import { hashPassword, verifyPassword } from '../lib/passwords.ts';
import { createSigner } from '../lib/signed.ts';
import type { Store } from '../store/store.ts';

export const SESSION_DAYS = 30;
const RECOVERY_HOURS = 24;

/** The User-Agent of a browser; of it only two words are kept. */
type Agent = string | undefined;

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
  setUp(request: { token: string; name: string; email: string; password: string }, agent?: Agent): Promise<string>;
  /** @returns a session token @throws ParleyError `unauthorized`, the same for a wrong password and an unknown address */
  signIn(request: { email: string; password: string }, agent?: Agent): Promise<string>;
  /** Ends a session; returns its hash, by which sockets know it. */
  signOut(token: string): Promise<string>;
  /** Signs an operator in; returns the session's token. */
  openSession(operatorId: OperatorId, agent?: Agent): Promise<string>;
  /** The token of a link for an operator who forgot the password: good for a day, once. @throws ParleyError `unknown_operator` */
  recoveryToken(email: string): Promise<string>;
  /**
   * Sets a new password by such a link and signs in; every other session ends.
   * @returns a session token, the operator, and the hashes of the sessions that ended @throws ParleyError `link_invalid`, `link_expired`, `link_used`
   */
  recover(
    request: { token: string; password: string },
    agent?: Agent,
  ): Promise<{ token: string; operator: Operator; ended: readonly string[] }>;
  /**
   * Sets a new password for who knows the current one; every session but theirs ends.
   * @param kept hash of the session that stays
   * @returns the hashes of the sessions that ended @throws ParleyError `password_wrong`
   */
  changePassword(operator: Operator, request: { current: string; password: string }, kept: string): Promise<readonly string[]>;
}

/** Operators, their passwords and sessions. */
export function createPeople(deps: PeopleDeps): People {
  const { store, clock, secret } = deps;
  const setupToken = () => createHmac('sha256', secret).update('parley set-up').digest('hex').slice(0, 32);
  // Compared when the address is unknown, so that the answer takes the same time.
  const decoy = hashPassword(randomId());

  const openSession = async (operatorId: OperatorId, agent?: Agent): Promise<string> => {
    const token = randomBytes(32).toString('base64url');
    const now = clock.now();
    const times = { createdAt: now, lastSeenAt: now, expiresAt: now + SESSION_DAYS * 86_400_000 };
    await store.sessions.add({ tokenHash: sha256(token), operatorId, agent: browserWords(agent), ...times });
    return token;
  };
  const needsOwner = async () => (await store.people.countOperators()) === 0;
  const recovery = createRecovery(deps);

  return {
    setupToken,
    needsOwner,
    openSession,
    recoveryToken: recovery.token,
    changePassword: recovery.change,
    async recover(request, agent) {
      const { operator, ended } = await recovery.use(request);
      return { token: await openSession(operator.id, agent), operator, ended };
    },
    async setUp({ token, name, email, password }, agent) {
      const right = timingSafeEqual(Buffer.from(sha256(token)), Buffer.from(sha256(setupToken())));
      if (!right || !(await needsOwner())) throw new ParleyError('forbidden', { detail: 'the set-up link is wrong or was used' });
      const owner = await makeOwner(store, clock, { name, email });
      // One owner even when two browsers press the button at once: both get the id kept first, and it can be added once.
      const id = (await store.meta.ensure('owner', owner.id)) as OperatorId;
      await store.people.addOperator({ ...owner, id }, await hashPassword(password));
      return openSession(id, agent);
    },
    async signIn({ email, password }, agent) {
      const found = await store.people.byEmail(email);
      const matches = await verifyPassword(password, found?.passwordHash ?? (await decoy));
      if (!found?.passwordHash || !matches) throw new ParleyError('unauthorized');
      return openSession(found.operator.id, agent);
    },
    async signOut(token) {
      await store.sessions.end(sha256(token));
      return sha256(token);
    },
  };
}

/**
 * A recovery link is bound to the password it replaces: once that has changed, by whatever link, none of the others works. Each
 * link is claimed before it is used, so that several processes let it through once.
 */
function createRecovery({ store, clock, secret }: PeopleDeps) {
  const signer = createSigner(secret, 'recovery');
  const inLine = createLines();
  const stampOf = (passwordHash: string | null) => sha256(`${passwordHash}`).slice(0, 32);
  const replace = async ({ id, stamp, link }: Record<'id' | 'stamp' | 'link', string>, passwordHash: string) => {
    const operator = await store.people.operator(id as OperatorId);
    const found = operator && (await store.people.byEmail(operator.email));
    if (!found || stampOf(found.passwordHash) !== stamp) throw new ParleyError('link_used');
    const mine = randomId();
    if ((await store.meta.ensure(`recovery:${link}`, mine)) !== mine) throw new ParleyError('link_used');
    await store.people.setPassword(found.operator.id, passwordHash);
    return { operator: found.operator, ended: await store.sessions.endAll(found.operator.id) };
  };
  return {
    async token(email: string): Promise<string> {
      const found = await store.people.byEmail(email);
      if (!found) throw new ParleyError('unknown_operator');
      return signer.sign([found.operator.id, stampOf(found.passwordHash), randomId()], clock.now() + RECOVERY_HOURS * 3_600_000);
    },
    async use({ token, password }: { token: string; password: string }) {
      const [id = '', stamp = '', link = ''] = signer.read(token, 3, clock.now()).words;
      const passwordHash = await hashPassword(password);
      return inLine(id, () => replace({ id, stamp, link }, passwordHash));
    },
    /** In line with the links: of a link and a change at the same moment one comes after the other, and ends it. */
    change({ id, email }: Operator, { current, password }: { current: string; password: string }, kept: string) {
      return inLine(id, async () => {
        const found = await store.people.byEmail(email);
        if (!found?.passwordHash || !(await verifyPassword(current, found.passwordHash))) throw new ParleyError('password_wrong');
        await store.people.setPassword(id, await hashPassword(password));
        return store.sessions.endAll(id, kept);
      });
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
