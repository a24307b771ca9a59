import type { Side } from '@parley/shared-types/model.ts';
import { MAX_HISTORY } from '@parley/shared-types/protocol.ts';
import type { History, HistoryRequest } from '@parley/shared-types/socket.ts';
import { viewFor } from '../lib/view.ts';
import type { ConversationKey, Store } from '../store/store.ts';

/** Reads the page of a log that ends before an entry (SPEC G7). @throws what the store throws: `unavailable` rather than an empty page */
export async function readHistory(store: Store, side: Side, key: ConversationKey, { before }: HistoryRequest): Promise<History> {
  const [[head], newestFirst] = await Promise.all([store.log.heads([key]), store.log.before(key, before, MAX_HISTORY)]);
  if (!head) throw new Error('the store left a head out');
  const entries = [...newestFirst].reverse().map((entry) => viewFor(side, entry));
  // The log is dense from 1.
  return { epoch: head.epoch, entries, more: (entries[0]?.seq ?? 1) > 1 };
}
