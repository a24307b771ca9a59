/**
 * The port to the message bus: durable queues for events and jobs, a transient broadcast for frames.
 * SPEC B. Adapters: embedded.ts (SQLite), amqp.ts (RabbitMQ). Contract: contract.ts.
 */
import type { BusEvent, Frame } from '@parley/shared-types/events.ts';
import type { Job } from '@parley/shared-types/jobs.ts';
import type { SiteId } from '@parley/shared-types/model.ts';
import type { QueueName } from '@parley/shared-types/topics.ts';

/** Something to be kept until a worker has dealt with it, and the W3C `traceparent` it belongs to. */
export interface Publication {
  readonly message: BusEvent | Job;
  readonly trace?: string;
}

/** One message as a worker gets it: `body` is decoded JSON and still untrusted. */
export interface Delivery {
  readonly id: string;
  readonly body: unknown;
  /** Retries asked for by the worker so far; 0 at first. Counted by us, not by the broker. */
  readonly attempt: number;
  /** Deliveries before this one that were neither acked nor retried: crashes and lost connections. */
  readonly crashes: number;
  /** When the message was published, or says that it was made: for the lag only. */
  readonly publishedAt: number;
  readonly trace?: string;
}

/** The body of a delivery of queue `dead`: what it was, where from, when and why. `reason` begins with a code of errors.ts. */
export interface DeadLetter {
  readonly reason: string;
  readonly queue: QueueName;
  readonly at: number;
  readonly message: unknown;
}

/** A dead letter in its queue. `id` is that of the message; two letters may have the same. */
export interface DeadDelivery extends DeadLetter {
  readonly id: string;
}
/** What becomes of a dead letter that somebody looked at. */
export type Verdict = 'keep' | 'drop' | 'replay';

/** What becomes of a delivery. `retry` is for queues of jobs only: it would break the order of the others. */
export type Outcome =
  | { readonly do: 'ack' }
  | { readonly do: 'dead'; readonly reason: string }
  | { readonly do: 'retry'; readonly afterMs: number; readonly reason: string };

export interface ConsumeOptions {
  /** At most so many deliveries at once; a batch is what is there, it never waits to be full. */
  readonly batch: number;
  /** True: one batch at a time, one active consumer, in the order published. False: several consumers share. */
  readonly ordered: boolean;
  /** Event types that an `events.*` queue wants. */
  readonly types?: readonly BusEvent['type'][];
}

export interface Consumer {
  /**
   * Settles when the consumer is over: 'closed' after close(), 'released' after the handler threw (everything unacked went
   * back to the queue). Losing the connection does not end it: it resumes by itself.
   */
  readonly ended: Promise<'closed' | 'released'>;
  /** Starts no new batch, finishes and acks the one in hand, then lets go (DESIGN §5.7). May be called twice. */
  close(): Promise<void>;
}

/** Frames for the sites that are bound, from all processes, in the order in which one process sent them. */
export interface Broadcasts {
  /** Resolves when frames of this site arrive from now on. */
  bind(siteId: SiteId): Promise<void>;
  unbind(siteId: SiteId): Promise<void>;
  close(): Promise<void>;
}

export interface BroadcastHandler {
  onFrame(frame: Frame): void;
  /** Frames may have been missed (the broker was away); called after everything is bound again. */
  onGap(): void;
}

export interface Depth {
  /** Waiting, and in hand: of everybody on the embedded bus, of this process on a broker, which does not tell what others have. */
  readonly messages: number;
  readonly consumers: number;
}

export interface Bus {
  /**
   * Resolves when every message is durable in every queue that wants it.
   * @throws ParleyError `busy` (not taken: away, alarmed, too much in flight, disk full), `retry` (unknown: no confirm in time)
   */
  publish(publications: readonly Publication[]): Promise<void>;
  /** Consumes a queue. The handler answers one outcome per delivery, in order; throwing releases the consumer. */
  consume(
    queue: QueueName,
    options: ConsumeOptions,
    handler: (batch: readonly Delivery[]) => Promise<readonly Outcome[]>,
  ): Promise<Consumer>;
  /** Sends frames to every process bound to their site. Best effort: resolves when handed over; lost ones are found by sync. */
  broadcast(frames: readonly Frame[]): Promise<void>;
  onBroadcast(handler: BroadcastHandler): Promise<Broadcasts>;
  /** Size of a queue; null when the queue does not exist. @throws ParleyError `unavailable` */
  depth(queue: QueueName): Promise<Depth | null>;
  /**
   * Looks at the oldest dead letters, at most `limit`, and does with each what `judge`, which is asked once, says: it stays in its place,
   * it is gone, or its message goes back to the end of the queue that it came from, its attempts forgotten. A crash may replay
   * one twice, and loses none. Not to be used from two places at once: what one looks at, another does not see.
   * @throws ParleyError `unavailable`; `unknown_queue` when one to replay has no queue any more: it and those behind it stay
   */
  siftDead(limit: number, judge: (letters: readonly DeadDelivery[]) => readonly Verdict[]): Promise<void>;
  /** 'up', or why messages are not taken now. */
  health(): 'up' | 'down' | 'blocked';
  /** Waits for confirms in flight (at most 10 s), then disconnects. May be called twice. */
  close(): Promise<void>;
}
