import { pause } from '../lib/clock.ts';
import type { EffectPatch, EffectRow } from '../store/store.ts';
import { type EffectDeps, LEASE_MS } from './effect.ts';
import { createInPlace } from './in-place.ts';

/** Thrown when another copy holds the row now: nothing more may be written for it here. */
export class LeaseLost extends Error {}

/**
 * A leased row as this worker last wrote it. Each write extends the lease.
 * @returns `write` throws LeaseLost, or Released when the store stays away longer than the lease
 */
export function createHold(leased: EffectRow, { store, clock, logger }: EffectDeps, closing: AbortSignal) {
  let row = leased;
  // Given up with the lease: whoever leases the row next finds `inFlight` on it and looks up.
  const inPlace = createInPlace({
    clock,
    closing,
    patienceMs: () => LEASE_MS,
    onFailure: (error) => logger.warn({ err: error }, 'effect row cannot be written'),
  });
  const extend = (patch: EffectPatch) => store.effects.update(row, patch, clock.now() + LEASE_MS);
  return {
    row: () => row,
    async write(patch: EffectPatch): Promise<void> {
      if (!(await inPlace(() => extend(patch)))) throw new LeaseLost();
      const { release: _release, ...fields } = patch;
      row = { ...row, ...fields };
    },
    /** Keeps the lease while something outside takes its time. */
    async during<Result>(work: () => Promise<Result>): Promise<Result> {
      const over = new AbortController();
      const beat = async () => {
        for (;;) {
          await pause(clock, LEASE_MS / 3, over.signal);
          if (over.signal.aborted) return;
          await extend({}).catch(() => false);
        }
      };
      void beat();
      try {
        return await work();
      } finally {
        over.abort();
      }
    },
  };
}
export type Hold = ReturnType<typeof createHold>;
