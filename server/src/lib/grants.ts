import { createHmac, timingSafeEqual } from 'node:crypto';
import type { ConversationId, SiteId, VisitorId } from '@parley/shared-types/model.ts';
import { ParleyError } from './errors.ts';
import { randomId } from './ids.ts';

/** What a grant permits: one visitor, one conversation, until a time. */
export interface Grant {
  readonly siteId: SiteId;
  readonly visitorId: VisitorId;
  readonly conversationId: ConversationId;
  readonly expiresAt: number;
}

/** Clocks of gateways may differ by this much. */
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
}

/** Grants are `visitor.conversation.expiry.signature`; the site is signed but not written, it is known from the handshake. */
export function createGrants(secret: string, days: number): Grants {
  const lifetime = days * 86_400_000;
  const signature = ({ siteId, visitorId, conversationId, expiresAt }: Grant) =>
    createHmac('sha256', secret).update(`grant:${siteId}:${visitorId}:${conversationId}:${expiresAt}`).digest('base64url');
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
    requireFresh(grant, now) {
      if (grant.expiresAt + LEEWAY_MS < now) throw new ParleyError('grant_invalid');
    },
  };
}

/** The same visitor and conversation, good for the whole time again. */
export function renewed(grant: Grant, now: number, days: number): Grant {
  return { ...grant, expiresAt: now + days * 86_400_000 };
}
