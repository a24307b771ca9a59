import { type ReadonlySignal, signal } from '@preact/signals';

/** Asks before a page is left on which something is not saved. */
export function createLeaving() {
  let held: { readonly path: string; readonly isDirty: () => boolean } | null = null;
  const waiting = signal<(() => void) | null>(null);
  const heldAt = () => (held?.isDirty() ? held.path : null);
  return {
    /** What goes on when the answer is to leave; null: nobody is asked. */
    waiting: waiting as ReadonlySignal<(() => void) | null>,
    /** Path of the page that would lose something; null: none would. */
    heldAt,
    /** A page that can lose something. @returns its undo */
    hold(path: string, isDirty: () => boolean): () => void {
      const page = { path, isDirty };
      held = page;
      return () => {
        if (held === page) held = null;
        waiting.value = null;
      };
    },
    /** Goes, at once or after somebody has said so. */
    go(leave: () => void) {
      if (heldAt() === null) leave();
      else waiting.value = leave;
    },
    answer(isLeave: boolean) {
      const leave = waiting.peek();
      waiting.value = null;
      if (!isLeave) return;
      held = null;
      leave?.();
    },
  };
}
export type Leaving = ReturnType<typeof createLeaving>;
