import type { Store } from './store.ts';

/** `append` of a store that has no cheap transaction over both: the rows are a projection and may be a moment behind. */
export function appendInTwo({ log, conversations }: Pick<Store, 'log' | 'conversations'>): Store['append'] {
  return async (entries, projections) => {
    const inserted = await log.insert(entries);
    return { inserted, rows: inserted === entries.length ? await conversations.project(projections) : null };
  };
}
