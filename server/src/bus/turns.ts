import type { Clock } from '../lib/clock.ts';

interface TurnsDeps {
  readonly clock: Clock;
  /** One that takes longer no longer keeps the others waiting. */
  readonly patienceMs: number;
  /** The very first one waits so long for others to line up, so that there is a choice. */
  readonly settleMs?: number;
}

/**
 * Lets one suspect be tried at a time in the whole process, so that when it dies the guilty one is known. The lightest goes
 * first, among equals the first that came.
 */
export function createTurns({ clock, patienceMs, settleMs = 0 }: TurnsDeps) {
  let settled = settleMs === 0;
  const line: { readonly weight: number; readonly call: () => void }[] = [];
  let taken = false;
  const next = () => {
    const lightest = line.reduce((best, { weight }, index) => (weight < (line[best]?.weight ?? weight) ? index : best), 0);
    const [first] = line.splice(lightest, 1);
    taken = first !== undefined;
    first?.call();
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
    take(weight = 0): Promise<() => void> {
      return new Promise((resolve) => {
        line.push({ weight, call: () => resolve(turn()) });
        if (taken) return;
        taken = true;
        if (settled) next();
        else clock.after(settleMs, next);
        settled = true;
      });
    },
  };
}
export type Turns = ReturnType<typeof createTurns>;
