import { TIMING } from '@parley/shared-types/protocol.ts';
import type { Timers } from './time.ts';

/** How long each accepted message may take to be stored: 30 s, then twice as long each time, at most 10 min (SPEC W5). */
export function createDeadlines(timers: Timers, onOverdue: (clientMsgId: string) => void) {
  const watched = new Map<string, { times: number; undo: () => void }>();
  const clear = (clientMsgId: string) => {
    watched.get(clientMsgId)?.undo();
    watched.delete(clientMsgId);
  };
  const watch = (clientMsgId: string) => {
    const times = watched.get(clientMsgId)?.times ?? 0;
    clear(clientMsgId);
    const ms = Math.min(TIMING.storedDeadlineMax, TIMING.storedDeadline * 2 ** times);
    watched.set(clientMsgId, { times: times + 1, undo: timers.after(ms, () => onOverdue(clientMsgId)) });
  };
  return {
    clear,
    watch,
    /** Watches those that nobody watches yet. */
    adopt(clientMsgIds: readonly string[]) {
      for (const clientMsgId of clientMsgIds) if (!watched.has(clientMsgId)) watch(clientMsgId);
    },
    clearAll() {
      for (const clientMsgId of [...watched.keys()]) clear(clientMsgId);
    },
  };
}
