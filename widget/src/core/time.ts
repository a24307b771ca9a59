/** Time and chance as dependencies, so that tests hold them. */
export interface Timers {
  now(): number;
  /** Calls back once after `ms`; returns its undo. */
  after(ms: number, call: () => void): () => void;
  /** 0 <= n < 1 */
  random(): number;
}

export function systemTimers(): Timers {
  return {
    now: () => Date.now(),
    after(ms, call) {
      const timer = setTimeout(call, ms);
      return () => clearTimeout(timer);
    },
    random: () => Math.random(),
  };
}

/** 128 random bits as hex: the id of a message, made once when its author presses send. */
export function newId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Waiting time before attempt 1, 2, 3 ...: doubles, with full jitter. Milliseconds. */
export function jittered(attempt: number, minMs: number, maxMs: number, random: () => number): number {
  return Math.round(minMs / 2 + random() * (Math.min(maxMs, minMs * 2 ** (attempt - 1)) - minMs / 2));
}
