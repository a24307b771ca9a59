import type { Entry, Side } from '@parley/shared-types/model.ts';
import { MAX_SYNC } from '@parley/shared-types/protocol.ts';
import type { Synced, SyncRequest } from '@parley/shared-types/socket.ts';
import { viewFor } from '../lib/view.ts';
import type { ConversationKey, ConversationPosition, Store } from '../store/store.ts';

/**
 * Whether what was read continues the client's own log without a hole (SPEC G7). Pure.
 * @param more the entries after `last`, up to MAX_SYNC + 1
 */
export function continues({ epoch, last }: SyncRequest, position: ConversationPosition, more: readonly Entry[]): boolean {
  if (epoch !== null && epoch !== position.head.epoch) return false;
  const head = Math.max(position.head.seq, more.at(-1)?.seq ?? 0);
  return last <= head && more.length <= MAX_SYNC;
}

/** Reads what a client is missing. @throws what the store throws: `unavailable` rather than an empty answer */
export async function readSync(store: Store, side: Side, key: ConversationKey, request: SyncRequest): Promise<Synced> {
  const [[position], more] = await Promise.all([store.conversations.positions([key]), store.log.since(key, request.last, MAX_SYNC + 1)]);
  if (!position) throw new Error('the store left a position out');
  const recovered = continues(request, position, more);
  const entries = recovered ? more : [...(await store.log.before(key, Number.MAX_SAFE_INTEGER, MAX_SYNC))].reverse();
  return {
    epoch: position.head.epoch,
    entries: entries.map((entry) => viewFor(side, entry)),
    // The row may be a moment behind the log.
    head: Math.max(position.head.seq, entries.at(-1)?.seq ?? 0),
    recovered,
    registers: position.registers,
  };
}
