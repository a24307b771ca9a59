/** Who a visitor is when the site says so: tokens that the site signs for its users, and the ids that follow from them. */
import { createHmac } from 'node:crypto';
import {
  type ConversationId,
  type IdentitySecret,
  isVerified,
  type Profile,
  type Site,
  type SiteId,
  VERIFIED_PREFIX,
  type VisitorId,
} from '@parley/shared-types/model.ts';
import { profile } from '@parley/shared-types/schemas/model.ts';
import { errors, type JWTPayload, jwtVerify } from 'jose';
import { ParleyError } from './errors.ts';
import type { Grant } from './grants.ts';

/** What a good token says. */
export interface Claims {
  /** The site's own id of the user. */
  readonly sub: string;
  /** When the token ends, in milliseconds since 1970. */
  readonly expiresAt: number;
  /** What of `email` and `name` is an address and one line of text; the rest is left out. */
  readonly profile: Pick<Profile, 'email' | 'name'>;
}

const MOST_SUB = 200;
const MOST_AHEAD_MS = 30 * 86_400_000;
/** A token that begins a moment later by the clock of the site is good now. */
const AHEAD_S = 60;

/** Seen in the log only. */
const invalid = (detail: string) => new ParleyError('token_invalid', { detail });

async function readSigned(token: string, { secret }: IdentitySecret, now: number): Promise<JWTPayload> {
  const options = { algorithms: ['HS256'], requiredClaims: ['sub', 'exp'], clockTolerance: AHEAD_S, currentDate: new Date(now) };
  return (await jwtVerify(token, new TextEncoder().encode(secret), options)).payload;
}

/** What one of the secrets has signed; the others are not asked then. */
async function readAny(token: string, secrets: readonly IdentitySecret[], now: number): Promise<JWTPayload> {
  for (const secret of secrets) {
    try {
      return await readSigned(token, secret, now);
    } catch (error) {
      if (error instanceof errors.JWSSignatureVerificationFailed) continue;
      if (error instanceof errors.JWTExpired) throw new ParleyError('token_expired');
      throw invalid(error instanceof errors.JOSEError ? error.code : 'unreadable');
    }
  }
  throw invalid(secrets.length > 0 ? 'signed by nobody we know' : 'the site has no secret');
}

/** Names and addresses that are none are left out: a user is let in also when the site knows no address of theirs. */
function profileOf({ email, name }: JWTPayload): Claims['profile'] {
  const said = { email: profile.shape.email.safeParse(email).data, name: profile.shape.name.safeParse(name).data };
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
}

/**
 * Reads a token: HS256 by one of the site's secrets, whatever its header says about keys; `sub`, `exp` at most 30 days ahead,
 * `nbf` and `aud` when they are there.
 * @throws ParleyError `token_expired`, `token_invalid`; its detail says why, for the log
 */
export async function readToken(
  token: string,
  { id, identitySecrets = [] }: Pick<Site, 'id' | 'identitySecrets'>,
  now: number,
): Promise<Claims> {
  const claims = await readAny(token, identitySecrets, now);
  const { sub, exp, aud } = claims as JWTPayload & { exp: number };
  if (typeof sub !== 'string' || sub === '' || sub.length > MOST_SUB || !sub.isWellFormed()) throw invalid('sub');
  if (aud !== undefined && ![aud].flat().includes(id)) throw invalid('aud');
  const expiresAt = exp * 1_000;
  if (expiresAt <= now) throw new ParleyError('token_expired');
  if (expiresAt > now + MOST_AHEAD_MS) throw invalid('exp is too far ahead');
  return { sub, expiresAt, profile: profileOf(claims) };
}

/**
 * The one visitor and conversation of a site's user, on every device the same: made by the install's secret, so that nobody can
 * guess them and no store has to be asked.
 */
export function createUserIds(secret: string): (siteId: SiteId, sub: string) => Pick<Grant, 'siteId' | 'visitorId' | 'conversationId'> {
  // Ids of sites have no colon, so no two users have the same words.
  const idOf = (kind: string, siteId: SiteId, sub: string) =>
    createHmac('sha256', secret).update(`user-${kind}:${siteId}:${sub}`).digest('hex').slice(0, 32);
  return (siteId, sub) => ({
    siteId,
    visitorId: `${VERIFIED_PREFIX}${idOf('visitor', siteId, sub)}` as VisitorId,
    conversationId: idOf('conversation', siteId, sub) as ConversationId,
  });
}

/** @throws ParleyError `identity_required` when the site wants verified visitors only and this is none */
export function requireIdentity({ settings }: Pick<Site, 'settings'>, visitorId: VisitorId | null): void {
  if (settings.identity === 'required' && !(visitorId && isVerified(visitorId))) throw new ParleyError('identity_required');
}
