import type { Clock } from '../../lib/clock.ts';
import type { Journal } from './journal.ts';

/** Timers cannot wait for longer than 24 days; a look once an hour costs nothing. */
const LONGEST_MS = 3_600_000;
const AFTER_FAILURE_MS = 1_000;

/** Brings retries back when they are due: one timer, for the next one. */
export function createLater({ journal, clock }: { readonly journal: Pick<Journal, 'moveDue' | 'nextDue'>; readonly clock: Clock }) {
  let undo = () => {};
  let stopped = false;
  const wait = (ms: number) => {
    undo();
    if (!stopped) undo = clock.after(Math.min(Math.max(ms, 0), LONGEST_MS), move);
  };
  const plan = () => {
    if (stopped) return;
    try {
      const dueAt = journal.nextDue();
      if (dueAt !== null) wait(dueAt - clock.now());
    } catch {
      // Whoever writes tells that the database is away; here it is enough to come back.
      wait(AFTER_FAILURE_MS);
    }
  };
  const move = () => {
    journal.moveDue().then(plan, () => wait(AFTER_FAILURE_MS));
  };
  plan();
  return {
    /** To be called when a retry was written. */
    plan,
    stop() {
      stopped = true;
      undo();
    },
  };
}
