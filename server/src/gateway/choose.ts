/** Who is given a conversation that is nobody's. Pure. */
import { crc32 } from 'node:zlib';
import type { EntriesFrame } from '@parley/shared-types/events.ts';
import type { ConversationId, Operator, OperatorId } from '@parley/shared-types/model.ts';

/** The seq of the visitor's message for which somebody should be found; null when the conversation has somebody, or should have nobody. */
export function waitingSince({ entries, row }: Pick<EntriesFrame, 'entries' | 'row'>): number | null {
  if (row.assignee || row.isSpam || row.isBlocked || row.status !== 'open') return null;
  const asked = entries.findLast(({ body, author }) => body.kind === 'message' && author.kind === 'visitor');
  // Who gives a conversation back, or resolves it, knew what was said before.
  const isSettled = entries.some(({ seq, body }) => seq > (asked?.seq ?? 0) && body.kind === 'assign');
  return asked && !isSettled ? asked.seq : null;
}

/**
 * Of those who are here the one with the fewest open conversations; of several the conversation's id says which, so that every
 * gateway chooses the same one and all of them get their share.
 */
export function chooseOperator(
  present: readonly Operator[],
  loads: ReadonlyMap<OperatorId, number>,
  conversationId: ConversationId,
): Operator | null {
  const loadOf = ({ id }: Operator) => loads.get(id) ?? 0;
  const fewest = Math.min(...present.map(loadOf));
  const equal = present.filter((operator) => loadOf(operator) === fewest).sort((a, b) => (a.id < b.id ? -1 : 1));
  return equal[crc32(conversationId) % equal.length] ?? null;
}
