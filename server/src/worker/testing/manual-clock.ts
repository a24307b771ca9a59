import { setImmediate as turn } from 'node:timers/promises';
import type { Clock } from '../../lib/clock.ts';

export interface ManualClock extends Clock {
  /** Lets time pass: calls back what becomes due, in order, and lets promises and I/O settle in between. */
  advance(ms: number): Promise<void>;
}

/** Lets everything that needs no time happen. */
export async function settle(): Promise<void> {
  for (let turns = 0; turns < 10; turns++) await turn();
}

/** Time that a test holds. */
export function createManualClock(start = 1_700_000_000_000): ManualClock {
  let now = start;
  const timers = new Set<{ readonly at: number; readonly call: () => void }>();
  return {
    now: () => now,
    after(ms, call) {
      const timer = { at: now + ms, call };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    async advance(ms) {
      const end = now + ms;
      await settle();
      for (;;) {
        const [next] = [...timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
        if (!next) break;
        timers.delete(next);
        now = Math.max(now, next.at);
        next.call();
        await settle();
      }
      now = end;
    },
  };
}
