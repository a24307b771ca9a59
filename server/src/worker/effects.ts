import { messageStored } from '@parley/shared-types/schemas/events.ts';
import type { Store } from '../store/store.ts';
import type { EffectDefinition } from './effect.ts';
import { createEffectRunner } from './effect-runner.ts';
import { createSweep } from './effect-sweep.ts';
import { createWants } from './effect-wants.ts';
import { runWorker } from './run-worker.ts';
import { ackAll, type Worker, type WorkerDeps } from './worker.ts';

const BATCH = 100;

/**
 * Runs an effect worker: `message.stored` only raises cursors, a runner works them off in order, a sweep finds what woke
 * nobody (SPEC K13-K16). Any number of copies may run; leases share the work between them.
 */
export function runEffectWorker<Action, Facts>(
  definition: EffectDefinition<Action, Facts>,
  given: Omit<WorkerDeps, 'ping'> & { readonly store: Pick<Store, 'log' | 'effects' | 'sites' | 'conversations' | 'meta'> },
): Worker {
  const { worker } = definition;
  const deps = { ...given, logger: given.logger.child({ worker }), ping: () => given.store.meta.ping() };
  const wants = createWants(definition, deps);
  const runner = createEffectRunner(definition, deps);
  const consumer = runWorker(
    {
      name: worker,
      queue: `events.${worker}`,
      ordered: false,
      batch: BATCH,
      schema: messageStored,
      versions: { 'message.stored': 1 },
      types: ['message.stored'],
      async handle(batch) {
        await wants(batch.map(({ item }) => item));
        runner.wake();
        return ackAll(batch);
      },
    },
    deps,
  );
  runner.wake();
  const sweep = createSweep(definition, deps, runner.wake);
  return {
    ready: consumer.ready,
    state: () => (consumer.state() === 'running' ? runner.state() : consumer.state()),
    async close() {
      await Promise.all([consumer.close(), sweep.close(), runner.close()]);
    },
  };
}
