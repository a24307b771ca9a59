import type { ConversationId, SiteId, VisitorId } from '@parley/shared-types/model.ts';
import { createSigner } from './signed.ts';

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
  const signer = createSigner(secret, 'link');
  return {
    sign: ({ siteId, visitorId, conversationId, expiresAt }) => signer.sign([siteId, visitorId, conversationId], expiresAt),
    read(token, now) {
      const { words, expiresAt } = signer.read(token, 3, now);
      const [siteId, visitorId, conversationId] = words;
      return { siteId, visitorId, conversationId, expiresAt } as ConversationLink;
    },
  };
}
