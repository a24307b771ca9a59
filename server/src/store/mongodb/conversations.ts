import type { ConversationRow, Registers } from '@parley/shared-types/model.ts';
import type { ChangeCursor } from '@parley/shared-types/socket.ts';
import type { ConversationStore, Projection } from '../store.ts';
import { type AnyBulkWriteOperation, ask, askUpsert, type Collection, codedMongoError, type Db, isDuplicate } from './client.ts';
import { type ConversationDocument, conversationId } from './documents.ts';
import type { Heads } from './log.ts';
import { beginningUpdate, isBeginning, isPlain, olderThan, plainUpdate, projectionUpdate, raiseUpdate } from './projection.ts';

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

type Update = AnyBulkWriteOperation<ConversationDocument>;

/** The short way where there is one. */
function shortUpdate(projection: Projection): Update {
  const _id = conversationId(projection);
  if (isPlain(projection)) return { updateOne: { filter: { _id, ...olderThan(projection) }, update: plainUpdate(projection) } };
  return isBeginning(projection) ? { updateOne: { ...beginningUpdate(projection), upsert: true } } : longUpdate(projection);
}

function longUpdate(projection: Projection): Update {
  return { updateOne: { filter: { _id: conversationId(projection) }, update: projectionUpdate(projection), upsert: true } };
}

/** Applies projections. The short ways fit the usual case; when one does not, all go the long way, which fits every case. */
function createProject(conversations: Collection<ConversationDocument>) {
  const short = async (projections: readonly Projection[]): Promise<boolean> => {
    try {
      const { matchedCount, upsertedCount } = await conversations.bulkWrite(projections.map(shortUpdate), { ordered: true });
      return matchedCount + upsertedCount === projections.length;
    } catch (error) {
      if (isDuplicate(error)) return false;
      throw codedMongoError(error);
    }
  };
  return async (projections: readonly Projection[]): Promise<void> => {
    if (projections.length === 0 || (await short(projections))) return;
    await askUpsert(() => conversations.bulkWrite(projections.map(longUpdate), { ordered: true }));
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
  const projectAll = createProject(conversations);
  return {
    ...createLists(conversations),
    async project(projections) {
      const ids = projections.map(conversationId);
      await projectAll(projections);
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
