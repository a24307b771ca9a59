import type { Outcome } from '../bus/bus.ts';
import { backoffMs } from '../lib/backoff.ts';
import { type Clock, pause } from '../lib/clock.ts';
import type { Logger } from '../lib/logger.ts';
import type { Metrics } from '../lib/metrics.ts';
import { codeOf, reasonOf } from './decide.ts';
import { type InPlace, Released } from './in-place.ts';
import type { Handed, WorkerDefinition } from './worker.ts';

export interface SettleDeps {
  readonly inPlace: InPlace;
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly closing: AbortSignal;
}

const ATTEMPTS = 3;
const BETWEEN = { minMs: 100, maxMs: 400 };

/** Makes a delivery a dead letter and tells the definition, so that it can tell whoever waits for an answer. */
export function createBury<Item>({ onDead }: WorkerDefinition<Item>, { inPlace }: SettleDeps) {
  return async (reason: string, handed: Handed<Item> | undefined, logger: Logger): Promise<Outcome> => {
    const { id, trace } = handed?.delivery ?? {};
    logger.error({ code: codeOf(reason), reason, delivery: id, trace }, 'dead letter');
    try {
      if (handed && onDead) await inPlace(() => onDead(handed, reason));
    } catch (error) {
      if (error instanceof Released) throw error;
      logger.error({ err: error, delivery: id }, 'telling of a dead letter failed');
    }
    return { do: 'dead', reason };
  };
}
export type Bury<Item> = ReturnType<typeof createBury<Item>>;

/**
 * Handles a batch and, when a permanent error comes out of it, halves it in order down to the guilty one (SPEC K3).
 * @returns a function that answers one outcome each; it throws Released only
 */
export function createSettle<Item>(definition: WorkerDefinition<Item>, deps: SettleDeps, bury: Bury<Item>) {
  const { inPlace, metrics, clock, closing } = deps;
  const handle = (batch: readonly Handed<Item>[], logger: Logger) =>
    inPlace(async () => {
      const outcomes = await definition.handle(batch, logger);
      if (outcomes.length !== batch.length) throw new Error(`${outcomes.length} outcomes for ${batch.length} deliveries`);
      return outcomes;
    });
  const attempt = async (batch: readonly Handed<Item>[], logger: Logger) => {
    try {
      return { outcomes: await handle(batch, logger) };
    } catch (error) {
      if (error instanceof Released) throw error;
      metrics.attempts.inc({ worker: definition.name });
      return { error };
    }
  };
  const settleOne = async (handed: Handed<Item>, logger: Logger, first: unknown): Promise<readonly Outcome[]> => {
    let failure = first;
    for (let number = 2; number <= ATTEMPTS; number++) {
      await pause(clock, backoffMs(number - 1, BETWEEN), closing);
      const { outcomes, error } = await attempt([handed], logger);
      if (outcomes) return outcomes;
      failure = error;
    }
    logger.error({ err: failure, delivery: handed.delivery.id }, 'failed every time');
    const reason = reasonOf(failure);
    return [await bury(reason.startsWith('handler_failed') ? reason : `handler_failed: ${reason}`, handed, logger)];
  };
  return async function settle(batch: readonly Handed<Item>[], logger: Logger): Promise<readonly Outcome[]> {
    const [only] = batch;
    if (!only) return [];
    const { outcomes, error } = await attempt(batch, logger);
    if (outcomes) return outcomes;
    if (batch.length === 1) return settleOne(only, logger, error);
    const middle = Math.ceil(batch.length / 2);
    return [...(await settle(batch.slice(0, middle), logger)), ...(await settle(batch.slice(middle), logger))];
  };
}
