import { createHmac, timingSafeEqual } from 'node:crypto';
import type { ConversationId, SiteId, VisitorId } from '@parley/shared-types/model.ts';
import { ParleyError } from './errors.ts';

/** What a link in a mail opens: this visitor's conversation, until a time (milliseconds since 1970). */
export interface ConversationLink {
  readonly siteId: SiteId;
  readonly visitorId: VisitorId;
  readonly conversationId: ConversationId;
  readonly expiresAt: number;
}

export interface Links {
  /** The token of `/c/TOKEN`. */
  sign(link: ConversationLink): string;
  /** @throws ParleyError `link_invalid` when it is not ours, `link_expired` */
  read(token: string, now: number): ConversationLink;
}

/** Whoever has such a link may go on with the conversation: it is signed, it ends, and nothing of it is stored. */
export function createLinks(secret: string): Links {
  const wordsOf = ({ siteId, visitorId, conversationId, expiresAt }: ConversationLink) =>
    [siteId, visitorId, conversationId, expiresAt.toString(36)].join('.');
  const signature = (words: string) => createHmac('sha256', secret).update(`link:${words}`).digest('base64url');
  return {
    sign: (link) => `${wordsOf(link)}.${signature(wordsOf(link))}`,
    read(token, now) {
      const [siteId, visitorId, conversationId, expiry, given, ...more] = token.split('.');
      if (!siteId || !visitorId || !conversationId || !expiry || !given || more.length > 0) throw new ParleyError('link_invalid');
      const expected = Buffer.from(signature([siteId, visitorId, conversationId, expiry].join('.')));
      const found = Buffer.from(given);
      if (expected.length !== found.length || !timingSafeEqual(expected, found)) throw new ParleyError('link_invalid');
      const expiresAt = Number.parseInt(expiry, 36);
      if (expiresAt < now) throw new ParleyError('link_expired');
      return { siteId, visitorId, conversationId, expiresAt } as ConversationLink;
    },
  };
}
