import { ERRORS } from '@parley/shared-types/errors.ts';
import type { Consumer } from '../bus/bus.ts';
import { backoffMs } from '../lib/backoff.ts';
import { pause } from '../lib/clock.ts';
import { createBatchHandler } from './handle-batch.ts';
import { createInPlace, Released } from './in-place.ts';
import type { Worker, WorkerDefinition, WorkerDeps, WorkerState } from './worker.ts';

const PATIENCE_MS = 60_000;
const POLL = { minMs: 200, maxMs: 5_000 };
const NEWER_POLL_MS = 30_000;
const CLOSE_MS = 20_000;

/** The state of a worker, told to its gauge: shards of one kind of worker share the gauge, so it counts up and down. */
function createStanding(name: string, { metrics, logger }: WorkerDeps) {
  let state: WorkerState = 'starting';
  const resting = (which: WorkerState) => which === 'waiting' || which === 'paused';
  metrics.paused.inc({ worker: name }, 0);
  return {
    state: () => state,
    set(next: WorkerState) {
      if (next === state || state === 'closed') return;
      if (resting(next) !== resting(state)) metrics.paused[resting(next) ? 'inc' : 'dec']({ worker: name });
      logger.info({ from: state, to: next }, 'worker state');
      state = next;
    },
  };
}

/** Waits until a worker that let go may come back: everything it needs answers, or the message it does not know is gone. */
function createReturn(definition: { readonly queue: WorkerDefinition<unknown>['queue'] }, deps: WorkerDeps, closing: AbortSignal) {
  const { bus, clock } = deps;
  const answers = async () => {
    try {
      await deps.ping();
      return bus.health() === 'up';
    } catch {
      return false;
    }
  };
  const isEmpty = async () => {
    try {
      return (await bus.depth(definition.queue))?.messages === 0;
    } catch {
      return false;
    }
  };
  return async (why: Released['why']): Promise<void> => {
    for (let attempt = 1; !closing.aborted; attempt++) {
      await pause(clock, why === 'newer' ? NEWER_POLL_MS : backoffMs(attempt, POLL), closing);
      // Taking such a message again and again would use up its deliveries: a newer copy of the worker takes it.
      if (await (why === 'newer' ? isEmpty() : answers())) return;
    }
  };
}

/** Everything that one worker shares between its handler and its life-cycle. */
function createHandler<Item>(
  definition: WorkerDefinition<Item>,
  deps: WorkerDeps,
  closing: AbortSignal,
  set: (state: WorkerState) => void,
) {
  const { clock, logger, metrics } = deps;
  let release: Released | undefined;
  let letGo = false;
  const inPlace = createInPlace({
    clock,
    closing,
    // It lets go once. When it fails again without any success in between, it holds on: each let-go counts as a delivery.
    patienceMs: () => (letGo ? Number.POSITIVE_INFINITY : PATIENCE_MS),
    onFailure(error) {
      metrics.attempts.inc({ worker: definition.name });
      logger.warn({ err: error }, 'waiting and trying again');
      set('waiting');
    },
  });
  const handleBatch = createBatchHandler(definition, { ...deps, inPlace, closing });
  const handler: typeof handleBatch = async (batch) => {
    try {
      const outcomes = await handleBatch(batch);
      letGo = false;
      set('running');
      return outcomes;
    } catch (error) {
      release = error instanceof Released ? error : new Released('away', 'the handler broke', error);
      letGo = release.why === 'away';
      throw release;
    }
  };
  return { handler, lastRelease: () => release };
}

function startConsuming<Item>(definition: WorkerDefinition<Item>, { bus, clock, logger }: WorkerDeps, closing: AbortSignal) {
  const { batch, ordered, types } = definition;
  return async (handler: Parameters<WorkerDeps['bus']['consume']>[2]): Promise<Consumer | undefined> => {
    for (let attempt = 1; !closing.aborted; attempt++) {
      try {
        definition.onStart?.();
        return await bus.consume(definition.queue, { batch, ordered, ...(types && { types }) }, handler);
      } catch (error) {
        logger.warn({ err: error }, 'cannot consume yet');
        await pause(clock, backoffMs(attempt, POLL), closing);
      }
    }
    return undefined;
  };
}

/**
 * Runs a worker on its queue until it is closed: parse, handle, retry in place, bisect, let go and come back (SPEC K1-K8).
 * @returns at once; `ready` tells when it consumes
 */
export function runWorker<Item>(definition: WorkerDefinition<Item>, given: WorkerDeps): Worker {
  const deps = { ...given, logger: given.logger.child({ worker: definition.name, queue: definition.queue }) };
  const closing = new AbortController();
  const ready = Promise.withResolvers<void>();
  const standing = createStanding(definition.name, deps);
  const { handler, lastRelease } = createHandler(definition, deps, closing.signal, standing.set);
  const consume = startConsuming(definition, deps, closing.signal);
  const comeBack = createReturn(definition, deps, closing.signal);
  let consumer: Consumer | undefined;

  const live = async () => {
    while (!closing.signal.aborted) {
      consumer = await consume(handler);
      if (!consumer) return;
      if (closing.signal.aborted) return consumer.close();
      standing.set('running');
      ready.resolve();
      if ((await consumer.ended) === 'closed' || closing.signal.aborted) return;
      const release = lastRelease();
      const why = release?.why ?? 'away';
      const alarm = why === 'newer' ? { alarm: 'unknown_version', mend: ERRORS.unknown_version.mend } : {};
      deps.logger.error({ err: release, ...alarm }, 'worker let go of its queue');
      standing.set(why === 'newer' ? 'paused' : 'waiting');
      await comeBack(why);
    }
  };
  const living = live().catch((error: unknown) => deps.logger.fatal({ err: error }, 'worker ended'));
  const finish = async () => {
    closing.abort();
    await Promise.race([Promise.all([consumer?.close(), living]), pause(deps.clock, CLOSE_MS)]);
    standing.set('closed');
    ready.resolve();
  };
  let closed: Promise<void> | undefined;
  return { ready: ready.promise, state: standing.state, close: () => (closed ??= finish()) };
}
