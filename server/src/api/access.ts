import type { Operator, Role, Site } from '@parley/shared-types/model.ts';
import { siteId as siteIdSchema } from '@parley/shared-types/schemas/model.ts';
import type { FastifyRequest } from 'fastify';
import type { Clock } from '../lib/clock.ts';
import { readCookie, sessionCookieName } from '../lib/cookies.ts';
import { ParleyError } from '../lib/errors.ts';
import { sha256 } from '../lib/ids.ts';
import { createSessionSeen } from '../store/session-seen.ts';
import type { Store } from '../store/store.ts';
import { reaches, roleOf } from './roles.ts';

interface AccessDeps {
  readonly store: Pick<Store, 'sessions' | 'sites'>;
  readonly clock: Clock;
  readonly publicUrl: string | null;
}

/** An operator with a role on the site that the request names. */
export interface Member {
  readonly operator: Operator;
  readonly site: Site;
  readonly role: Role;
}

export interface Access {
  /** The token in the request's cookie. */
  token(request: FastifyRequest): string | null;
  /** The operator who is signed in, or null. */
  signedIn(request: FastifyRequest): Promise<Operator | null>;
  /** @throws ParleyError `unauthorized` */
  operator(request: FastifyRequest): Promise<Operator>;
  /** For routes with `:site`. @throws ParleyError `unauthorized`, `not_found` (no role there, or no such site), `forbidden` (role too low) */
  member(request: FastifyRequest, atLeast: Role): Promise<Member>;
}

/** Who asks, and what they may do there (SPEC X9): every route of the inbox begins here. */
export function createAccess({ store, clock, publicUrl }: AccessDeps): Access {
  const cookie = sessionCookieName(publicUrl?.startsWith('https:') ?? false);
  const token = (request: FastifyRequest) => readCookie(request.headers.cookie, cookie);
  const seen = createSessionSeen(store, clock);
  const signedIn = async (request: FastifyRequest) => {
    const given = token(request);
    const found = given === null ? null : await store.sessions.get(sha256(given), clock.now());
    if (found) seen(found.session);
    return found?.operator ?? null;
  };
  const operatorOf = async (request: FastifyRequest) => {
    const operator = await signedIn(request);
    if (!operator) throw new ParleyError('unauthorized');
    return operator;
  };
  return {
    token,
    signedIn,
    operator: operatorOf,
    async member(request, atLeast) {
      const operator = await operatorOf(request);
      const asked = siteIdSchema.safeParse((request.params as { site?: string }).site);
      const role = asked.success ? roleOf(operator, asked.data) : undefined;
      const site = asked.success && role !== undefined ? await store.sites.get(asked.data) : null;
      if (!site || role === undefined) throw new ParleyError('not_found');
      if (!reaches(role, atLeast)) throw new ParleyError('forbidden');
      return { operator, site, role };
    },
  };
}
