import type { Bus } from '../bus/bus.ts';
import type { Clock } from '../lib/clock.ts';
import type { Store } from '../store/store.ts';

export interface Readiness {
  readonly ready: boolean;
  readonly bus: string;
  readonly store: string;
  readonly draining: boolean;
}

const KEPT_MS = 1_000;
const STORE_TIMEOUT_MS = 2_000;

/**
 * Tells whether this process can do its work. The fanout is not part of it: without Redis messages go on, and taking every
 * gateway out of the balancer would turn a missing typing sign into an outage.
 * @returns a function that answers from the last second, so that probes cannot load the store
 */
export function createReadiness(deps: { bus: Bus; store: Store; clock: Clock; isDraining: () => boolean }): () => Promise<Readiness> {
  let asked: { at: number; answer: Promise<string> } | undefined;
  const askStore = (): Promise<string> => {
    const late = new Promise<string>((resolve) => void deps.clock.after(STORE_TIMEOUT_MS, () => resolve('down')));
    return Promise.race([
      late,
      deps.store.meta
        .ping()
        .then(() => 'up')
        .catch(() => 'down'),
    ]);
  };
  return async () => {
    const now = deps.clock.now();
    if (!asked || now - asked.at > KEPT_MS) asked = { at: now, answer: askStore() };
    const store = await asked.answer;
    const bus = deps.bus.health();
    const draining = deps.isDraining();
    return { ready: store === 'up' && bus === 'up' && !draining, bus, store, draining };
  };
}
