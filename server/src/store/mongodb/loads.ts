import type { OperatorId, SiteId } from '@parley/shared-types/model.ts';
import { ask, type Collection } from './client.ts';
import type { ConversationDocument } from './documents.ts';
import { isSnoozed } from './views.ts';

/** By the server's clock. */
const NOW = { $toLong: '$$NOW' };

/** How many conversations each operator of a site has to answer. By the index of what is assigned and open. */
export async function readLoads(conversations: Collection<ConversationDocument>, siteId: SiteId): Promise<ReadonlyMap<OperatorId, number>> {
  const assigned = { site: siteId as string, 'status.value': 'open', 'assignee.value.id': { $exists: true } };
  const counted = conversations.aggregate<{ _id: OperatorId; open: number }>([
    { $match: { ...assigned, 'isSpam.value': { $ne: true }, $expr: { $not: [isSnoozed(NOW)] } } },
    { $group: { _id: '$assignee.value.id', open: { $sum: 1 } } },
  ]);
  return new Map((await ask(counted.toArray())).map(({ _id, open }) => [_id, open]));
}
