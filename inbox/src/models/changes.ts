import type { ConversationRow, SiteId } from '@parley/shared-types/model.ts';
import type { ChangeCursor, Changes } from '@parley/shared-types/socket.ts';
import type { Reply, Transport } from '@parley/widget/core/transport.ts';
import { stepBack } from '../lib/rows.ts';

interface ChangesDeps {
  readonly transport: Transport;
  readonly take: (siteId: SiteId, rows: readonly ConversationRow[]) => void;
}

/**
 * Asks what changed on each site, with an overlap; one site after the other, since a gateway answers only so many questions of a
 * socket at once.
 */
export function createChanges({ transport, take }: ChangesDeps): (sites: readonly SiteId[]) => Promise<void> {
  const cursors = new Map<SiteId, ChangeCursor>();
  const ask = async (siteId: SiteId, from: ChangeCursor | null): Promise<void> => {
    const reply = (await transport.request('changes', { siteId, cursor: from })) as Reply & Partial<Changes>;
    if (!reply.ok || !reply.rows || !reply.cursor) return;
    const cursor = cursors.get(siteId);
    cursors.set(siteId, reply.cursor.changedAt > (cursor?.changedAt ?? 0) ? reply.cursor : (cursor ?? reply.cursor));
    take(siteId, reply.rows);
    // More has changed than fits into an answer: read on from there, without the overlap, so that each answer is a step ahead.
    if (from !== null && reply.more) await ask(siteId, reply.cursor);
  };
  return async (sites) => {
    for (const siteId of sites) {
      const cursor = cursors.get(siteId);
      await ask(siteId, cursor ? stepBack(cursor) : null);
    }
  };
}
