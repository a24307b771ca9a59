/** How many mails an address was sent: a stranger's address, typed into many chats, must not become a flood. */
import { createHmac } from 'node:crypto';
import type { ConversationId, SiteId } from '@parley/shared-types/model.ts';
import type { Clock } from '../../lib/clock.ts';
import type { ConversationKey, Store } from '../../store/store.ts';

export const MAILS_A_DAY = 3;
const WORKER = 'email.sent';

interface QuotaDeps {
  readonly store: { readonly effects: Pick<Store['effects'], 'of' | 'want'> };
  readonly clock: Clock;
  readonly secret: string;
}

/**
 * The times of the last mails to an address of a site, kept as effect rows: durable numbers that only grow, and that nobody
 * leases, because no worker has their name. A row holds no address, only what its key makes of it. Two mails to one address
 * in the same moment may count as one.
 */
export function createQuota({ store, clock, secret }: QuotaDeps) {
  const keyOf = (siteId: SiteId, address: string): ConversationKey => {
    const word = createHmac('sha256', secret).update(`quota:${address.toLowerCase()}`).digest('hex').slice(0, 32);
    return { siteId, conversationId: `mail-${word}` as ConversationId };
  };
  const read = async (siteId: SiteId, address: string) =>
    (await store.effects.of(keyOf(siteId, address))).filter(({ worker }) => worker === WORKER).sort((a, b) => a.wantedSeq - b.wantedSeq);
  return {
    /** When the last mails went out, at most MAILS_A_DAY of them, oldest first. */
    last: async (siteId: SiteId, address: string): Promise<readonly number[]> => (await read(siteId, address)).map((row) => row.wantedSeq),
    /** Counts a mail of now in the place of the oldest. */
    async count(siteId: SiteId, address: string): Promise<void> {
      const rows = await read(siteId, address);
      const target = rows.length < MAILS_A_DAY ? String(rows.length) : (rows[0]?.target ?? '0');
      const want = { worker: WORKER, target, wantedSeq: clock.now(), dueAt: Number.MAX_SAFE_INTEGER };
      await store.effects.want([{ ...keyOf(siteId, address), ...want }]);
    },
  };
}
export type Quota = ReturnType<typeof createQuota>;
