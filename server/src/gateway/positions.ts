import type { Clock } from '../lib/clock.ts';
import type { ConversationKey, ConversationPosition, Store } from '../store/store.ts';

const WINDOW_MS = 1_000;
const MOST = 1_000;

interface Asked {
  readonly key: ConversationKey;
  readonly resolve: (position: ConversationPosition) => void;
  readonly reject: (error: unknown) => void;
}

/** Collects position checks for one second and asks the store once (SPEC G9), however many tabs are open. */
export function createPositions(
  store: Pick<Store, 'conversations'>,
  clock: Clock,
): (key: ConversationKey) => Promise<ConversationPosition> {
  let waiting: Asked[] = [];
  const answer = async (asked: readonly Asked[]) => {
    const unique = new Map(asked.map(({ key }) => [`${key.siteId}:${key.conversationId}`, key]));
    try {
      const found = await store.conversations.positions([...unique.values()]);
      const byName = new Map([...unique.keys()].map((name, index) => [name, found[index]]));
      for (const { key, resolve, reject } of asked) {
        const position = byName.get(`${key.siteId}:${key.conversationId}`);
        if (position) resolve(position);
        else reject(new Error('the store left a position out'));
      }
    } catch (error) {
      for (const { reject } of asked) reject(error);
    }
  };
  const flush = () => {
    const asked = waiting;
    waiting = [];
    for (let from = 0; from < asked.length; from += MOST) void answer(asked.slice(from, from + MOST));
  };
  return (key) =>
    new Promise((resolve, reject) => {
      if (waiting.length === 0) clock.after(WINDOW_MS, flush);
      waiting.push({ key, resolve, reject });
    });
}
