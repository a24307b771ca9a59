/**
 * The bare persister: consumes the same shards with the same prefetch; bulk insert, bulk head update, one confirmed publish,
 * ack. Into our own collections, with their indexes and the same fields. No check, no repeat, no order over a crash, no frame.
 */
import { SHARDS } from '@parley/shared-types/topics.ts';
import { type ConsumeMessage, connect } from 'amqplib';
import { MongoClient } from 'mongodb';

const BATCH = 100;
const HASH = 'h'.repeat(64);
const connection = await connect(process.env.AMQP_URL ?? '');
const confirm = await connection.createConfirmChannel();
await confirm.assertExchange('bare.events', 'direct', { durable: true });
const client = await MongoClient.connect(process.env.MONGODB_URL ?? '', { writeConcern: { w: 'majority', journal: true } });
const entries = client.db().collection('entries');
const conversations = client.db().collection<{ _id: string }>('conversations');
const known = new Map<string, number>();

function next(conversation: string): number {
  const seq = (known.get(conversation) ?? 0) + 1;
  known.set(conversation, seq);
  return seq;
}

function rowOf(message: ConsumeMessage) {
  const { id, siteId: site, conversationId: conversation, clientMsgId, author, body, at } = JSON.parse(message.content.toString());
  const sender = `visitor:${author.id}`;
  const moments = { acceptedAt: at, storedAt: Date.now() };
  return { site, conversation, seq: next(conversation), id, sender, clientMsgId, author, audience: 'all', body, hash: HASH, ...moments };
}

function headUpdate({ site, conversation, seq, author, body, storedAt }: ReturnType<typeof rowOf>) {
  const changed = { headSeq: seq, excerpt: { seq, by: 'visitor', text: body.text }, changedAt: new Date(), grownAt: storedAt };
  const begun = { site, conversation, epoch: 1, visitor: author.id, createdAt: storedAt, status: { seq: 0, value: 'open' } };
  const registers = { visitorDelivered: 0, visitorRead: 0, operatorsDelivered: 0, operatorsRead: 0 };
  const update = { $set: changed, $setOnInsert: { ...begun, ...registers } };
  return { updateOne: { filter: { _id: `${site}:${conversation}` }, update, upsert: true } };
}

async function keep(batch: readonly ConsumeMessage[]): Promise<void> {
  const rows = batch.map(rowOf);
  await entries.insertMany(rows, { ordered: true });
  const last = new Map(rows.map((row) => [row.conversation, row]));
  await conversations.bulkWrite([...last.values()].map(headUpdate));
  await new Promise<void>((resolve, reject) => {
    confirm.publish('bare.events', 'stored', Buffer.from(JSON.stringify(rows)), { persistent: true }, (error) =>
      error ? reject(error as Error) : resolve(),
    );
  });
}

for (let shard = 0; shard < SHARDS; shard++) {
  const channel = await connection.createChannel();
  await channel.prefetch(2 * BATCH);
  let waiting: ConsumeMessage[] = [];
  let busy = false;
  const work = async () => {
    busy = true;
    while (waiting.length > 0) {
      const batch = waiting.slice(0, BATCH);
      waiting = waiting.slice(BATCH);
      await keep(batch);
      const last = batch.at(-1);
      if (last) channel.ack(last, true);
    }
    busy = false;
  };
  await channel.consume(`persist.${shard}`, (message) => {
    if (!message) return;
    waiting.push(message);
    if (!busy) void work();
  });
}
process.once('SIGTERM', () => process.exit(0));
