/** What a worker is, to whoever writes one. */
import type { BusEvent } from '@parley/shared-types/events.ts';
import type { QueueName } from '@parley/shared-types/topics.ts';
import type { z } from 'zod';
import type { Bus, Delivery, Outcome, Publication } from '../bus/bus.ts';
import type { Clock } from '../lib/clock.ts';
import type { Logger } from '../lib/logger.ts';
import type { Metrics } from '../lib/metrics.ts';

/** A delivery whose body is of its schema. */
export interface Handed<Item> {
  readonly item: Item;
  readonly delivery: Delivery;
}

export interface WorkerDefinition<Item> {
  /** In logs and metrics. */
  readonly name: string;
  readonly queue: QueueName;
  /** True: batches one after the other, in the order published, one active consumer of all processes. */
  readonly ordered: boolean;
  /** At most so many deliveries at once. */
  readonly batch: number;
  readonly schema: z.ZodType<Item>;
  /** Highest `v` known of each event type or kind of job; a higher one pauses the worker (SPEC K2). */
  readonly versions: Readonly<Record<string, number>>;
  /** Event types that an `events.*` queue wants. */
  readonly types?: readonly BusEvent['type'][];
  /** Before each (re)start of consuming: forget what another copy may have changed meanwhile. */
  onStart?(): void;
  /**
   * Does the work of a batch; may see the same items again. Answers one outcome each, in order.
   * Throwing a passing error (SPEC K5) keeps the batch and tries again; any other error bisects it down to the guilty (K3).
   */
  handle(batch: readonly Handed<Item>[], logger: Logger): Promise<readonly Outcome[]>;
  /** A parsed item is about to be a dead letter, with this reason. */
  onDead?(handed: Handed<Item>, reason: string): Promise<void>;
}

export interface WorkerDeps {
  readonly bus: Bus;
  /** Resolves when what the worker needs besides the bus answers; usually `store.meta.ping`. */
  ping(): Promise<void>;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly clock: Clock;
}

/** `waiting`: keeps its work until the store or the bus is back. `paused`: met a version it does not know. */
export type WorkerState = 'starting' | 'running' | 'waiting' | 'paused' | 'closed';

export interface Worker {
  /** Resolves when it consumes for the first time. */
  readonly ready: Promise<void>;
  state(): WorkerState;
  /** Starts nothing new, finishes what is in hand within 20 s, lets go. May be called twice. */
  close(): Promise<void>;
}

/** The outcome of a batch that went well. */
export function ackAll(batch: readonly unknown[]): readonly Outcome[] {
  return batch.map(() => ({ do: 'ack' }) as const);
}

/** A publication that belongs to the same trace as the delivery which caused it. */
export function traced(message: Publication['message'], cause: Delivery | undefined): Publication {
  return cause?.trace === undefined ? { message } : { message, trace: cause.trace };
}

const STATES: readonly WorkerState[] = ['paused', 'waiting', 'starting', 'running', 'closed'];

/** Several workers as one: its state is that of the one worst off. */
export function joinWorkers(workers: readonly Worker[]): Worker {
  return {
    ready: Promise.all(workers.map((worker) => worker.ready)).then(() => undefined),
    state: () => STATES.find((state) => workers.some((worker) => worker.state() === state)) ?? 'closed',
    async close() {
      await Promise.all(workers.map((worker) => worker.close()));
    },
  };
}
