import type { Entry } from '@parley/shared-types/model.ts';
import type { Amendment, ConversationKey, Head, LogStore, NewEntry } from '../store.ts';
import { ask, type Collection, codedMongoError, type Db, duplicateIndex } from './client.ts';
import { type ConversationDocument, conversationId, type EntryDocument } from './documents.ts';

function toEntry({ id, site, conversation, seq, clientMsgId, author, audience, body, acceptedAt, storedAt }: EntryDocument): Entry {
  return { id, siteId: site, conversationId: conversation, seq, clientMsgId, author, audience, body, acceptedAt, storedAt } as Entry;
}

function toDocument(entry: NewEntry): EntryDocument {
  const { siteId, conversationId: conversation, author, seq, id, clientMsgId, audience, body, hash, acceptedAt, storedAt } = entry;
  const sender = `${author.kind}:${author.id}`;
  return { site: siteId, conversation, seq, id, sender, clientMsgId, author, audience, body, hash, acceptedAt, storedAt };
}

const of = ({ siteId, conversationId: conversation }: ConversationKey) => ({ site: siteId, conversation });

/** So many questions of one call are on their way at once: half of the connections are left for the others. */
const AT_ONCE = 10;

/** Answers `ask` for every item, in order, a few at a time. */
async function inLanes<Item, Answer>(items: readonly Item[], ask: (item: Item) => Promise<Answer>): Promise<Answer[]> {
  const answers: Answer[] = [];
  const waiting = items.entries();
  const lane = async () => {
    for (const [index, item] of waiting) answers[index] = await ask(item);
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, lane));
  return answers;
}

const UNUSUAL = { $or: [{ epoch: { $gt: 1 } }, { 'isBlocked.value': true }] };

/**
 * Reads what the log itself says, not the rows, which may be a moment behind. One covered look at the end of the index for each
 * conversation: one aggregation over all of them would read every entry they have.
 */
export function createHeads(db: Db, storeEpoch: number) {
  const entries = db.collection<EntryDocument>('entries');
  const conversations = db.collection<ConversationDocument>('conversations');
  const lastSeq = async (key: ConversationKey): Promise<number> => {
    const found = await ask(entries.findOne(of(key), { sort: { seq: -1 }, projection: { _id: 0, seq: 1 } }));
    return found?.seq ?? 0;
  };
  return async (keys: readonly ConversationKey[]): Promise<readonly Head[]> => {
    const asked = new Map(keys.map((key) => [conversationId(key), key]));
    const ids = [...asked.keys()];
    const [found, raised] = await Promise.all([
      inLanes([...asked.values()], lastSeq),
      // Almost every conversation is in its first epoch, and not blocked.
      ask(conversations.find({ _id: { $in: ids }, ...UNUSUAL }, { projection: { epoch: 1, isBlocked: 1 } }).toArray()),
    ]);
    const seqs = new Map(ids.map((id, index) => [id, found[index]]));
    const rows = new Map(raised.map((row) => [row._id, row]));
    return keys.map(conversationId).map((id): Head => {
      const row = rows.get(id);
      return { seq: seqs.get(id) ?? 0, epoch: `${storeEpoch}.${row?.epoch ?? 1}`, ...(row?.isBlocked?.value && { isBlocked: true }) };
    });
  };
}
export type Heads = ReturnType<typeof createHeads>;

async function insertInOrder(entries: Collection<EntryDocument>, documents: EntryDocument[]): Promise<number> {
  if (documents.length === 0) return 0;
  try {
    await entries.insertMany(documents, { ordered: true });
    return documents.length;
  } catch (error) {
    const index = duplicateIndex(error);
    if (index === null) throw codedMongoError(error);
    return index;
  }
}

/** Erases what entries say; earlier wishes to erase stay, since they say nothing of anybody. */
export function createErase(db: Db) {
  const entries = db.collection<EntryDocument>('entries');
  return async (key: ConversationKey, before: number): Promise<void> => {
    const said = { ...of(key), seq: { $lt: before }, 'body.kind': { $nin: ['erased', 'erase'] } };
    await ask(
      entries.updateMany(said, { $set: { body: { kind: 'erased' }, hash: '' }, $unset: { 'author.name': '', 'author.client': '' } }),
    );
  };
}

/** Changes what an entry says, unless a later one did, or takes it back with what edits of it said. @returns whether it says that now */
export function createAmend(db: Db) {
  const entries = db.collection<EntryDocument>('entries');
  return async ({ seq, by, body, ...key }: Amendment): Promise<boolean> => {
    if (body.kind !== 'erased') {
      const said = { ...of(key), seq, 'body.kind': { $ne: 'erased' }, amendedBy: { $not: { $gt: by } } };
      const { matchedCount } = await ask(entries.updateOne(said, { $set: { body, amendedBy: by } }));
      return matchedCount > 0;
    }
    const takenBack = { $or: [{ seq }, { seq: { $gt: seq }, 'body.kind': 'edit', 'body.of': seq }] };
    const said = { ...of(key), 'body.kind': { $ne: 'erased' }, ...takenBack };
    await ask(
      entries.updateMany(said, { $set: { body: { kind: 'erased' }, hash: '' }, $unset: { 'author.name': '', 'author.client': '' } }),
    );
    return true;
  };
}

export function createLog(db: Db, heads: Heads): LogStore {
  const entries = db.collection<EntryDocument>('entries');
  return {
    insert: (given) => insertInOrder(entries, given.map(toDocument)),
    async find({ sender, clientMsgId, ...key }) {
      const found = await ask(entries.findOne({ ...of(key), sender, clientMsgId }));
      return found ? { ...toEntry(found), hash: found.hash } : null;
    },
    heads,
    async since(key, after, limit) {
      if (limit <= 0) return [];
      const cursor = entries
        .find({ ...of(key), seq: { $gt: after } })
        .sort({ seq: 1 })
        .limit(limit)
        .batchSize(limit);
      return (await ask(cursor.toArray())).map(toEntry);
    },
    async before(key, before, limit) {
      if (limit <= 0) return [];
      const cursor = entries
        .find({ ...of(key), seq: { $lt: before } })
        .sort({ seq: -1 })
        .limit(limit)
        .batchSize(limit);
      return (await ask(cursor.toArray())).map(toEntry);
    },
  };
}
