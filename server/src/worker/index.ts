/** The public entry `@parley/server/worker`: what the author of a worker needs. */
export type { EffectDefinition, EffectDone, EffectPlan, EffectStep } from './effect.ts';
export { runEffectWorker } from './effects.ts';
export { type JobHandlers, type JobInHand, runJobWorker, sendJob } from './jobs.ts';
export { runWorker } from './run-worker.ts';
export {
  ackAll,
  type Handed,
  joinWorkers,
  traced,
  type Worker,
  type WorkerDefinition,
  type WorkerDeps,
  type WorkerState,
} from './worker.ts';
