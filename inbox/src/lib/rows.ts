import type { ConversationRow, EntryView, Profile, Register, Registers, VisitorId } from '@parley/shared-types/model.ts';
import type { ChangeCursor, InConversation } from '@parley/shared-types/socket.ts';
import { messageWords } from './files.ts';

/** Changes of another gateway may become visible later than ours: each question steps back so far (SPEC I1). */
export const OVERLAP_MS = 30_000;

export type Rows = ReadonlyMap<string, ConversationRow>;
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

/** What grew last is first. */
export function sortRows(rows: Rows): ConversationRow[] {
  return [...rows.values()].sort((a, b) => b.grownAt - a.grownAt);
}

export function stepBack({ changedAt }: ChangeCursor): ChangeCursor {
  return { changedAt: Math.max(0, changedAt - OVERLAP_MS), id: '' };
}

/** The last word is the visitor's, and no operator has read it. */
export function isUnread({ headSeq, excerptBy, registers }: ConversationRow): boolean {
  return excerptBy === 'visitor' && registers.operators.read < headSeq;
}

/** What the log itself tells of a conversation that is too old for the list; null while nothing is known. */
export function rowOfLog(place: InConversation, entries: readonly EntryView[], registers: Registers): ConversationRow | null {
  const seen = entries.filter((entry) => entry.kind === 'entry');
  const first = seen[0];
  const last = seen.at(-1);
  if (!first || !last) return null;
  const profiles = seen.flatMap(({ body }): Profile[] => {
    if (body.kind !== 'profile') return [];
    const { kind: _kind, ...profile } = body;
    return [profile];
  });
  const said = seen.findLast(({ body }) => body.kind === 'message');
  const status = seen.flatMap(({ body }) => (body.kind === 'status' ? [body.status] : [])).at(-1) ?? 'open';
  return {
    ...place,
    visitorId: (seen.find(({ author }) => author.kind === 'visitor')?.author.id ?? '') as VisitorId,
    headSeq: last.seq,
    status,
    excerpt: said?.body.kind === 'message' ? messageWords(said.body) : '',
    excerptBy: said?.author.kind ?? 'system',
    profile: Object.assign({}, ...profiles) as Profile,
    assignee: null,
    tags: [],
    snoozedUntil: null,
    isSpam: false,
    isBlocked: false,
    createdAt: first.storedAt,
    changedAt: last.storedAt,
    grownAt: last.storedAt,
    registers,
  };
}
