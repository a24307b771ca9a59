/** What a batch of submitted messages means for the log. Pure: nothing is read or written here. */
import type { EntriesFrame, FailedFrame, MessageStored, MessageSubmitted } from '@parley/shared-types/events.ts';
import type { ConversationRow, Entry, EntryId, Profile } from '@parley/shared-types/model.ts';
import { bodyHash } from '../../lib/body-hash.ts';
import { excerptOf, statusBy } from '../../lib/said.ts';
import { audienceOf } from '../../lib/view.ts';
import type { ConversationKey, Head, MessageIdentity, NewEntry, Projection } from '../../store/store.ts';
import type { Handed } from '../../worker/worker.ts';
import { judge, looksBack, type Refusal } from './judge.ts';

export type Submitted = Handed<MessageSubmitted>;

/** A submitted message and the entry it has become, now or earlier. */
export interface Stored {
  readonly submitted: Submitted;
  readonly entry: Entry;
  readonly repeat: boolean;
}

export function conversationOf({ siteId, conversationId }: ConversationKey): string {
  return `${siteId}:${conversationId}`;
}

export function identityOf({ item }: Submitted): MessageIdentity {
  const { siteId, conversationId, author, clientMsgId } = item;
  return { siteId, conversationId, sender: `${author.kind}:${author.id}`, clientMsgId };
}

/** Why a message is not stored; its sender is told. */
export function failedFrame({ item }: Submitted, code: FailedFrame['code']): FailedFrame {
  const { siteId, conversationId, clientMsgId, author } = item;
  return { type: 'failed', siteId, conversationId, clientMsgId, author, code };
}

export interface Refused {
  readonly submitted: Submitted;
  readonly code: Refusal;
}

/** What planning needs to know: the heads, and of few messages a part of the log. */
export interface Known {
  readonly headOf: (key: ConversationKey) => Head;
  readonly read: ReadonlyMap<Submitted, readonly Entry[]>;
}

/** The head behind an entry: also a block counts for what follows it. */
function headBehind(head: Head, { seq, body }: Entry): Head {
  if (body.kind !== 'block') return { ...head, seq };
  return { seq, epoch: head.epoch, ...(body.on && { isBlocked: true }) };
}

/**
 * Numbers messages behind the heads of their conversations, in order. Those that may not be stored are left out.
 * @returns the entries and, in the same order, the messages they come from and the heads behind them
 */
export function planEntries(
  batch: readonly Submitted[],
  { headOf, read }: Known,
  make: { readonly newId: () => string; readonly now: number },
): {
  readonly entries: readonly NewEntry[];
  readonly planned: readonly Submitted[];
  readonly heads: readonly Head[];
  readonly refused: readonly Refused[];
} {
  const next = new Map<string, Head>();
  const entries: NewEntry[] = [];
  const planned: Submitted[] = [];
  const heads: Head[] = [];
  const refused: Refused[] = [];
  for (const submitted of batch) {
    const { siteId, conversationId, clientMsgId, author, body, at } = submitted.item;
    const key = conversationOf(submitted.item);
    const head = next.get(key) ?? headOf(submitted.item);
    const inBatch = () => entries.filter((entry) => conversationOf(entry) === key);
    const before = looksBack(submitted.item) ? [...(read.get(submitted) ?? []), ...inBatch()] : [];
    const code = judge(submitted.item, head, before);
    if (code) {
      refused.push({ submitted, code });
      continue;
    }
    const entry: NewEntry = {
      id: make.newId() as EntryId,
      ...{ siteId, conversationId, seq: head.seq + 1, clientMsgId, author, body },
      audience: audienceOf(body),
      acceptedAt: at,
      storedAt: make.now,
      hash: bodyHash(body),
    };
    const behind = headBehind(head, entry);
    next.set(key, behind);
    heads.push(behind);
    planned.push(submitted);
    entries.push(entry);
  }
  return { entries, planned, heads, refused };
}

/** Entries of one conversation, ascending, each once. */
export interface ConversationBatch extends ConversationKey {
  readonly entries: readonly Entry[];
  /** The delivery of its first message, for the trace. */
  readonly cause: Submitted;
}

export function groupByConversation(stored: readonly Stored[]): readonly ConversationBatch[] {
  const groups = new Map<string, { cause: Submitted; bySeq: Map<number, Entry> }>();
  for (const { submitted, entry } of stored) {
    const key = conversationOf(entry);
    const group = groups.get(key) ?? { cause: submitted, bySeq: new Map() };
    group.bySeq.set(entry.seq, entry);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ cause, bySeq }) => {
    const { siteId, conversationId } = cause.item;
    return { siteId, conversationId, cause, entries: [...bySeq.values()].sort((a, b) => a.seq - b.seq) };
  });
}

/** An erasure forgets every field: nothing that was said before it comes back, however late it is told. */
const FORGOTTEN: { readonly [Field in keyof Profile]-?: null } = { email: null, name: null, data: null };

/** For each field of the profile what the last entry says of it. */
function profileOf(entries: readonly Entry[]): NonNullable<Projection['profile']> {
  const said = entries.flatMap(({ body, seq }) => {
    if (body.kind !== 'profile' && body.kind !== 'erase') return [];
    const { kind, ...fields } = body;
    return Object.entries(kind === 'erase' ? FORGOTTEN : fields).map(([field, value]) => [field, { value, seq }] as const);
  });
  return Object.fromEntries(said);
}

/** The last message that both sides see; none after an erasure is an empty one. */
function excerptIn(entries: readonly Entry[]): Projection['excerpt'] {
  const last = entries.findLast(({ body, audience }) => body.kind === 'erase' || (body.kind === 'message' && audience === 'all'));
  if (last?.body.kind === 'message') return { text: excerptOf(last.body), by: last.author.kind, seq: last.seq };
  return last && { text: '', by: 'visitor', seq: last.seq };
}

/** The last of each thing that operators decide. */
function decidedIn(entries: readonly Entry[]): Pick<Projection, 'assignee' | 'tags' | 'snoozedUntil' | 'isSpam' | 'isBlocked'> {
  const decisions = entries.map(({ body, seq }) => {
    if (body.kind === 'assign') return { assignee: { seq, value: body.operatorId && { id: body.operatorId, name: body.name ?? '' } } };
    if (body.kind === 'tags') return { tags: { seq, value: body.tags } };
    if (body.kind === 'snooze') return { snoozedUntil: { seq, value: body.until } };
    if (body.kind === 'spam') return { isSpam: { seq, value: body.on } };
    if (body.kind === 'block') return { isBlocked: { seq, value: body.on } };
    return {};
  });
  return Object.assign({}, ...decisions);
}

/** What new entries mean for the conversation's row: head, last status, last message that both sides see, profile. */
export function projectionOf({ siteId, conversationId, entries }: ConversationBatch): Projection {
  const first = entries.find(({ seq }) => seq === 1);
  const decider = entries.findLast((entry) => statusBy(entry) !== null);
  const status = decider ? statusBy(decider) : null;
  const excerpt = excerptIn(entries);
  const profile = profileOf(entries);
  return {
    siteId,
    conversationId,
    headSeq: entries.at(-1)?.seq ?? 0,
    grownAt: entries.at(-1)?.storedAt ?? 0,
    ...(first && { createdAt: first.storedAt }),
    ...(first?.author.kind === 'visitor' && { visitorId: first.author.id as ConversationRow['visitorId'] }),
    ...(decider && status && { status: { value: status, seq: decider.seq } }),
    ...decidedIn(entries),
    ...(excerpt && { excerpt }),
    ...(Object.keys(profile).length > 0 && { profile }),
  };
}

function erasedOf(entry: Entry): Entry {
  const { name: _name, client: _client, ...author } = entry.author;
  return { ...entry, author, body: { kind: 'erased' } };
}

/** Entries as they are told: what one of them erases of the others is told to nobody any more. */
export function withoutErased({ entries, ...batch }: ConversationBatch): ConversationBatch {
  const before = entries.findLast(({ body }) => body.kind === 'erase')?.seq ?? 0;
  const told = entries.map((entry) => (entry.seq >= before || entry.body.kind === 'erase' ? entry : erasedOf(entry)));
  return { ...batch, entries: told };
}

/** Entries as they are told: those that others of them changed as they are now, and no word of what was taken back. */
export function withAmended({ entries, ...batch }: ConversationBatch, now: ReadonlyMap<number, Entry> = new Map()): ConversationBatch {
  const isTakenBack = ({ body }: Entry) => body.kind === 'edit' && now.get(body.of)?.body.kind === 'erased';
  const told = entries.map((entry) => now.get(entry.seq) ?? (isTakenBack(entry) ? erasedOf(entry) : entry));
  return { ...batch, entries: told };
}

export function entriesFrame(batch: ConversationBatch, epoch: string, row: ConversationRow): EntriesFrame {
  const { siteId, conversationId, entries } = batch;
  return { type: 'entries', siteId, conversationId, epoch, entries, row };
}

export function storedEvent(batch: ConversationBatch, epoch: string, make: { readonly id: string; readonly now: number }): MessageStored {
  const { siteId, conversationId, entries } = batch;
  return { type: 'message.stored', v: 1, id: make.id, at: make.now, siteId, conversationId, epoch, seq: entries.at(-1)?.seq ?? 0, entries };
}
