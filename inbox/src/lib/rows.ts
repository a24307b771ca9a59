import type { ConversationRow, Register, Registers } from '@parley/shared-types/model.ts';
import type { ChangeCursor } from '@parley/shared-types/socket.ts';

/** Changes of another gateway may become visible later than ours: each question steps back so far (SPEC I1). */
export const OVERLAP_MS = 30_000;

export type Rows = ReadonlyMap<string, ConversationRow>;
export type StatusFilter = 'open' | 'resolved' | 'all';
export interface ListView {
  readonly unreadOnly: boolean;
  /** null: every site. */
  readonly siteId: string | null;
  readonly status: StatusFilter;
}

export function rowKey({ siteId, conversationId }: Pick<ConversationRow, 'siteId' | 'conversationId'>): string {
  return `${siteId}:${conversationId}`;
}

const higher = (a: Register, b: Register): Register => ({ delivered: Math.max(a.delivered, b.delivered), read: Math.max(a.read, b.read) });

/** Registers only grow, whatever order they are told in. */
export function raiseRegisters(known: Registers, more: Partial<Registers>): Registers {
  return {
    visitor: more.visitor ? higher(known.visitor, more.visitor) : known.visitor,
    operators: more.operators ? higher(known.operators, more.operators) : known.operators,
  };
}

/** Rows by conversation; a row that changed later replaces an earlier one, whatever order they come in. */
export function mergeRows(known: Rows, more: readonly ConversationRow[]): Rows {
  const merged = new Map(known);
  for (const row of more) {
    const before = merged.get(rowKey(row));
    if (!before) merged.set(rowKey(row), row);
    else if (before.changedAt <= row.changedAt)
      merged.set(rowKey(row), { ...row, registers: raiseRegisters(row.registers, before.registers) });
  }
  return merged;
}

/** Newest change first. */
export function sortRows(rows: Rows): ConversationRow[] {
  return [...rows.values()].sort((a, b) => b.changedAt - a.changedAt);
}

export function stepBack({ changedAt }: ChangeCursor): ChangeCursor {
  return { changedAt: Math.max(0, changedAt - OVERLAP_MS), id: '' };
}

/** The last word is the visitor's, and no operator has read it. */
export function isUnread({ headSeq, excerptBy, registers }: ConversationRow): boolean {
  return excerptBy === 'visitor' && registers.operators.read < headSeq;
}

/** Says whether a row belongs into a view; the open conversation stays until another one is opened. */
export function isInView(row: ConversationRow, { unreadOnly, siteId, status }: ListView): boolean {
  return (siteId === null || row.siteId === siteId) && (status === 'all' || row.status === status) && (!unreadOnly || isUnread(row));
}
