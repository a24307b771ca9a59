import { LIMITS } from '@parley/shared-types/topics.ts';
import type { Delivery, Outcome } from '../bus/bus.ts';
import type { Logger } from '../lib/logger.ts';
import { codeOf, triage } from './decide.ts';
import { Released } from './in-place.ts';
import { createBury, createSettle, type SettleDeps } from './settle.ts';
import type { Handed, WorkerDefinition } from './worker.ts';

type Judged<Item> =
  | { readonly is: 'handed'; readonly handed: Handed<Item> }
  | { readonly is: 'dead'; readonly reason: string; readonly handed?: Handed<Item> }
  | { readonly is: 'newer'; readonly name: string; readonly v: number };

function judge<Item>(delivery: Delivery, definition: WorkerDefinition<Item>): Judged<Item> {
  const found = triage(delivery.body, definition.schema, definition.versions);
  if (found.is !== 'item') return found;
  const handed = { item: found.item, delivery };
  // The bus has this limit too; here, one delivery earlier, so that the sender can be told.
  if (delivery.crashes >= LIMITS.deliveries - 1)
    return { is: 'dead', reason: `delivery_limit: ${delivery.crashes} deliveries without an outcome`, handed };
  return { is: 'handed', handed };
}

function createCount<Item>({ name }: WorkerDefinition<Item>, { metrics }: SettleDeps) {
  return (outcomes: readonly Outcome[]): void => {
    for (const outcome of outcomes) {
      metrics.handled.inc({ worker: name, outcome: outcome.do });
      if (outcome.do === 'dead') metrics.deadLetters.inc({ worker: name, code: codeOf(outcome.reason) });
      if (outcome.do === 'retry') metrics.attempts.inc({ worker: name });
    }
  };
}

/**
 * The handler that a worker gives to the bus: parses, handles, bisects, counts.
 * @returns a function that answers one outcome per delivery, or throws Released when the batch must go back to the queue
 */
export function createBatchHandler<Item>(definition: WorkerDefinition<Item>, deps: SettleDeps & { readonly logger: Logger }) {
  const bury = createBury(definition, deps);
  const settle = createSettle(definition, deps, bury);
  const count = createCount(definition, deps);
  const { clock, metrics } = deps;
  return async (batch: readonly Delivery[]): Promise<readonly Outcome[]> => {
    const { publishedAt = clock.now(), trace } = batch[0] ?? {};
    metrics.lagSeconds.set({ queue: definition.queue }, Math.max(0, clock.now() - publishedAt) / 1_000);
    const logger = deps.logger.child({ queue: definition.queue, trace });
    const judged = batch.map((delivery) => judge(delivery, definition));
    const newerAt = judged.findIndex(({ is }) => is === 'newer');
    const newer = judged[newerAt];
    // What lies in front of a message of a newer version is done first: handed out again later, it is only a repeat.
    const known = newerAt < 0 ? judged : judged.slice(0, newerAt);
    const settled = await settle(
      known.flatMap((one) => (one.is === 'handed' ? [one.handed] : [])),
      logger,
    );
    if (newer?.is === 'newer') throw new Released('newer', `unknown_version: ${newer.name} v${newer.v}`);
    const next = settled[Symbol.iterator]();
    const outcomes: Outcome[] = [];
    for (const one of judged) {
      const outcome = one.is === 'handed' ? next.next().value : undefined;
      if (outcome) outcomes.push(outcome);
      else if (one.is === 'dead') outcomes.push(await bury(one.reason, one.handed, logger));
    }
    count(outcomes);
    return outcomes;
  };
}
