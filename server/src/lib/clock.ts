/** Time as a dependency, so that tests hold it. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls back once after `ms`; returns its undo. Does not keep the process alive. */
  after(ms: number, call: () => void): () => void;
}

/** The machine's own clock. */
export function createClock(): Clock {
  return {
    now: () => Date.now(),
    after(ms, call) {
      const timer = setTimeout(call, ms);
      timer.unref();
      return () => clearTimeout(timer);
    },
  };
}

/** Resolves after `ms` milliseconds, or at once when `signal` is or gets aborted; never rejects. */
export function pause(clock: Clock, ms: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const finish = () => {
      undo();
      signal?.removeEventListener('abort', finish);
      resolve();
    };
    const undo = clock.after(ms, finish);
    signal?.addEventListener('abort', finish, { once: true });
  });
}
