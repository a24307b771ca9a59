/** The bare persister: consumes the same shards with the same prefetch; bulk insert, bulk head update, one confirmed publish, ack. */
import { SHARDS } from '@parley/shared-types/topics.ts';
import { type ConsumeMessage, connect } from 'amqplib';
import { MongoClient } from 'mongodb';

const BATCH = 100;
const connection = await connect(process.env.AMQP_URL ?? '');
const confirm = await connection.createConfirmChannel();
await confirm.assertExchange('bare.events', 'direct', { durable: true });
const client = await MongoClient.connect(process.env.MONGODB_URL ?? '', { writeConcern: { w: 'majority', journal: true } });
const entries = client.db().collection<{ _id: string }>('bare_entries');
const heads = client.db().collection<{ _id: string; head: number }>('bare_heads');
await entries.createIndex({ siteId: 1, conversationId: 1, seq: 1 }, { unique: true });
await entries.createIndex({ siteId: 1, conversationId: 1, sender: 1, clientMsgId: 1 }, { unique: true });
const known = new Map<string, number>();

function next(conversation: string): number {
  const seq = (known.get(conversation) ?? 0) + 1;
  known.set(conversation, seq);
  return seq;
}

async function keep(batch: readonly ConsumeMessage[]): Promise<void> {
  const rows = batch.map((message) => {
    const event = JSON.parse(message.content.toString());
    return {
      _id: event.id,
      siteId: event.siteId,
      conversationId: event.conversationId,
      seq: next(event.conversationId),
      sender: `visitor:${event.author.id}`,
      ...event,
    };
  });
  await entries.insertMany(rows, { ordered: true });
  const last = new Map(rows.map((row) => [row.conversationId, row.seq]));
  await heads.bulkWrite([...last].map(([id, head]) => ({ updateOne: { filter: { _id: id }, update: { $max: { head } }, upsert: true } })));
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
