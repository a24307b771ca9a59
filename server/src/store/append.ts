import type { ConversationStore, LogStore, Store } from './store.ts';

/** `append` of a store that has no cheap transaction over both: the rows are a projection and may be a moment behind. */
export function appendInTwo({ insert, project }: Pick<LogStore, 'insert'> & Pick<ConversationStore, 'project'>): Store['append'] {
  return async (entries, projections) => {
    const inserted = await insert(entries);
    return { inserted, rows: inserted === entries.length ? await project(projections) : null };
  };
}
