import { EFFECT_WORKERS, JOB_WORKERS, type QueueName, SHARDS } from '@parley/shared-types/topics.ts';
import type { Bus } from '../bus/bus.ts';
import type { Fanout } from '../fanout/fanout.ts';
import type { Clock } from '../lib/clock.ts';
import type { Metrics } from '../lib/metrics.ts';
import type { Store } from '../store/store.ts';

const KEPT_MS = 5_000;

const QUEUES: readonly QueueName[] = [
  ...Array.from({ length: SHARDS }, (_, shard): QueueName => `persist.${shard}`),
  ...EFFECT_WORKERS.map((name): QueueName => `events.${name}`),
  ...JOB_WORKERS.map((name): QueueName => `jobs.${name}`),
  'dead',
];

/** Returns what brings the gauges of queues and ports up to date, at most every 5 s; a port that is away leaves the last values. */
export function createQueueGauges(deps: { bus: Bus; store: Store; fanout: Fanout; metrics: Metrics; clock: Clock }): () => Promise<void> {
  const { bus, store, fanout, metrics, clock } = deps;
  let measuredAt = Number.NEGATIVE_INFINITY;
  const measure = async (queue: QueueName) => {
    const depth = await bus.depth(queue);
    if (!depth) return;
    metrics.queueDepth.set({ queue }, depth.messages);
    metrics.queueConsumers.set({ queue }, depth.consumers);
  };
  return async () => {
    metrics.busUp.set(bus.health() === 'up' ? 1 : 0);
    metrics.fanoutUp.set(fanout.health() === 'up' ? 1 : 0);
    if (clock.now() - measuredAt < KEPT_MS) return;
    measuredAt = clock.now();
    const backlogs = EFFECT_WORKERS.map(async (worker) => metrics.effectBacklog.set({ worker }, await store.effects.backlog(worker)));
    await Promise.allSettled([...QUEUES.map(measure), ...backlogs]);
  };
}
