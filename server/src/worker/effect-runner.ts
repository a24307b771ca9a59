import { pause } from '../lib/clock.ts';
import { randomId } from '../lib/ids.ts';
import { type EffectDefinition, type EffectDeps, LEASE_MS } from './effect.ts';
import { workOff } from './effect-row.ts';

/** Conversations worked on at once by one copy of a worker, unless it says otherwise. */
const AT_ONCE = 8;
const SOONEST_MS = 100;
const LATEST_MS = 60_000;
const STORE_AWAY_MS = 2_000;
const CLOSE_MS = 20_000;

export interface EffectRunner {
  /** Something may be due. */
  wake(): void;
  state(): 'running' | 'waiting';
  /** Finishes the steps in hand (at most 20 s) and gives their rows back. */
  close(): Promise<void>;
}

/** Leases rows that are due and works them off: woken by `wake`, by its timer when the next one is due, or by an end of work. */
export function createEffectRunner<Action, Facts>(definition: EffectDefinition<Action, Facts>, deps: EffectDeps): EffectRunner {
  const { store, clock, logger } = deps;
  const { worker } = definition;
  const owner = randomId();
  const closing = new AbortController();
  const inHand = new Set<Promise<void>>();
  let undoTimer = () => {};
  let filling = false;
  let asked = false;
  let away = false;

  const fill = async () => {
    for (;;) {
      const limit = (definition.atOnce ?? AT_ONCE) - inHand.size;
      if (limit <= 0 || closing.signal.aborted) return;
      const rows = await store.effects.lease({ worker, owner, now: clock.now(), ttlMs: LEASE_MS, limit });
      for (const row of rows) {
        const work = workOff(row, definition, deps, closing.signal).finally(() => {
          inHand.delete(work);
          wake();
        });
        inHand.add(work);
      }
      if (rows.length < limit) return;
    }
  };
  const nextWaitMs = async () => {
    const dueAt = (await store.effects.nextDueAt(worker)) ?? Number.POSITIVE_INFINITY;
    return Math.min(LATEST_MS, Math.max(SOONEST_MS, dueAt - clock.now()));
  };
  const fillAndPlan = async (): Promise<number> => {
    try {
      let waitMs: number;
      do {
        asked = false;
        await fill();
        waitMs = await nextWaitMs();
      } while (asked);
      away = false;
      return waitMs;
    } catch (error) {
      logger.warn({ err: error }, 'effects cannot be leased now');
      away = true;
      return STORE_AWAY_MS;
    }
  };
  const run = async () => {
    filling = true;
    undoTimer();
    const waitMs = await fillAndPlan();
    filling = false;
    if (!closing.signal.aborted) undoTimer = clock.after(waitMs, wake);
  };
  const wake = () => {
    asked = true;
    if (!filling && !closing.signal.aborted) void run();
  };
  const finish = async () => {
    closing.abort();
    undoTimer();
    await Promise.race([Promise.all(inHand), pause(clock, CLOSE_MS)]);
  };
  let closed: Promise<void> | undefined;
  return { wake, state: () => (away ? 'waiting' : 'running'), close: () => (closed ??= finish()) };
}
