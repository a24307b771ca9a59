import type { IncomingMessage } from 'node:http';
import type { ErrorCode } from '@parley/shared-types/errors.ts';
import type { SiteId } from '@parley/shared-types/model.ts';
import { type ChatPolicy, isOwnOrigin, mayChat, originOf } from '../lib/origins.ts';
import type { OriginNotes } from '../store/origin-notes.ts';
import type { SiteSettings } from '../store/site-settings.ts';
import { type AddressLimits, clientAddress } from './limits.ts';

interface AdmissionDeps {
  readonly sites: SiteSettings;
  readonly origins: OriginNotes;
  readonly addresses: AddressLimits;
  readonly trustedProxies: ReadonlySet<string>;
  readonly policy: ChatPolicy;
  readonly isDraining: () => boolean;
}

export function siteOf(request: IncomingMessage): SiteId | null {
  const query = request.url?.split('?')[1];
  return new URLSearchParams(query).get('site') as SiteId | null;
}

export function addressOf(request: IncomingMessage, trusted: ReadonlySet<string>): string {
  return clientAddress(request.socket.remoteAddress, request.headers['x-forwarded-for'], trusted);
}

/**
 * Decides before the upgrade whether a request may become a socket (SPEC G1): origin, site and limits of its address. CORS does
 * not cover WebSockets, so this is where other people's pages end.
 * @returns null to admit, else the code to refuse with
 */
export function createAdmission({ sites, origins, addresses, trustedProxies, policy, isDraining }: AdmissionDeps) {
  return async (request: IncomingMessage): Promise<ErrorCode | null> => {
    if (isDraining()) return 'draining';
    // A request with a session id belongs to a socket that was admitted already (polling, or its upgrade).
    const isFirst = !request.url?.includes('sid=');
    if (isFirst && !addresses.admits(addressOf(request, trustedProxies))) return 'rate_limited';
    const { origin, host } = request.headers;
    const siteId = siteOf(request);
    if (siteId === null) return isOwnOrigin(origin, host, policy.publicUrl) ? null : 'origin_refused';
    const site = await sites.get(siteId);
    if (!site) return 'unknown_site';
    const refused = !mayChat({ origin, host }, site.allowedOrigins, policy);
    // Also of who is admitted: a page that was refused has the script in its cache and does not ask for it again so soon.
    if (isFirst) origins.note(siteId, originOf(origin), refused);
    return refused ? 'origin_refused' : null;
  };
}
