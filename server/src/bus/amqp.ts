/** The bus of the distributed mode: RabbitMQ through two supervised connections, one to publish and one to consume. SPEC B, DESIGN §5. */
import type { EffectWorker, QueueName } from '@parley/shared-types/topics.ts';
import { backoffMs } from '../lib/backoff.ts';
import { type Clock, pause } from '../lib/clock.ts';
import { isCoded, ParleyError } from '../lib/errors.ts';
import type { Logger } from '../lib/logger.ts';
import type { Metrics } from '../lib/metrics.ts';
import { createListeners } from './amqp/broadcasts.ts';
import { type ConsumerDeps, startConsumer } from './amqp/consumer.ts';
import { siftDead } from './amqp/dead-letters.ts';
import { closeChannel, createLink, type Link } from './amqp/link.ts';
import { deadLetterOf, type Letter, letterOf, retryLetterOf } from './amqp/message.ts';
import { createPublisher, type Publisher } from './amqp/publisher.ts';
import { openSession, type Session } from './amqp/session.ts';
import { declarationOf, declareQueue, declareTopology, type Named } from './amqp/topology.ts';
import type { Bus, ConsumeOptions, Consumer, Depth } from './bus.ts';
import { createTurns } from './turns.ts';

const CLOSE_MS = 10_000;
const START_MS = 30_000;
const CONSUME_MS = 5_000;
const SUSPECT_MS = 2_000;
const LINE_UP_MS = 200;
const HEARTBEAT = { publish: 10, consume: 5 };
const RESEND = { minMs: 100, maxMs: 2_000 };

export interface AmqpBusDeps {
  /** amqp:// or amqps:// with user, password and virtual host. */
  readonly url: string;
  /** Before every name on the broker; for tests that share one. */
  readonly prefix?: string;
  /** Effect workers of this process: their queues are declared at once, so that nothing is missed before they consume. */
  readonly installed: ReadonlySet<EffectWorker>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics?: Pick<Metrics, 'busUp' | 'deadLetters'>;
  readonly limits: { readonly maxInFlight: number };
}

/** Sends dead letters and retries: until the broker has them, or the session in which they could be acked is gone. */
function createDispatch({ clock, metrics }: AmqpBusDeps, publisher: Publisher, queue: QueueName, named: Named): ConsumerDeps['dispatch'] {
  return async (message, outcome, session) => {
    if (outcome.do === 'ack') return true;
    const letter =
      outcome.do === 'dead'
        ? deadLetterOf(message, { queue, reason: outcome.reason, now: clock.now(), named })
        : retryLetterOf(message, { queue, afterMs: outcome.afterMs, named });
    for (let attempt = 1; !session.isLost(); attempt++) {
      try {
        await publisher.send([letter], false);
        if (outcome.do === 'dead' && outcome.reason === 'delivery_limit')
          metrics?.deadLetters.inc({ worker: queue, code: 'delivery_limit' });
        return true;
      } catch (error) {
        if (!isCoded(error, 'busy', 'retry')) throw error;
        await pause(clock, backoffMs(attempt, RESEND));
      }
    }
    return false;
  };
}

function createOpener(consuming: Link, queue: QueueName, named: Named) {
  const { name, args, bindings } = declarationOf(queue, named);
  return async (prefetch: number): Promise<Session | null> => {
    const connection = await consuming.whenUp();
    if (connection === null) return null;
    return openSession({ connection, queue: name, prefetch, declare: (channel) => declareQueue(channel, { name, args, bindings }) });
  };
}

/** Sessions of consumers that are open, so that `depth` can add what this process has in hand. */
function createHands() {
  const sessions = new Map<QueueName, Set<Session>>();
  return {
    add(queue: QueueName, session: Session | null): Session | null {
      if (session) sessions.set(queue, (sessions.get(queue) ?? new Set()).add(session));
      return session;
    },
    held(queue: QueueName): number {
      const open = [...(sessions.get(queue) ?? [])].filter((session) => !session.isLost());
      sessions.set(queue, new Set(open));
      return open.reduce((sum, session) => sum + session.held(), 0);
    },
  };
}

/** A passive declaration, on a channel of its own because the broker closes it when there is no such queue. */
async function readDepth(link: Link, name: string): Promise<Depth | null> {
  const connection = link.current();
  if (!connection) throw new ParleyError('unavailable', { detail: 'the broker is away' });
  let missing = false;
  try {
    const channel = await connection.createChannel();
    channel.on('error', (error: { code?: number }) => {
      missing = error.code === 404;
    });
    const { messageCount: messages, consumerCount: consumers } = await channel.checkQueue(name);
    await closeChannel(channel);
    return { messages, consumers };
  } catch (cause) {
    if (missing || (cause as { code?: number }).code === 404) return null;
    throw new ParleyError('unavailable', { cause });
  }
}

/** A letter that was sent to a queue by its name has come back. */
function refuseNowhere(error: unknown): never {
  if (isCoded(error, 'unknown_job'))
    throw new ParleyError('unknown_queue', { ...(error.detail && { detail: error.detail }), cause: error });
  throw error;
}

/** The two connections with what hangs on them. */
function createLinks(deps: AmqpBusDeps, named: Named) {
  const { url, clock, logger, installed, metrics, limits } = deps;
  const publisher = createPublisher({
    clock,
    named,
    maxInFlight: limits.maxInFlight,
    onHealth: (health) => metrics?.busUp.set(health === 'up' ? 1 : 0),
  });
  const listeners = createListeners({ named, logger });
  const publishing = createLink({
    ...{ url, clock, logger, name: 'parley publish', heartbeat: HEARTBEAT.publish },
    async onUp(connection) {
      const channel = await connection.createChannel();
      channel.on('error', () => {});
      await declareTopology(channel, named, installed);
      await closeChannel(channel);
      await publisher.attach(connection);
    },
    onDown: publisher.detach,
  });
  const consuming = createLink({
    ...{ url, clock, logger, name: 'parley consume', heartbeat: HEARTBEAT.consume },
    onUp: listeners.attach,
    onDown: () => {},
  });
  return { publisher, listeners, publishing, consuming };
}

/**
 * Connects, and declares exchanges and queues.
 * @throws ParleyError `unavailable` when the broker cannot be reached within 30 s, or refuses
 */
export async function createAmqpBus(deps: AmqpBusDeps): Promise<Bus> {
  const { clock, logger, prefix = '' } = deps;
  const named: Named = (name) => prefix + name;
  const { publisher, listeners, publishing, consuming } = createLinks(deps, named);
  const hands = createHands();
  const turns = createTurns({ clock, patienceMs: SUSPECT_MS, settleMs: LINE_UP_MS });
  const consumers = new Set<Consumer>();
  let closing: Promise<void> | undefined;

  const within = (ms: number, work: Promise<unknown>) => {
    const timer = new AbortController();
    return Promise.race([work, pause(clock, ms, timer.signal)]).finally(() => timer.abort());
  };
  const closeAll = async () => {
    await within(CLOSE_MS, Promise.all([...consumers].map((consumer) => consumer.close())));
    await listeners.close();
    await within(CLOSE_MS, publisher.drain());
    await Promise.all([consuming.close(), publishing.close()]);
  };
  const close = () => (closing ??= closeAll());
  const consume = async (queue: QueueName, options: ConsumeOptions, handler: ConsumerDeps['handler']): Promise<Consumer> => {
    await consuming.ready(CONSUME_MS);
    const openOne = createOpener(consuming, queue, named);
    const open = async (prefetch: number) => hands.add(queue, await openOne(prefetch));
    const dispatch = createDispatch(deps, publisher, queue, named);
    const consumer = await startConsumer({ queue, options, handler, open, dispatch, turns, clock, logger });
    consumers.add(consumer);
    void consumer.ended.then(() => consumers.delete(consumer));
    return consumer;
  };

  try {
    await Promise.all([publishing.ready(START_MS), consuming.ready(START_MS)]);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    publish: async (publications) => publisher.send(publications.map((publication) => letterOf(publication, named))),
    consume,
    broadcast: publisher.sendFrames,
    async onBroadcast(handler) {
      const connection = await consuming.whenUp();
      if (!connection) throw new ParleyError('unavailable', { detail: 'the bus is closed' });
      return listeners.listen(handler, connection);
    },
    async depth(queue) {
      const depth = await readDepth(consuming, named(queue));
      return depth && { ...depth, messages: depth.messages + hands.held(queue) };
    },
    async siftDead(limit, judge) {
      const connection = consuming.current();
      if (!connection) throw new ParleyError('unavailable', { detail: 'the broker is away' });
      const send = (letter: Letter) => publisher.send([letter], false).catch(refuseNowhere);
      await siftDead({ connection, named, now: clock.now(), send }, limit, judge);
    },
    health: publisher.health,
    close,
  };
}
