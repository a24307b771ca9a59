import type { ConversationRow } from '@parley/shared-types/model.ts';
import type { ChangeCursor } from '@parley/shared-types/socket.ts';

/** Changes of another gateway may become visible later than ours: each question steps back so far (SPEC I1). */
export const OVERLAP_MS = 30_000;

/** Rows by conversation; a row that changed later replaces an earlier one, whatever order they come in. */
export function mergeRows(known: ReadonlyMap<string, ConversationRow>, more: readonly ConversationRow[]): Map<string, ConversationRow> {
  const merged = new Map(known);
  for (const row of more) {
    const key = `${row.siteId}:${row.conversationId}`;
    const before = merged.get(key);
    if (!before || before.changedAt <= row.changedAt) merged.set(key, row);
  }
  return merged;
}

/** Newest change first. */
export function sortRows(rows: ReadonlyMap<string, ConversationRow>): ConversationRow[] {
  return [...rows.values()].sort((a, b) => b.changedAt - a.changedAt);
}

export function stepBack({ changedAt }: ChangeCursor): ChangeCursor {
  return { changedAt: Math.max(0, changedAt - OVERLAP_MS), id: '' };
}
