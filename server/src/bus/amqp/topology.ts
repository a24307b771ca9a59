/** Exchanges and queues on the broker: docs of topics.ts as declarations. Everything states its own limits: 3.10 has no defaults. */
import type { BusEvent } from '@parley/shared-types/events.ts';
import { type EffectWorker, EXCHANGES, JOB_WORKERS, LIMITS, type QueueName, RETRY_TIERS, SHARDS } from '@parley/shared-types/topics.ts';
import type { Channel } from './link.ts';

/** Puts a name into the space of one installation; tests share a broker under prefixes of their own. */
export type Named = (name: string) => string;

/** What effect workers may follow, until one says what it wants. */
const FACTS: readonly BusEvent['type'][] = ['message.stored'];

type Arguments = Readonly<Record<string, string | number | boolean>>;
interface Binding {
  readonly exchange: string;
  readonly key: string;
}
interface Declared {
  readonly name: string;
  readonly args: Arguments;
  readonly bindings: readonly Binding[];
}

const QUORUM = { 'x-queue-type': 'quorum' } as const;

/** Dead letters are confirmed by the queue they go to before they leave this one. */
function deadLettered(exchange: string): Arguments {
  return { 'x-dead-letter-exchange': exchange, 'x-dead-letter-strategy': 'at-least-once', 'x-overflow': 'reject-publish' };
}

/** One queue with its bindings. Pure. */
export function declarationOf(queue: QueueName, named: Named): Declared {
  const name = named(queue);
  const limited = { ...QUORUM, 'x-delivery-limit': LIMITS.brokerDeliveries };
  const condemned = deadLettered(named(EXCHANGES.dead));
  if (queue === 'dead') {
    const args = { ...QUORUM, 'x-max-length': LIMITS.deadQueueLength, 'x-overflow': 'drop-head' };
    return { name, args, bindings: [{ exchange: named(EXCHANGES.dead), key: '' }] };
  }
  if (queue.startsWith('persist.')) {
    const args = { ...limited, ...condemned, 'x-single-active-consumer': true };
    return { name, args, bindings: [{ exchange: named(EXCHANGES.in), key: queue }] };
  }
  if (queue.startsWith('jobs.')) {
    return { name, args: { ...limited, ...condemned }, bindings: [{ exchange: named(EXCHANGES.jobs), key: queue.slice('jobs.'.length) }] };
  }
  // Wake-ups: the cursor in the store is the truth, so the oldest may be dropped and none is worth a dead letter.
  const args = { ...limited, 'x-max-length': LIMITS.effectQueueLength, 'x-overflow': 'drop-head' };
  return { name, args, bindings: FACTS.map((key) => ({ exchange: named(EXCHANGES.events), key })) };
}

function retryTiers(named: Named): readonly Declared[] {
  return RETRY_TIERS.map(({ name, ms }) => {
    const retry = named(`parley.retry.${name}`);
    const args = { ...QUORUM, 'x-message-ttl': ms, ...deadLettered(named(EXCHANGES.jobs)) };
    return { name: retry, args, bindings: [{ exchange: retry, key: '' }] };
  });
}

async function declareExchanges(channel: Channel, named: Named): Promise<void> {
  const durable = { durable: true };
  await channel.assertExchange(named(EXCHANGES.dead), 'fanout', durable);
  await channel.assertExchange(named(EXCHANGES.in), 'direct', durable);
  await channel.assertExchange(named(EXCHANGES.events), 'direct', durable);
  await channel.assertExchange(named(EXCHANGES.jobs), 'direct', { ...durable, alternateExchange: named(EXCHANGES.dead) });
  await channel.assertExchange(named(EXCHANGES.deliver), 'direct', durable);
  for (const { name } of RETRY_TIERS) await channel.assertExchange(named(`parley.retry.${name}`), 'fanout', durable);
}

export async function declareQueue(channel: Channel, { name, args, bindings }: Declared): Promise<void> {
  await channel.assertQueue(name, { durable: true, arguments: args });
  for (const { exchange, key } of bindings) await channel.bindQueue(name, exchange, key);
}

/** Every queue that exists on the broker whoever is running; effect workers have theirs when they are installed. */
export function allQueues(installed: ReadonlySet<EffectWorker>): readonly QueueName[] {
  return [
    'dead',
    ...Array.from({ length: SHARDS }, (_, shard): QueueName => `persist.${shard}`),
    ...JOB_WORKERS.map((worker): QueueName => `jobs.${worker}`),
    ...[...installed].map((worker): QueueName => `events.${worker}`),
  ];
}

/** Declares what there must be before anything is published. May be repeated; an existing queue of another shape is an error. */
export async function declareTopology(channel: Channel, named: Named, installed: ReadonlySet<EffectWorker>): Promise<void> {
  await declareExchanges(channel, named);
  const queues = allQueues(installed).map((queue) => declarationOf(queue, named));
  for (const declared of [...queues, ...retryTiers(named)]) await declareQueue(channel, declared);
}
