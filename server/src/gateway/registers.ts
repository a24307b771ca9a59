import type { Register, Side } from '@parley/shared-types/model.ts';
import type { Clock } from '../lib/clock.ts';
import type { Logger } from '../lib/logger.ts';
import type { ConversationKey, RegisterRaise, Store } from '../store/store.ts';

const EVERY_MS = 1_000;
const RETRY_MS = 5_000;
const MOST = 10_000;

interface RegistersDeps {
  readonly store: Pick<Store, 'conversations'>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Tells the other side; called once a write. */
  readonly tell: (raise: RegisterRaise) => void;
}

export interface RegisterWriter {
  raise(key: ConversationKey, side: Side, register: Register): void;
  /** Writes what is waiting. */
  flush(): Promise<void>;
}

const highest = (a: Register, b: Register): Register => ({
  delivered: Math.max(a.delivered, b.delivered, b.read),
  read: Math.max(a.read, b.read),
});

/** Coalesces how far each side has come to one write a second for each conversation; keeps them while the store is away (SPEC G12). */
export function createRegisterWriter({ store, clock, logger, tell }: RegistersDeps): RegisterWriter {
  let waiting = new Map<string, RegisterRaise>();
  let isScheduled = false;
  const keep = (raise: RegisterRaise) => {
    const name = `${raise.side}:${raise.siteId}:${raise.conversationId}`;
    const register = highest(waiting.get(name)?.register ?? { delivered: 0, read: 0 }, raise.register);
    if (waiting.size < MOST || waiting.has(name)) waiting.set(name, { ...raise, register });
  };
  const schedule = (ms: number) => {
    if (isScheduled) return;
    isScheduled = true;
    clock.after(ms, () => {
      isScheduled = false;
      void flush();
    });
  };
  const flush = async () => {
    if (waiting.size === 0) return;
    const raises = [...waiting.values()];
    waiting = new Map();
    try {
      await store.conversations.raise(raises);
      for (const raise of raises) tell(raise);
    } catch (error) {
      logger.warn({ err: error, count: raises.length }, 'registers wait for the store');
      for (const raise of raises) keep(raise);
      schedule(RETRY_MS);
    }
  };
  return {
    raise(key, side, register) {
      keep({ siteId: key.siteId, conversationId: key.conversationId, side, register });
      schedule(EVERY_MS);
    },
    flush,
  };
}
