const MAX_BYTES = 8 * 1024 * 1024;

/** What is not confirmed yet, in messages and bytes; `empty` tells when nothing is left. */
export function createLedger() {
  let messages = 0;
  let bytes = 0;
  let waiting: (() => void)[] = [];
  return {
    fits: (count: number, size: number, max: number) => messages + count <= max && (bytes === 0 || bytes + size <= MAX_BYTES),
    add(size: number) {
      messages += 1;
      bytes += size;
    },
    remove(size: number) {
      messages -= 1;
      bytes -= size;
      if (messages > 0) return;
      const calls = waiting;
      waiting = [];
      for (const call of calls) call();
    },
    empty: (): Promise<void> => (messages === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
  };
}
export type Ledger = ReturnType<typeof createLedger>;
