import { backoffMs } from '../lib/backoff.ts';
import { type Clock, pause } from '../lib/clock.ts';
import { isCoded } from '../lib/errors.ts';
import { isPassing } from './decide.ts';

const WAIT = { minMs: 200, maxMs: 5_000 };

/** Thrown when a worker lets go of what it holds: its consumer is released and the queue keeps everything. */
export class Released extends Error {
  readonly why: 'away' | 'newer';

  constructor(why: Released['why'], message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'Released';
    this.why = why;
  }
}

interface InPlaceDeps {
  readonly clock: Clock;
  readonly closing: AbortSignal;
  /** How long to go on from the first failure, in milliseconds. */
  patienceMs(): number;
  onFailure(error: unknown): void;
}

/**
 * Repeats work while its errors are passing, 0.2 to 5 s apart. Permanent errors are thrown on at once.
 * @returns a function that throws Released once patience is over or the worker closes
 */
export function createInPlace({ clock, closing, patienceMs, onFailure }: InPlaceDeps) {
  return async <Result>(work: () => Promise<Result>): Promise<Result> => {
    let until: number | undefined;
    for (let attempt = 1; ; attempt++) {
      try {
        return await work();
      } catch (error) {
        if (!isPassing(error)) throw error;
        onFailure(error);
        until ??= clock.now() + patienceMs();
        if (closing.aborted || clock.now() >= until) throw new Released('away', 'what the worker needs is away', error);
        const asked = isCoded(error) ? Math.min(error.retryAfterMs ?? 0, WAIT.maxMs) : 0;
        await pause(clock, Math.max(asked, backoffMs(attempt, WAIT)), closing);
      }
    }
  };
}
export type InPlace = ReturnType<typeof createInPlace>;
