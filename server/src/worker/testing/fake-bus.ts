/** A bus in memory that keeps the port's promises: queues, single active consumer, redelivery, crashes, retry, dead letters. */
import type { BusEvent, Frame } from '@parley/shared-types/events.ts';
import { JOB_WORKER, type Job } from '@parley/shared-types/jobs.ts';
import { type EffectWorker, LIMITS, type QueueName } from '@parley/shared-types/topics.ts';
import type { Bus, ConsumeOptions, Consumer, Delivery, Outcome, Publication } from '../../bus/bus.ts';
import type { Clock } from '../../lib/clock.ts';
import { ParleyError } from '../../lib/errors.ts';
import { randomId } from '../../lib/ids.ts';
import { shardOf } from '../../lib/shard.ts';

type Handler = Parameters<Bus['consume']>[2];
type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };
type Message = Mutable<Delivery>;

interface FakeConsumer extends Consumer {
  readonly handler: Handler;
  readonly options: ConsumeOptions;
  hand: Message[];
  open: boolean;
  busy: Promise<void>;
  end(how: 'closed' | 'released'): void;
}
interface Queue {
  waiting: Message[];
  readonly consumers: FakeConsumer[];
}
export interface DeadLetter {
  readonly queue: QueueName;
  readonly reason: string;
  readonly body: unknown;
}

export interface FakeBus extends Bus {
  readonly frames: Frame[];
  readonly dead: DeadLetter[];
  /** Bodies waiting in a queue. */
  waiting(queue: QueueName): readonly unknown[];
  /** Puts any body into a queue, as a foreign publisher could. */
  inject(queue: QueueName, ...bodies: readonly unknown[]): void;
  /** Makes `publish` and `broadcast` answer `busy`; null: takes messages again. */
  refuse(error: ParleyError | null): void;
  /** Kills the processes behind a queue: what they hold comes back with `crashes` + 1; what they answer later is ignored. */
  crash(queue: QueueName): void;
  /** Called with each publication before it is taken; may throw. */
  onPublish: (publication: Publication) => void;
}

function route(message: BusEvent | Job, installed: ReadonlySet<EffectWorker>): QueueName[] {
  if ('kind' in message) return [`jobs.${JOB_WORKER[message.kind]}`];
  if (message.type === 'message.submitted') return [`persist.${shardOf(message.siteId, message.conversationId)}`];
  return [...installed].map((worker) => `events.${worker}` as const);
}

/** What takes messages out of a queue, by the rules of the limit and of suspects. */
function takeBatch({ waiting }: Queue, limit: number, bury: (message: Message, reason: string) => void): Message[] {
  const condemned = waiting.findIndex(({ crashes }) => crashes >= LIMITS.deliveries);
  for (const message of condemned < 0 ? [] : waiting.splice(condemned, 1)) bury(message, 'delivery_limit');
  // Suspects are delivered alone, so that a crash loop condemns only the guilty one.
  const suspect = waiting.findIndex(({ crashes }) => crashes > 0);
  return waiting.splice(0, suspect === 0 ? 1 : Math.min(limit, suspect < 0 ? limit : suspect));
}

/** Queues and their consumers. */
function createBroker(clock: Clock) {
  const queues = new Map<QueueName, Queue>();
  const dead: DeadLetter[] = [];
  const pumping = new Set<FakeConsumer>();
  const queueOf = (name: QueueName): Queue => {
    const queue = queues.get(name) ?? { waiting: [], consumers: [] };
    queues.set(name, queue);
    return queue;
  };
  const push = (name: QueueName, message: Message) => {
    queueOf(name).waiting.push(message);
    pump(name);
  };
  const leave = (name: QueueName, consumer: FakeConsumer, how: 'closed' | 'released') => {
    const { consumers, waiting } = queueOf(name);
    if (consumers.includes(consumer)) consumers.splice(consumers.indexOf(consumer), 1);
    for (const message of consumer.hand) message.crashes += 1;
    waiting.unshift(...consumer.hand);
    consumer.hand = [];
    consumer.open = false;
    consumer.end(how);
    pump(name);
  };
  const apply = (name: QueueName, message: Message, outcome: Outcome | undefined) => {
    if (outcome?.do === 'dead') dead.push({ queue: name, reason: outcome.reason, body: message.body });
    if (outcome?.do !== 'retry') return;
    clock.after(outcome.afterMs, () => push(name, { ...message, attempt: message.attempt + 1, crashes: 0 }));
  };
  const deliver = async (name: QueueName, consumer: FakeConsumer) => {
    await Promise.resolve();
    const bury = (message: Message, reason: string) => void dead.push({ queue: name, reason, body: message.body });
    const batch = consumer.open ? takeBatch(queueOf(name), consumer.options.batch, bury) : [];
    if (batch.length === 0) return;
    consumer.hand = batch;
    try {
      const outcomes = await consumer.handler(batch);
      // Crashed meanwhile: nobody hears the answer.
      if (consumer.hand !== batch) return;
      consumer.hand = [];
      for (const [index, message] of batch.entries()) apply(name, message, outcomes[index]);
    } catch {
      if (consumer.hand === batch) leave(name, consumer, 'released');
    }
  };
  const pump = (name: QueueName): void => {
    const { consumers, waiting } = queueOf(name);
    for (const consumer of consumers.slice(0, consumers[0]?.options.ordered ? 1 : undefined)) {
      if (waiting.length === 0 || !consumer.open || consumer.hand.length > 0 || pumping.has(consumer)) continue;
      pumping.add(consumer);
      consumer.busy = deliver(name, consumer).finally(() => {
        pumping.delete(consumer);
        pump(name);
      });
    }
  };
  return { queues, dead, queueOf, push, leave, pump };
}
type Broker = ReturnType<typeof createBroker>;

function createConsumer({ queueOf, pump, leave }: Broker, name: QueueName, options: ConsumeOptions, handler: Handler): FakeConsumer {
  const { promise: ended, resolve: end } = Promise.withResolvers<'closed' | 'released'>();
  const consumer: FakeConsumer = {
    ...{ handler, options, ended, end, hand: [], open: true, busy: Promise.resolve() },
    async close() {
      consumer.open = false;
      await consumer.busy;
      leave(name, consumer, 'closed');
    },
  };
  queueOf(name).consumers.push(consumer);
  pump(name);
  return consumer;
}

/** @param installed effect workers that have a queue */
export function createFakeBus(clock: Clock, installed: readonly EffectWorker[] = []): FakeBus {
  const broker = createBroker(clock);
  const { queueOf, push, leave } = broker;
  const frames: Frame[] = [];
  let refusal: ParleyError | null = null;
  const put = (name: QueueName, body: unknown, trace?: string) => {
    const message = { id: randomId(), body: JSON.parse(JSON.stringify(body)), attempt: 0, crashes: 0, publishedAt: clock.now() };
    push(name, trace === undefined ? message : { ...message, trace });
  };
  const bus: FakeBus = {
    frames,
    dead: broker.dead,
    onPublish: () => {},
    waiting: (name) => queueOf(name).waiting.map(({ body }) => body),
    inject: (name, ...bodies) => {
      for (const body of bodies) put(name, body);
    },
    refuse: (error) => {
      refusal = error;
    },
    crash(name) {
      for (const consumer of [...queueOf(name).consumers].reverse()) leave(name, consumer, 'closed');
    },
    async publish(publications) {
      for (const publication of publications) {
        bus.onPublish(publication);
        if (refusal) throw refusal;
        for (const name of route(publication.message, new Set(installed))) put(name, publication.message, publication.trace);
      }
    },
    consume: async (name, options, handler) => createConsumer(broker, name, options, handler),
    async broadcast(more) {
      if (refusal) throw refusal;
      frames.push(...more);
    },
    onBroadcast: async () => ({ bind: async () => {}, unbind: async () => {}, close: async () => {} }),
    async depth(name) {
      const queue = broker.queues.get(name);
      if (!queue) return null;
      const held = queue.consumers.reduce((sum, { hand }) => sum + hand.length, 0);
      return { messages: queue.waiting.length + held, consumers: queue.consumers.length };
    },
    async siftDead(limit, judge) {
      const looked = broker.dead.slice(0, limit);
      const verdicts = judge(looked.map(({ queue, reason, body }) => ({ id: '', queue, reason, at: 0, message: body })));
      for (const [index, letter] of looked.entries()) {
        if (verdicts[index] === 'keep') continue;
        broker.dead.splice(broker.dead.indexOf(letter), 1);
        if (verdicts[index] === 'replay') put(letter.queue, letter.body);
      }
    },
    health: () => (refusal ? 'down' : 'up'),
    async close() {},
  };
  return bus;
}

/** What a bus answers while it cannot take messages. */
export const busy = () => new ParleyError('busy', { retryAfterMs: 1_000 });
