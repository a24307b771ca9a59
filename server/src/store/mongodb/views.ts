import type { OperatorId, SiteId } from '@parley/shared-types/model.ts';
import type { Counts, ViewQuery } from '@parley/shared-types/socket.ts';
import { type ConversationStore, MAX_COUNTED, type PageRequest } from '../store.ts';
import { ask, type Collection, type Document } from './client.ts';
import type { ConversationDocument } from './documents.ts';

/** Out of sight at this moment: a status that came later woke it. */
const isSnoozed = (now: number) => ({
  $and: [{ 'snoozedUntil.value': { $gt: now } }, { $expr: { $gt: ['$snoozedUntil.seq', '$status.seq'] } }],
});

const assigned: Readonly<Record<string, object>> = { any: {}, nobody: { 'assignee.value.id': { $exists: false } } };

function conditionsOf({ status, assignee, snoozed, spam, tag, unread }: ViewQuery, now: number): Document[] {
  return [
    spam ? { 'isSpam.value': true } : { 'isSpam.value': { $ne: true } },
    assigned[assignee] ?? { 'assignee.value.id': assignee },
    ...(status === 'any' ? [] : [{ 'status.value': status }]),
    ...(snoozed === null ? [] : [snoozed ? isSnoozed(now) : { $nor: [isSnoozed(now)] }]),
    ...(unread ? [{ 'excerpt.by': 'visitor', $expr: { $lt: ['$operatorsRead', '$headSeq'] } }] : []),
    ...(tag === null ? [] : [{ 'tags.value': tag }]),
  ];
}

/** Rows of a view, what grew last first. */
export function listRows(
  conversations: Collection<ConversationDocument>,
  siteId: SiteId,
  { view, before, limit, now }: PageRequest,
): Promise<ConversationDocument[]> {
  const { grownAt, id } = before ?? { grownAt: Number.MAX_SAFE_INTEGER, id: '' };
  const behind = { grownAt: { $lte: grownAt }, $or: [{ grownAt: { $lt: grownAt } }, { conversation: { $lt: id } }] };
  const query = { site: siteId, createdAt: { $exists: true }, ...behind, $and: conditionsOf(view, now) };
  return ask(conversations.find(query).sort({ grownAt: -1, conversation: -1 }).limit(limit).batchSize(limit).toArray());
}

const SEEN = { status: 1, assignee: 1, tags: 1, snoozedUntil: 1, excerpt: 1, headSeq: 1, operatorsRead: 1 } as const;
type Seen = Pick<ConversationDocument, keyof typeof SEEN>;

/** Counts open conversations that are not spam. */
function count(rows: readonly Seen[], operatorId: OperatorId, now: number): Omit<Counts, 'spam'> {
  const isAsleep = ({ snoozedUntil, status }: Seen) => (snoozedUntil?.value ?? 0) > now && (snoozedUntil?.seq ?? 0) > status.seq;
  const awake = rows.filter((row) => !isAsleep(row));
  const tags = new Map<string, number>();
  for (const tag of rows.flatMap((row) => row.tags?.value ?? [])) tags.set(tag, (tags.get(tag) ?? 0) + 1);
  return {
    open: awake.length,
    snoozed: rows.length - awake.length,
    unassigned: awake.filter(({ assignee }) => !assignee?.value).length,
    mine: awake.filter(({ assignee }) => assignee?.value?.id === operatorId).length,
    unread: awake.filter(({ excerpt, operatorsRead, headSeq }) => excerpt.by === 'visitor' && operatorsRead < headSeq).length,
    tags: Object.fromEntries(tags),
  };
}

export function createCounts(conversations: Collection<ConversationDocument>): ConversationStore['counts'] {
  return async (siteId, { operatorId, most, now }) => {
    const listed = { site: siteId, createdAt: { $exists: true } };
    const open = { ...listed, 'status.value': 'open', 'isSpam.value': { $ne: true } };
    const newest = conversations.find(open, { projection: SEEN }).sort({ grownAt: -1, conversation: -1 });
    const [rows, spam] = await Promise.all([
      ask(newest.limit(MAX_COUNTED).toArray()),
      ask(conversations.countDocuments({ ...listed, 'isSpam.value': true }, { limit: most })),
    ]);
    const { tags, ...sums } = count(rows as readonly Seen[], operatorId, now);
    const capped = (counts: Readonly<Record<string, number>>) =>
      Object.fromEntries(Object.entries(counts).map(([name, value]) => [name, Math.min(value, most)]));
    return { ...(capped(sums) as unknown as Omit<Counts, 'tags' | 'spam'>), spam, tags: capped(tags) };
  };
}
