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

/** What a row is now that another telling of it came; the one of before when that says nothing new. */
function newer(before: ConversationRow, row: ConversationRow): ConversationRow {
  if (before.changedAt > row.changedAt) return before;
  const merged = { ...row, registers: raiseRegisters(row.registers, before.registers) };
  return before.changedAt === row.changedAt && JSON.stringify(before) === JSON.stringify(merged) ? before : merged;
}

/**
 * Rows by conversation; a row that changed later replaces an earlier one, whatever order they come in.
 * @returns `known` itself when nothing is new
 */
export function mergeRows(known: Rows, more: readonly ConversationRow[]): Rows {
  const news = more.flatMap((row) => {
    const before = known.get(rowKey(row));
    const after = before ? newer(before, row) : row;
    return after === before ? [] : [after];
  });
  if (news.length === 0) return known;
  const merged = new Map(known);
  for (const row of news) {
    const before = merged.get(rowKey(row));
    merged.set(rowKey(row), before ? newer(before, row) : row);
  }
  return merged;
}

/** What grew last is first; of the same moment the higher id, as the server's pages. */
export function sortRows(rows: Rows): ConversationRow[] {
  return [...rows.values()].sort((a, b) => b.grownAt - a.grownAt || (a.conversationId < b.conversationId ? 1 : -1));
}

/** So many rows of those in sight are looked at for one that has stayed where it was. */
const IN_SIGHT = 20;

/** By how many places what is in sight, from row `first` on, moves when `before` becomes `after`; what grew meanwhile moves by itself. */
export function shiftOf(before: readonly ConversationRow[], after: readonly ConversationRow[], first: number): number {
  for (let index = first; index < Math.min(before.length, first + IN_SIGHT); index += 1) {
    const row = before[index] as ConversationRow;
    const now = after.findIndex((one) => one.conversationId === row.conversationId && one.siteId === row.siteId);
    if (now !== -1 && after[now]?.grownAt === row.grownAt) return now - index;
  }
  return 0;
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
