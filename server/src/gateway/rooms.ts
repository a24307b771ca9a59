import type { ConversationId, OperatorId, SiteId } from '@parley/shared-types/model.ts';

/** Names of rooms; the only place that makes them (SPEC X1). */
export const ROOMS = {
  /** In /visitor: the sockets of one conversation. */
  conversation: (siteId: SiteId, conversationId: ConversationId) => `c:${siteId}:${conversationId}`,
  /** In /operator: the operators of a site. In /visitor: its visitors. */
  site: (siteId: SiteId) => `s:${siteId}`,
  operator: (operatorId: OperatorId) => `o:${operatorId}`,
  session: (tokenHash: string) => `t:${tokenHash}`,
} as const;
