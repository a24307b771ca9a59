import type { ConversationKey, Head, LogStore } from '../../store/store.ts';
import { conversationOf } from './plan.ts';

/**
 * Heads of conversations as this consumer knows them. A guess to save a read: that an entry is the next one is decided by
 * the store's unique index alone.
 */
export function createHeads(log: Pick<LogStore, 'heads'>, limit = 10_000) {
  const known = new Map<string, Head>();
  const set = (key: ConversationKey, head: Head) => {
    const name = conversationOf(key);
    known.delete(name);
    // A conversation that does not exist yet may be begun by another copy at any moment; it is not worth remembering.
    if (head.seq > 0) known.set(name, head);
    if (known.size > limit) known.delete(known.keys().next().value ?? name);
  };
  const read = async (keys: readonly ConversationKey[]): Promise<Map<string, Head>> => {
    const unique = [...new Map(keys.map((key) => [conversationOf(key), key])).values()];
    const heads = unique.length > 0 ? await log.heads(unique) : [];
    return new Map(unique.map((key, index) => [conversationOf(key), heads[index] ?? { seq: 0, epoch: '' }]));
  };
  return {
    /** Heads of these conversations; only those that are not known are read, all at once. */
    async get(keys: readonly ConversationKey[]): Promise<(key: ConversationKey) => Head> {
      const fresh = await read(keys.filter((key) => !known.has(conversationOf(key))));
      const here = new Map(fresh);
      for (const key of keys) {
        const name = conversationOf(key);
        const head = known.get(name);
        if (head) here.set(name, head);
      }
      for (const key of keys) set(key, here.get(conversationOf(key)) ?? { seq: 0, epoch: '' });
      return (key) => here.get(conversationOf(key)) ?? { seq: 0, epoch: '' };
    },
    set,
    forget(keys: readonly ConversationKey[]): void {
      for (const key of keys) known.delete(conversationOf(key));
    },
    drop: () => known.clear(),
  };
}
export type Heads = ReturnType<typeof createHeads>;
