import type { Clock } from '../../lib/clock.ts';

/**
 * Lets one suspect be tried at a time in the whole process, so that when it dies the guilty one is known. First come, first
 * served; one that takes longer than `patienceMs` no longer keeps the others waiting.
 */
export function createTurns({ clock, patienceMs }: { readonly clock: Clock; readonly patienceMs: number }) {
  const line: (() => void)[] = [];
  let taken = false;
  const next = () => {
    const call = line.shift();
    taken = call !== undefined;
    call?.();
  };
  const turn = (): (() => void) => {
    let over = false;
    const end = () => {
      if (over) return;
      over = true;
      undo();
      next();
    };
    const undo = clock.after(patienceMs, end);
    return end;
  };
  return {
    /** Resolves when it is the caller's turn, with the call that ends it. */
    async take(): Promise<() => void> {
      if (taken) await new Promise<void>((resolve) => line.push(resolve));
      taken = true;
      return turn();
    },
  };
}
export type Turns = ReturnType<typeof createTurns>;
