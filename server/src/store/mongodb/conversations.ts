import type { ConversationRow, Profile, Registers } from '@parley/shared-types/model.ts';
import type { ChangeCursor } from '@parley/shared-types/socket.ts';
import type { Amendment, ConversationStore, Projection, Store } from '../store.ts';
import { ask, askUpsert, type Collection, type Db } from './client.ts';
import { type ConversationDocument, conversationId, literal } from './documents.ts';
import { readLoads } from './loads.ts';
import type { Heads } from './log.ts';
import { knows, projectionUpdate, raiseUpdate } from './projection.ts';
import { createCounts, listRows } from './views.ts';

const NO_REGISTERS: Registers = { visitor: { delivered: 0, read: 0 }, operators: { delivered: 0, read: 0 } };
const BEGINNING: ChangeCursor = { changedAt: 0, id: '' };

function registersOf(row: ConversationDocument): Registers {
  return {
    visitor: { delivered: row.visitorDelivered, read: row.visitorRead },
    operators: { delivered: row.operatorsDelivered, read: row.operatorsRead },
  };
}

function profileOf({ email, name, data }: ConversationDocument): Profile {
  return {
    ...(email?.value && { email: email.value }),
    ...(name?.value && { name: name.value }),
    ...(data?.value && { data: JSON.parse(data.value) as NonNullable<Profile['data']> }),
  };
}

function toRow(row: ConversationDocument): ConversationRow {
  return {
    siteId: row.site,
    conversationId: row.conversation,
    visitorId: row.visitor ?? '',
    headSeq: row.headSeq,
    status: row.status.value,
    excerpt: row.excerpt.text,
    excerptBy: row.excerpt.by,
    profile: profileOf(row),
    assignee: row.assignee?.value ?? null,
    tags: row.tags?.value ?? [],
    // A status that came later woke it, and so did the visitor.
    snoozedUntil: row.snoozedUntil && row.snoozedUntil.seq > row.status.seq ? row.snoozedUntil.value : null,
    isSpam: row.isSpam?.value ?? false,
    isBlocked: row.isBlocked?.value ?? false,
    createdAt: row.createdAt ?? 0,
    changedAt: row.changedAt.getTime(),
    // Of a row that was written before there was such a field nothing better is known.
    grownAt: row.grownAt ?? row.changedAt.getTime(),
    registers: registersOf(row),
  } as ConversationRow;
}

function createLists(
  conversations: Collection<ConversationDocument>,
): Pick<ConversationStore, 'changedSince' | 'newest' | 'list' | 'counts'> {
  // A row is listed when its beginning is known: projections of racing writers may come before the one of seq 1.
  const listed = (siteId: string) => ({ site: siteId, createdAt: { $exists: true } });
  const page = (rows: readonly ConversationDocument[], limit: number) => ({
    rows: rows.slice(0, limit).map(toRow),
    more: rows.length > limit,
  });
  const cursorOf = (row: ConversationRow | undefined) => row && { changedAt: row.changedAt, id: row.conversationId };
  return {
    async changedSince(siteId, { changedAt, id }, limit) {
      const moment = new Date(changedAt);
      const after = { changedAt: { $gte: moment }, $or: [{ changedAt: { $gt: moment } }, { conversation: { $gt: id } }] };
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
    list: async (siteId, request) => page(await listRows(conversations, siteId, { ...request, limit: request.limit + 1 }), request.limit),
    counts: createCounts(conversations),
    async newest(siteId, limit) {
      const query = conversations.find(listed(siteId)).sort({ changedAt: -1, conversation: -1 });
      const asked = query.limit(limit + 1).batchSize(limit + 1);
      const found = page(await ask(asked.toArray()), limit);
      return { ...found, cursor: cursorOf(found.rows[0]) ?? BEGINNING };
    },
  };
}

/** What `append` projects is new: it is not looked up before. */
export interface Conversations {
  readonly store: ConversationStore;
  readonly projectNew: ConversationStore['project'];
  /** The row and epoch of a conversation one of whose entries was amended: of another past. */
  readonly amended: (amendment: Amendment, isSaid: boolean) => ReturnType<Store['amend']>;
}

export function createConversations(db: Db, heads: Heads, storeEpoch: number): Conversations {
  const conversations = db.collection<ConversationDocument>('conversations');
  const rowsOf = async (ids: readonly string[]) => {
    const rows = await ask(conversations.find({ _id: { $in: [...new Set(ids)] } }).toArray());
    return new Map(rows.map((row) => [row._id, row]));
  };
  const write = async (projections: readonly Projection[]): Promise<void> => {
    const updates = projections.map((projection) => ({
      updateOne: { filter: { _id: conversationId(projection) }, update: projectionUpdate(projection), upsert: true },
    }));
    if (updates.length > 0) await askUpsert(() => conversations.bulkWrite(updates, { ordered: true }));
  };
  const rowsNow = async (projections: readonly Projection[]): Promise<readonly ConversationRow[]> => {
    const ids = projections.map(conversationId);
    const rows = await rowsOf(ids);
    return ids.map((id) => {
      const row = rows.get(id);
      if (!row) throw new Error('a projected row is missing');
      return toRow(row);
    });
  };
  const store: ConversationStore = {
    ...createLists(conversations),
    async project(projections) {
      const known = await rowsOf(projections.map(conversationId));
      await write(projections.filter((projection) => !knows(known.get(conversationId(projection)), projection)));
      return rowsNow(projections);
    },
    async get(key) {
      const row = await ask(conversations.findOne({ _id: conversationId(key) }));
      return row?.createdAt === undefined ? null : toRow(row);
    },
    loads: (siteId) => readLoads(conversations, siteId),
    async positions(keys) {
      const [found, rows] = await Promise.all([heads(keys), rowsOf(keys.map(conversationId))]);
      return keys.map((key, index) => {
        const row = rows.get(conversationId(key));
        return { head: found[index] ?? { seq: 0, epoch: '1.1' }, registers: row ? registersOf(row) : NO_REGISTERS };
      });
    },
    async raise(raises) {
      const updates = raises.map((raise) => ({ updateOne: { filter: { _id: conversationId(raise) }, update: raiseUpdate(raise) } }));
      if (updates.length > 0) await ask(conversations.bulkWrite(updates, { ordered: true }));
    },
  };
  return {
    store,
    async amended({ seq, by, excerpt, ...key }, isSaid) {
      const _id = conversationId(key);
      const text = { $cond: [{ $eq: ['$excerpt.seq', seq] }, literal(excerpt), '$excerpt.text'] };
      const raised = [{ $set: { epoch: { $add: ['$epoch', 1] }, 'excerpt.text': text, changedAt: '$$NOW', amendedBy: by } }];
      if (isSaid) await ask(conversations.updateOne({ _id, amendedBy: { $not: { $gte: by } } }, raised));
      const row = await ask(conversations.findOne({ _id }));
      return row && { epoch: `${storeEpoch}.${row.epoch}`, row: toRow(row) };
    },
    async projectNew(projections) {
      await write(projections);
      return rowsNow(projections);
    },
  };
}
