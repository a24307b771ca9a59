import type { ConversationRow, Registers, Side } from '@parley/shared-types/model.ts';
import type { ChangeCursor } from '@parley/shared-types/socket.ts';
import type { ConversationStore, Projection, RegisterRaise } from '../store.ts';
import { type AnyBulkWriteOperation, ask, askUpsert, type Collection, type Db, type Document } from './client.ts';
import { type ConversationDocument, conversationId, literal } from './documents.ts';
import type { Heads } from './log.ts';

const NO_REGISTERS: Registers = { visitor: { delivered: 0, read: 0 }, operators: { delivered: 0, read: 0 } };
const BEGINNING: ChangeCursor = { changedAt: 0, id: '' };

function registersOf(row: ConversationDocument): Registers {
  return {
    visitor: { delivered: row.visitorDelivered, read: row.visitorRead },
    operators: { delivered: row.operatorsDelivered, read: row.operatorsRead },
  };
}

function toRow(row: ConversationDocument): ConversationRow {
  return {
    siteId: row.site,
    conversationId: row.conversation,
    visitorId: row.visitor ?? '',
    headSeq: row.headSeq,
    status: row.status,
    excerpt: row.excerpt,
    excerptBy: row.excerptBy,
    createdAt: row.createdAt ?? 0,
    changedAt: row.changedAt,
    registers: registersOf(row),
  } as ConversationRow;
}

const or = (path: string, fallback: unknown): Document => ({ $ifNull: [`$${path}`, fallback] });

/** The server's own time, and never before what the row has. Clocks of processes do not matter; primaries' may, by the overlap. */
const STAMP: Document = { $max: [or('changedAt', 0), { $toLong: '$$NOW' }] };

/**
 * Status and excerpt give way to later ones only, and a row that would stay as it is keeps its moment too: so applying a
 * projection again, or an older one late, changes nothing.
 */
function projectionUpdate({
  siteId,
  conversationId: conversation,
  visitorId,
  headSeq,
  createdAt,
  status,
  excerpt,
}: Projection): Document[] {
  const newer = { status: { $gt: [status?.seq ?? 0, or('statusSeq', 0)] }, excerpt: { $gt: [excerpt?.seq ?? 0, or('excerptSeq', 0)] } };
  const pick = (isNewer: Document, value: string, path: string, fallback: string): Document => ({
    $cond: [isNewer, literal(value), or(path, fallback)],
  });
  const becomesKnown = (path: string, value: unknown): Document => ({
    $and: [{ $eq: [or(path, null), null] }, literal(value !== undefined)],
  });
  const changed = {
    $or: [
      { $gt: [headSeq, or('headSeq', 0)] },
      newer.status,
      newer.excerpt,
      becomesKnown('visitor', visitorId),
      becomesKnown('createdAt', createdAt),
      { $eq: [or('changedAt', null), null] },
    ],
  };
  const registers = { visitorDelivered: 0, visitorRead: 0, operatorsDelivered: 0, operatorsRead: 0 };
  const fields = {
    site: literal(siteId),
    conversation: literal(conversation),
    epoch: or('epoch', 1),
    changedAt: { $cond: [changed, STAMP, '$changedAt'] },
    visitor: or('visitor', literal(visitorId ?? null)),
    createdAt: or('createdAt', literal(createdAt ?? null)),
    headSeq: { $max: [or('headSeq', 0), headSeq] },
    status: pick(newer.status, status?.value ?? 'open', 'status', 'open'),
    statusSeq: { $max: [or('statusSeq', 0), status?.seq ?? 0] },
    excerpt: pick(newer.excerpt, excerpt?.text ?? '', 'excerpt', ''),
    excerptBy: pick(newer.excerpt, excerpt?.by ?? 'visitor', 'excerptBy', 'visitor'),
    excerptSeq: { $max: [or('excerptSeq', 0), excerpt?.seq ?? 0] },
    ...Object.fromEntries(Object.entries(registers).map(([name, zero]) => [name, or(name, zero)])),
  };
  return [{ $set: fields }];
}

const FIELDS = {
  visitor: ['visitorDelivered', 'visitorRead'],
  operators: ['operatorsDelivered', 'operatorsRead'],
} as const satisfies Record<Side, readonly [string, string]>;

function raiseUpdate({ side, register }: RegisterRaise): Document[] {
  const [delivered, read] = FIELDS[side];
  const next = {
    [delivered]: { $max: [or(delivered, 0), { $min: [register.delivered, '$headSeq'] }] },
    [read]: { $max: [or(read, 0), { $min: [register.read, '$headSeq'] }] },
  };
  const changed = { $or: [{ $gt: [next[delivered], or(delivered, 0)] }, { $gt: [next[read], or(read, 0)] }] };
  return [{ $set: { ...next, changedAt: { $cond: [changed, STAMP, '$changedAt'] } } }];
}

function createLists(conversations: Collection<ConversationDocument>): Pick<ConversationStore, 'changedSince' | 'newest'> {
  // A row is listed when its beginning is known: projections of racing writers may come before the one of seq 1.
  const listed = (siteId: string) => ({ site: siteId, createdAt: { $ne: null } });
  const page = (rows: readonly ConversationDocument[], limit: number) => ({
    rows: rows.slice(0, limit).map(toRow),
    more: rows.length > limit,
  });
  const cursorOf = (row: ConversationRow | undefined) => row && { changedAt: row.changedAt, id: row.conversationId };
  return {
    async changedSince(siteId, { changedAt, id }, limit) {
      const after = { changedAt: { $gte: changedAt }, $or: [{ changedAt: { $gt: changedAt } }, { conversation: { $gt: id } }] };
      const query = conversations.find({ ...listed(siteId), ...after });
      const found = page(
        await ask(
          query
            .sort({ changedAt: 1, conversation: 1 })
            .limit(limit + 1)
            .batchSize(limit + 1)
            .toArray(),
        ),
        limit,
      );
      return { ...found, cursor: cursorOf(found.rows.at(-1)) ?? { changedAt, id } };
    },
    async newest(siteId, limit) {
      const query = conversations.find(listed(siteId)).sort({ changedAt: -1, conversation: -1 });
      const asked = query.limit(limit + 1).batchSize(limit + 1);
      const found = page(await ask(asked.toArray()), limit);
      return { ...found, cursor: cursorOf(found.rows[0]) ?? BEGINNING };
    },
  };
}

export function createConversations(db: Db, heads: Heads): ConversationStore {
  const conversations = db.collection<ConversationDocument>('conversations');
  const rowsOf = async (ids: readonly string[]) => {
    const rows = await ask(conversations.find({ _id: { $in: [...new Set(ids)] } }).toArray());
    return new Map(rows.map((row) => [row._id, row]));
  };
  const write = (operations: AnyBulkWriteOperation<ConversationDocument>[], ordered: boolean) =>
    operations.length === 0 ? null : askUpsert(() => conversations.bulkWrite(operations, { ordered }));
  return {
    ...createLists(conversations),
    async project(projections) {
      const ids = projections.map(conversationId);
      const updates = projections.map((projection, index) => ({
        updateOne: { filter: { _id: ids[index] ?? '' }, update: projectionUpdate(projection), upsert: true },
      }));
      await write(updates, true);
      const rows = await rowsOf(ids);
      return ids.map((id) => {
        const row = rows.get(id);
        if (!row) throw new Error('a projected row is missing');
        return toRow(row);
      });
    },
    async get(key) {
      const row = await ask(conversations.findOne({ _id: conversationId(key) }));
      return row && row.createdAt !== null ? toRow(row) : null;
    },
    async positions(keys) {
      const [found, rows] = await Promise.all([heads(keys), rowsOf(keys.map(conversationId))]);
      return keys.map((key, index) => {
        const row = rows.get(conversationId(key));
        return { head: found[index] ?? { seq: 0, epoch: '1.1' }, registers: row ? registersOf(row) : NO_REGISTERS };
      });
    },
    async raise(raises) {
      await write(
        raises.map((raise) => ({ updateOne: { filter: { _id: conversationId(raise) }, update: raiseUpdate(raise) } })),
        true,
      );
    },
  };
}
