/** What the cases of the bus contract share: made-up messages, and records to wait on. */
import type { BusEvent, Frame } from '@parley/shared-types/events.ts';
import type { Job } from '@parley/shared-types/jobs.ts';
import type { ClientMsgId, ConversationId, SiteId } from '@parley/shared-types/model.ts';
import type { EffectWorker, QueueName } from '@parley/shared-types/topics.ts';
import { sortableId } from '../../lib/ids.ts';
import { shardOf } from '../../lib/shard.ts';
import type { Bus, ConsumeOptions, Consumer, Delivery, Outcome, Publication } from '../bus.ts';

export interface OpenOptions {
  /** Effect workers of this installation; every one unless said otherwise. */
  readonly installed?: readonly EffectWorker[];
  /** Unconfirmed messages before `busy`; 1,000 unless said otherwise. */
  readonly maxInFlight?: number;
}

/** A fresh bus for one test, with nothing in it. */
export interface BusUnderTest {
  /** Another process of the same bus, sharing its queues. An adapter that lives in one process may return the same instance. */
  open(options?: OpenOptions): Promise<Bus>;
  /** Where the adapter can be unable to take messages: makes it so, and ends it. */
  readonly outage?: { begin(): Promise<void>; end(): Promise<void> };
  /** Ends every process as kill -9 would, handlers and all; `open` afterwards gives new ones over what was durable. */
  restart(): Promise<void>;
  /** Must not wait for handlers that hang. */
  teardown(): Promise<void>;
  /** Rules that cannot hold here, each with the reason that is printed instead. */
  readonly differences: readonly { readonly reason: string; readonly skip: readonly string[] }[];
}

export interface Case {
  readonly rule: string;
  readonly says: string;
  readonly run: (bus: BusUnderTest) => Promise<void>;
}

export const SITE = 'site_contract' as SiteId;
export const CONVERSATION = 'conv_1' as ConversationId;
/** The queue in which everything of CONVERSATION arrives. */
export const SHARD_QUEUE: QueueName = `persist.${shardOf(SITE, CONVERSATION)}`;

/** A message of the one conversation, known by its text. */
export function submitted(text: string): Publication {
  const message: BusEvent = {
    id: sortableId(),
    type: 'message.submitted',
    v: 1,
    at: Date.now(),
    siteId: SITE,
    conversationId: CONVERSATION,
    clientMsgId: sortableId() as ClientMsgId,
    author: { kind: 'visitor', id: 'visitor_1' },
    body: { kind: 'message', text },
    mayCreate: true,
  };
  return { message };
}

export function stored(seq: number): Publication {
  const envelope = { id: sortableId(), v: 1, at: Date.now(), siteId: SITE, conversationId: CONVERSATION } as const;
  return { message: { ...envelope, type: 'message.stored', epoch: '1.1', seq, entries: [] } };
}

export function job(text: string): Publication {
  const message: Job = { id: sortableId(), kind: 'slack:send_message', v: 1, at: Date.now(), payload: { text } };
  return { message };
}

/** A frame of a site, known by its text. */
export function frame(siteId: string, text: string): Frame {
  return {
    type: 'failed',
    siteId: siteId as SiteId,
    conversationId: CONVERSATION,
    clientMsgId: text as ClientMsgId,
    author: { kind: 'visitor', id: 'visitor_1' },
    code: 'not_found',
  };
}

/** The text by which a frame, a message or a job made above is known; `#n` for a stored event. */
export function textOf(thing: unknown): string {
  const { clientMsgId, body, payload, seq } = thing as {
    clientMsgId?: string;
    body?: { text: string };
    payload?: { text: string };
    seq?: number;
  };
  return body?.text ?? payload?.text ?? clientMsgId ?? `#${seq}`;
}

/** `from`, ... `to` as texts, zero-padded so that they sort. */
export function texts(from: number, to: number): string[] {
  return Array.from({ length: to - from + 1 }, (_, index) => `m${String(from + index).padStart(3, '0')}`);
}

/** Things seen so far, in order, and a way to wait for more. */
export function createRecord<Item>() {
  const items: Item[] = [];
  let waiting: (() => void)[] = [];
  return {
    items,
    add(...more: readonly Item[]) {
      items.push(...more);
      const wake = waiting;
      waiting = [];
      for (const call of wake) call();
    },
    /** Resolves with everything seen when that is at least `count`. */
    async until(count: number): Promise<readonly Item[]> {
      while (items.length < count) await new Promise<void>((resolve) => waiting.push(resolve));
      return items;
    },
  };
}

export const ack: Outcome = { do: 'ack' };
export const ackAll = (batch: readonly Delivery[]): Outcome[] => batch.map(() => ack);
export const ORDERED: ConsumeOptions = { batch: 10, ordered: true };
export const SHARED: ConsumeOptions = { batch: 5, ordered: false };

/** Consumes and acks; `seen` has every delivery. */
export async function collect(bus: Bus, queue: QueueName, options: ConsumeOptions = ORDERED) {
  const seen = createRecord<Delivery>();
  const consumer: Consumer = await bus.consume(queue, options, async (batch) => {
    seen.add(...batch);
    return ackAll(batch);
  });
  return { seen, consumer, texts: async (count: number) => (await seen.until(count)).map(({ body }) => textOf(body)) };
}

/** Consumes one batch and never answers: what a process holds when it is killed. Resolves when it has `count`. */
export async function holdForEver(bus: Bus, queue: QueueName, count: number, options: ConsumeOptions = ORDERED): Promise<void> {
  const held = createRecord<Delivery>();
  await bus.consume(queue, options, (batch) => {
    held.add(...batch);
    return new Promise<never>(() => {});
  });
  await held.until(count);
}
