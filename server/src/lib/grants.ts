import { createHmac, timingSafeEqual } from 'node:crypto';
import { type ConversationId, isVerified, type SiteId, type VisitorId } from '@parley/shared-types/model.ts';
import { ParleyError } from './errors.ts';
import { randomId } from './ids.ts';

/** What a grant permits: one visitor, one conversation, until a time. */
export interface Grant {
  readonly siteId: SiteId;
  readonly visitorId: VisitorId;
  readonly conversationId: ConversationId;
  readonly expiresAt: number;
}

/** Clocks of gateways may differ by this much. A verified visitor has no such grace: their token has ended. */
const LEEWAY_MS = 60_000;

export interface Grants {
  /** A new visitor with a new conversation; nothing is stored. */
  create(siteId: SiteId, now: number): Grant;
  /** For a conversation that there is, as a signed link of a mail names it. */
  mint(names: Omit<Grant, 'expiresAt'>, now: number): Grant;
  sign(grant: Grant): string;
  /** Reads a grant of this site, expired or not. @throws ParleyError `grant_invalid` when it is not ours */
  read(siteId: SiteId, token: string): Grant;
  /** Throws `grant_invalid` when it has expired. */
  requireFresh(grant: Grant, now: number): void;
  /**
   * The same visitor and conversation, good for the whole time again, also when it has ended. That of a verified visitor stays as
   * it is: only a token gives more. @throws ParleyError `grant_invalid` when one of those has ended
   */
  renew(grant: Grant, now: number): Grant;
}

/** Grants are `visitor.conversation.expiry.signature`; the site is signed but not written, it is known from the handshake. */
export function createGrants(secret: string, days: number): Grants {
  const lifetime = days * 86_400_000;
  const signature = ({ siteId, visitorId, conversationId, expiresAt }: Grant) =>
    createHmac('sha256', secret).update(`grant:${siteId}:${visitorId}:${conversationId}:${expiresAt}`).digest('base64url');
  const requireFresh = ({ visitorId, expiresAt }: Grant, now: number) => {
    if (expiresAt + (isVerified(visitorId) ? 0 : LEEWAY_MS) <= now) throw new ParleyError('grant_invalid');
  };
  return {
    create: (siteId, now) => ({
      siteId,
      visitorId: randomId() as VisitorId,
      conversationId: randomId() as ConversationId,
      expiresAt: now + lifetime,
    }),
    mint: ({ siteId, visitorId, conversationId }, now) => ({ siteId, visitorId, conversationId, expiresAt: now + lifetime }),
    sign: (grant) => `${grant.visitorId}.${grant.conversationId}.${grant.expiresAt.toString(36)}.${signature(grant)}`,
    read(siteId, token) {
      const [visitorId, conversationId, expiry, given, ...more] = token.split('.');
      if (!visitorId || !conversationId || !expiry || !given || more.length > 0) throw new ParleyError('grant_invalid');
      const grant: Grant = {
        siteId,
        visitorId: visitorId as VisitorId,
        conversationId: conversationId as ConversationId,
        expiresAt: Number.parseInt(expiry, 36),
      };
      const expected = Buffer.from(signature(grant));
      const found = Buffer.from(given);
      if (expected.length !== found.length || !timingSafeEqual(expected, found)) throw new ParleyError('grant_invalid');
      return grant;
    },
    requireFresh,
    renew(grant, now) {
      if (!isVerified(grant.visitorId)) return { ...grant, expiresAt: now + lifetime };
      requireFresh(grant, now);
      return grant;
    },
  };
}
