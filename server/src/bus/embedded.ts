/** The bus of the embedded mode: durable queues in the one SQLite file, consumers in this process. SPEC B, DESIGN §5.13. */
import { type EffectWorker, JOB_WORKERS, type QueueName, SHARDS } from '@parley/shared-types/topics.ts';
import { backoffMs } from '../lib/backoff.ts';
import { type Clock, pause } from '../lib/clock.ts';
import { isCoded, ParleyError } from '../lib/errors.ts';
import type { Logger } from '../lib/logger.ts';
import type { Metrics } from '../lib/metrics.ts';
import type { Sqlite } from '../lib/sqlite.ts';
import type { Bus, Consumer, DeadDelivery, DeadLetter, Publication, Verdict } from './bus.ts';
import { createBroadcasts } from './embedded/broadcasts.ts';
import { type ConsumerDeps, createConsumer } from './embedded/consumer.ts';
import { createHealth } from './embedded/health.ts';
import { createJournal } from './embedded/journal.ts';
import { createLater } from './embedded/later.ts';
import { createQueue, type Queue } from './embedded/queue.ts';
import type { NewRow, Row } from './embedded/schema.ts';
import { routeOf } from './route.ts';
import { createTurns } from './turns.ts';

const BUSY_MS = 1_000;
const CLOSE_MS = 10_000;
const SUSPECT_MS = 2_000;

interface EmbeddedBusDeps {
  readonly sqlite: Sqlite;
  /** Effect workers that are configured; the others have no queue. */
  readonly installed: ReadonlySet<EffectWorker>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics?: Pick<Metrics, 'busUp' | 'deadLetters'>;
  readonly limits: { readonly maxInFlight: number };
}

function queueNames(installed: ReadonlySet<EffectWorker>): QueueName[] {
  return [
    ...Array.from({ length: SHARDS }, (_, shard): QueueName => `persist.${shard}`),
    ...[...installed].map((name): QueueName => `events.${name}`),
    ...JOB_WORKERS.map((name): QueueName => `jobs.${name}`),
    'dead',
  ];
}

/** The queues, and the database under them. */
function createQueues({ sqlite, installed, clock, logger, metrics }: EmbeddedBusDeps) {
  const queues = new Map<string, Queue>();
  const onAppended = (rows: readonly Row[]) => {
    for (const row of rows) queues.get(row.queue)?.arrived(row);
  };
  const health = createHealth({ clock, logger, metrics, probe: () => journal.probe() });
  const journal = createJournal({ sqlite, clock, onAppended, onCommit: health.onCommit });
  for (const name of queueNames(installed)) queues.set(name, createQueue({ name, journal, messages: journal.counts.get(name) ?? 0 }));
  return { queues, journal, health };
}

/** Writes that must happen: tried again for as long as the disk is full and the bus is open. */
function createSettlement(deps: EmbeddedBusDeps, { queues, journal }: ReturnType<typeof createQueues>, given: AbortSignal) {
  const { clock, logger, metrics } = deps;
  const later = createLater({ journal, clock });
  const persistently = async (write: () => Promise<void>): Promise<boolean> => {
    for (let attempt = 1; !given.aborted; attempt += 1) {
      try {
        await write();
        return true;
      } catch (error) {
        if (!isCoded(error, 'disk_full', 'unavailable')) {
          logger.error({ err: error }, 'outcomes cannot be written');
          return false;
        }
        await pause(clock, backoffMs(attempt, { minMs: 100, maxMs: 2_000 }), given);
      }
    }
    return false;
  };
  const settle: ConsumerDeps['settle'] = async (rows, outcomes) => {
    if (!(await persistently(() => journal.settle(rows, outcomes)))) return false;
    const [first] = rows;
    if (first) queues.get(first.queue)?.settled(rows.length);
    for (const outcome of outcomes) {
      if (outcome.do === 'retry') later.plan();
      if (outcome.do === 'dead' && outcome.reason === 'delivery_limit')
        metrics?.deadLetters.inc({ worker: first?.queue ?? '', code: 'delivery_limit' });
    }
    return true;
  };
  return { settle, mark: (rows: readonly Row[]) => persistently(() => journal.mark(rows)), stop: later.stop };
}

/** Puts publications into the queues that want them. */
function createPublish(deps: EmbeddedBusDeps, { queues, journal }: ReturnType<typeof createQueues>) {
  const { installed, clock, limits } = deps;
  let inFlight = 0;
  const rowsOf = ({ message, trace }: Publication): NewRow[] => {
    const body = JSON.stringify(message);
    const common = { messageId: message.id, attempt: 0, crashes: 0, publishedAt: clock.now(), trace: trace ?? null, body };
    return routeOf(message, installed).queues.flatMap((queue) => {
      const taking = queues.get(queue);
      if (!taking) throw new ParleyError('unknown_job', { detail: queue });
      return 'kind' in message || taking.wants(message.type) ? [{ ...common, queue }] : [];
    });
  };
  return async (publications: readonly Publication[]): Promise<void> => {
    const count = publications.length;
    if (inFlight + count > limits.maxInFlight) throw new ParleyError('busy', { detail: 'too much in flight', retryAfterMs: BUSY_MS });
    const rows = publications.flatMap(rowsOf);
    if (rows.length === 0) return;
    inFlight += count;
    try {
      await journal.append(rows);
    } catch (error) {
      if (!isCoded(error, 'disk_full', 'unavailable')) throw error;
      throw new ParleyError('busy', { detail: error.code, retryAfterMs: error.retryAfterMs ?? BUSY_MS, cause: error });
    } finally {
      inFlight -= count;
    }
  };
}

function deadDeliveryOf({ messageId, body }: Row): DeadDelivery {
  return { id: messageId, ...(JSON.parse(body) as DeadLetter) };
}

/** Does what was judged of dead letters, in one commit. */
function createPutAside({ clock }: EmbeddedBusDeps, { queues, journal }: ReturnType<typeof createQueues>) {
  const replayed = (row: Row): NewRow => {
    const { queue, message } = deadDeliveryOf(row);
    const body = typeof message === 'string' ? message : JSON.stringify(message);
    return { queue, messageId: row.messageId, attempt: 0, crashes: 0, publishedAt: clock.now(), trace: row.trace, body };
  };
  return async (rows: readonly Row[], verdicts: readonly Verdict[]): Promise<void> => {
    const gone = rows.filter((_, index) => verdicts[index] === 'drop');
    const back = rows.filter((_, index) => verdicts[index] === 'replay');
    const lost = back.findIndex((row) => !queues.has(deadDeliveryOf(row).queue));
    const replayable = lost === -1 ? back : back.slice(0, lost);
    await journal.move([...gone, ...replayable], replayable.map(replayed));
    queues.get('dead')?.settled(gone.length + replayable.length);
    if (replayable.length < back.length) throw new ParleyError('unknown_queue', { detail: deadDeliveryOf(back[lost] as Row).queue });
  };
}

/**
 * Opens the bus over its tables, which it creates. Work of one turn is committed with the store's own (lib/sqlite.ts).
 * @throws ParleyError `disk_full`, `unavailable` when the tables cannot be written
 */
export function createEmbeddedBus(deps: EmbeddedBusDeps): Bus {
  const { clock, logger } = deps;
  const givenUp = new AbortController();
  const parts = createQueues(deps);
  const { queues, journal, health } = parts;
  const { settle, mark, stop } = createSettlement(deps, parts, givenUp.signal);
  const publish = createPublish(deps, parts);
  const putAside = createPutAside(deps, parts);
  const broadcasts = createBroadcasts(logger);
  const turns = createTurns({ clock, patienceMs: SUSPECT_MS });
  const consumers = new Set<Consumer>();
  let closing: Promise<void> | undefined;

  const refuseWhenClosed = () => {
    if (health.state() === 'down') throw new ParleyError('busy', { detail: 'the bus is closed', retryAfterMs: BUSY_MS });
  };
  /** Messages are taken until the last handler is done: it may have to publish before it can answer. */
  const closeAll = async () => {
    const timer = new AbortController();
    const drained = Promise.all([...consumers].map((consumer) => consumer.close())).then(() => true);
    const clean = await Promise.race([drained, pause(clock, CLOSE_MS, timer.signal).then(() => false)]);
    timer.abort();
    stop();
    health.close();
    givenUp.abort();
    await journal.finish(clean).catch((error: unknown) => logger.error({ err: error }, 'the bus did not close cleanly'));
  };

  return {
    async publish(publications) {
      refuseWhenClosed();
      await publish(publications);
    },
    async consume(name, options, handler) {
      refuseWhenClosed();
      const queue = queues.get(name);
      if (!queue) throw new ParleyError('not_found', { detail: `queue ${name}` });
      const taker = { options };
      queue.enter(taker);
      try {
        await journal.widen(name, queue.window());
      } catch (error) {
        queue.leave(taker);
        throw error;
      }
      const consumer = createConsumer({ queue, options, handler, settle, mark, turns, logger }, taker);
      consumers.add(consumer);
      void consumer.ended.then(() => consumers.delete(consumer));
      return consumer;
    },
    async broadcast(frames) {
      broadcasts.send(frames);
    },
    async onBroadcast(handler) {
      return broadcasts.listen(handler);
    },
    async depth(name) {
      const depth = queues.get(name)?.depth();
      if (!depth) return null;
      try {
        return { ...depth, messages: depth.messages + journal.countLater(name) };
      } catch (error) {
        throw new ParleyError('unavailable', { cause: error });
      }
    },
    async siftDead(limit, judge) {
      refuseWhenClosed();
      const rows = journal.load('dead', 0, limit);
      await putAside(rows, judge(rows.map(deadDeliveryOf)));
    },
    health: health.state,
    close() {
      closing ??= closeAll();
      return closing;
    },
  };
}
