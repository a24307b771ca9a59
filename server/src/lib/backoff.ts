interface BackoffOptions {
  readonly minMs: number;
  readonly maxMs: number;
  /** Returns 0 <= n < 1; Math.random unless a test holds it. */
  readonly random?: () => number;
}

/**
 * Waiting time before attempt `attempt` (1, 2, 3 ...): doubles from `minMs` to `maxMs`, with full jitter in its upper half.
 * @returns milliseconds
 */
export function backoffMs(attempt: number, { minMs, maxMs, random = Math.random }: BackoffOptions): number {
  const ceiling = Math.min(maxMs, minMs * 2 ** Math.min(attempt - 1, 30));
  return Math.round(ceiling / 2 + (random() * ceiling) / 2);
}
