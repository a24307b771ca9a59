import type { SiteId } from '@parley/shared-types/model.ts';
import type { Opened, OpenRequest } from '@parley/shared-types/socket.ts';
import { isCoded, ParleyError } from '../lib/errors.ts';
import type { Grant } from '../lib/grants.ts';
import { type Claims, readToken, requireIdentity } from '../lib/identity.ts';
import type { GatewayContext } from './context.ts';

/** Whom an `open` is for. */
export interface Granted {
  readonly grant: Grant;
  /** Only with a token. */
  readonly verified?: NonNullable<Opened['verified']>;
}

/** Reads the token of a user of the site. Why one is refused is for the log, which has neither token nor claims. */
export async function readUser(gateway: GatewayContext, siteId: SiteId, token: string): Promise<{ grant: Grant; claims: Claims }> {
  const { sites, clock, logger, userIds } = gateway;
  const site = await sites.get(siteId);
  if (!site) throw new ParleyError('unknown_site');
  try {
    const claims = await readToken(token, site, clock.now());
    return { claims, grant: { ...userIds(siteId, claims.sub), expiresAt: claims.expiresAt } };
  } catch (error) {
    if (isCoded(error)) logger.warn({ siteId, code: error.code, why: error.detail }, 'a token of a visitor was refused');
    throw error;
  }
}

/**
 * The grant that an `open` gets: of the token's user until the token ends; else of the grant given, else of a new visitor.
 * @throws ParleyError `token_invalid`, `token_expired`, `grant_invalid`, `identity_required`
 */
export async function grantFor(gateway: GatewayContext, siteId: SiteId, request: OpenRequest): Promise<Granted> {
  const { sites, grants, clock } = gateway;
  if (request.token !== undefined) {
    const { grant, claims } = await readUser(gateway, siteId, request.token);
    return { grant, verified: claims.profile };
  }
  const given = request.grant === undefined ? null : grants.read(siteId, request.grant);
  const site = await sites.get(siteId);
  if (!site) throw new ParleyError('unknown_site');
  requireIdentity(site, given?.visitorId ?? null);
  const now = clock.now();
  return { grant: given ? grants.renew(given, now) : grants.create(siteId, now) };
}
