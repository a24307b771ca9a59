import { LIMITS } from '@parley/shared-types/topics.ts';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { ParleyError } from '../lib/errors.ts';
import { runWorker } from './run-worker.ts';
import { settle } from './testing/manual-clock.ts';
import { createWorkerDeps, metricOf } from './testing/worker-deps.ts';
import { ackAll, type Handed, type WorkerDefinition } from './worker.ts';

const told = z.object({ type: z.literal('told'), v: z.literal(1), n: z.number() });
type Told = z.infer<typeof told>;
const tell = (...numbers: number[]): Told[] => numbers.map((n) => ({ type: 'told', v: 1, n }));
const numbersOf = (batch: readonly Handed<Told>[]) => batch.map(({ item }) => item.n);

/** A worker that notes what it was given; `before` may throw or wait. */
function start(options: Partial<WorkerDefinition<Told>> & { before?: (numbers: readonly number[]) => void | Promise<void> } = {}) {
  const { before, ...more } = options;
  const world = createWorkerDeps();
  const batches: number[][] = [];
  const done: number[] = [];
  const definition: WorkerDefinition<Told> = {
    ...{ name: 'teller', queue: 'persist.0', ordered: true, batch: 100, schema: told, versions: { told: 1 } },
    async handle(batch) {
      batches.push(numbersOf(batch));
      await before?.(numbersOf(batch));
      done.push(...numbersOf(batch));
      return ackAll(batch);
    },
    ...more,
  };
  const run = () => runWorker(definition, world.deps);
  return { ...world, batches, done, run, worker: run(), queue: 'persist.0' as const };
}

it('[K1] a body that is not of its schema is a dead letter at once, and its neighbours go on', async () => {
  const { bus, queue, done, metrics } = start();
  bus.inject(queue, ...tell(1), { type: 'told', v: 1, n: 'x' }, 'rubbish', ...tell(2));
  await settle();
  expect(done).toEqual([1, 2]);
  expect(bus.dead.map(({ reason }) => reason)).toEqual(['schema_invalid: n', 'schema_invalid: (the whole body)']);
  expect(bus.waiting(queue)).toEqual([]);
  expect(await metricOf(metrics, 'dead_letters_total', { worker: 'teller', code: 'schema_invalid' })).toBe(2);
});

it('[K2] a higher version pauses the worker with an alarm, keeps everything and dead-letters nothing', async () => {
  const { bus, queue, done, metrics, worker, lines, clock } = start();
  bus.inject(queue, ...tell(1), { type: 'told', v: 2, n: 2 }, ...tell(3));
  await settle();
  expect(worker.state()).toBe('paused');
  expect(done).toEqual([1]);
  expect(await metricOf(metrics, 'worker_paused', { worker: 'teller' })).toBe(1);
  expect(lines.some((line) => line.alarm === 'unknown_version')).toBe(true);
  await clock.advance(3_600_000);
  expect(bus.dead).toEqual([]);
  expect(bus.waiting(queue)).toHaveLength(3);
});

it('[K2] when a newer copy has taken it, the paused worker comes back', async () => {
  const { bus, queue, done, worker, clock, deps } = start();
  bus.inject(queue, { type: 'told', v: 2, n: 1 });
  await settle();
  const schema = z.object({ v: z.literal(2) });
  const newer = {
    name: 'newer',
    queue,
    ordered: true,
    batch: 1,
    schema,
    versions: { told: 2 },
    handle: async (batch: readonly unknown[]) => ackAll(batch),
  };
  const other = runWorker(newer, deps);
  await settle();
  await other.close();
  await clock.advance(31_000);
  bus.inject(queue, ...tell(2));
  await settle();
  expect(worker.state()).toBe('running');
  expect(done).toEqual([2]);
});

it('[K3] one that always throws is bisected down to, tried three times, and alone becomes a dead letter', async () => {
  const dead: number[] = [];
  const { bus, queue, batches, done, clock, metrics } = start({
    before(numbers) {
      if (numbers.includes(6)) throw new Error('six');
    },
    async onDead({ item }, reason) {
      expect(reason).toBe('handler_failed: six');
      dead.push(item.n);
    },
  });
  bus.inject(queue, ...tell(1, 2, 3, 4, 5, 6, 7, 8));
  await clock.advance(5_000);
  expect(done).toEqual([1, 2, 3, 4, 5, 7, 8]);
  expect(dead).toEqual([6]);
  expect(bus.dead.map(({ reason }) => reason)).toEqual(['handler_failed: six']);
  expect(batches.filter((batch) => batch.length === 1 && batch[0] === 6)).toHaveLength(3);
  expect(await metricOf(metrics, 'worker_attempts_total', { worker: 'teller' })).toBe(6);
});

it('[K4] one that kills its worker is tried alone and dead-lettered at the limit; its sender is told, its neighbours are handled', async () => {
  const told: string[] = [];
  let killed = 0;
  const { bus, queue, done, run, clock } = start({
    async before(numbers) {
      if (!numbers.includes(2)) return;
      killed += 1;
      bus.crash(queue);
      // A killed process answers nothing, and the next one is started.
      queueMicrotask(run);
      await new Promise(() => {});
    },
    async onDead({ item }, reason) {
      told.push(`${item.n} ${reason}`);
    },
  });
  bus.inject(queue, ...tell(1, 2, 3));
  await clock.advance(1_000);
  expect(done).toEqual([1, 3]);
  expect(told).toEqual(['2 delivery_limit: 9 deliveries without an outcome']);
  expect(bus.dead).toMatchObject([{ body: { n: 2 } }]);
  expect(killed).toBeLessThan(LIMITS.deliveries);
});

it('[K5] while the store is away the batch is kept and tried in place, and nothing is given back', async () => {
  let away = true;
  const { bus, queue, done, batches, clock, worker, metrics } = start({
    before() {
      if (away) throw new ParleyError('unavailable');
    },
  });
  bus.inject(queue, ...tell(1, 2));
  await clock.advance(30_000);
  expect(batches.length).toBeGreaterThan(4);
  expect(worker.state()).toBe('waiting');
  expect(await metricOf(metrics, 'worker_paused', { worker: 'teller' })).toBe(1);
  expect(bus.waiting(queue)).toEqual([]);
  away = false;
  await clock.advance(5_000);
  expect(done).toEqual([1, 2]);
  expect(worker.state()).toBe('running');
  expect(await metricOf(metrics, 'worker_paused', { worker: 'teller' })).toBe(0);
});

it('[K5] after 60 s it lets go once, and comes back when the store answers', async () => {
  let away = true;
  const { bus, queue, store, done, batches, clock, worker } = start({
    before() {
      if (away) throw new ParleyError('unavailable');
    },
  });
  store.before = () => {
    if (away) throw new ParleyError('unavailable');
  };
  bus.inject(queue, ...tell(1, 2, 3));
  await clock.advance(70_000);
  expect(bus.waiting(queue)).toHaveLength(3);
  const tries = batches.length;
  await clock.advance(600_000);
  expect(batches).toHaveLength(tries);
  expect(worker.state()).toBe('waiting');
  away = false;
  await clock.advance(6_000);
  expect(done).toEqual([1, 2, 3]);
  expect(bus.dead).toEqual([]);
});

it('[K5] a store that answers but takes nothing for hours costs no message', async () => {
  let full = true;
  const { bus, queue, done, clock } = start({
    before() {
      if (full) throw new ParleyError('disk_full', { retryAfterMs: 5_000 });
    },
  });
  bus.inject(queue, ...tell(1, 2, 3));
  await clock.advance(4 * 3_600_000);
  full = false;
  await clock.advance(10_000);
  expect(done).toEqual([1, 2, 3]);
  expect(bus.dead).toEqual([]);
});

it('[K7] two copies share an unordered queue; one killed, the other takes over what it held', async () => {
  const world = createWorkerDeps();
  const seen: string[] = [];
  const hang = new Promise<never>(() => {});
  const definition = (name: string, stuck: boolean): WorkerDefinition<Told> => ({
    ...{ name, queue: 'jobs.slack', ordered: false, batch: 2, schema: told, versions: {} },
    async handle(batch) {
      seen.push(...numbersOf(batch).map((n) => `${name}${n}`));
      return stuck ? hang : ackAll(batch);
    },
  });
  await runWorker(definition('a', true), world.deps).ready;
  await runWorker(definition('b', false), world.deps).ready;
  world.bus.inject('jobs.slack', ...tell(1, 2, 3, 4));
  await settle();
  expect(seen).toEqual(['a1', 'a2', 'b3', 'b4']);
  world.bus.crash('jobs.slack');
  runWorker(definition('c', false), world.deps);
  await settle();
  expect(seen.slice(4)).toEqual(['c1', 'c2']);
  expect(world.bus.waiting('jobs.slack')).toEqual([]);
});

it('[K7] with all copies down the work waits', async () => {
  const { bus, queue, worker, run, done } = start();
  await worker.close();
  bus.inject(queue, ...tell(1, 2));
  await settle();
  expect(bus.waiting(queue)).toHaveLength(2);
  run();
  await settle();
  expect(done).toEqual([1, 2]);
});

it('[K8] close finishes and acks the batch in hand and takes no other', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const { bus, queue, worker, done } = start({ batch: 2, before: () => promise });
  bus.inject(queue, ...tell(1, 2, 3));
  await settle();
  const closed = worker.close();
  resolve();
  await closed;
  expect(done).toEqual([1, 2]);
  expect(bus.waiting(queue)).toHaveLength(1);
  expect(worker.state()).toBe('closed');
});

it('[K8] close does not wait for a store that is away: what is in hand goes back to the queue', async () => {
  const { bus, queue, worker, clock } = start({
    before() {
      throw new ParleyError('unavailable');
    },
  });
  bus.inject(queue, ...tell(1));
  await clock.advance(1_000);
  const closed = worker.close();
  await clock.advance(6_000);
  await closed;
  expect(bus.waiting(queue)).toHaveLength(1);
  expect(bus.dead).toEqual([]);
});

it('[K8] close gives up on a handler that hangs after 20 s', async () => {
  const { bus, queue, worker, clock } = start({ before: () => new Promise(() => {}) });
  bus.inject(queue, ...tell(1));
  await settle();
  const closed = worker.close();
  await clock.advance(20_000);
  await closed;
  expect(worker.state()).toBe('closed');
});

it('[O5] handled deliveries and lag are counted', async () => {
  const { bus, queue, metrics, clock, worker, run } = start();
  await worker.close();
  bus.inject(queue, ...tell(1, 2));
  await clock.advance(7_000);
  run();
  await settle();
  expect(await metricOf(metrics, 'worker_handled_total', { worker: 'teller', outcome: 'ack' })).toBe(2);
  expect(await metricOf(metrics, 'queue_lag_seconds', { queue })).toBe(7);
});
