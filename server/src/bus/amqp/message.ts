/** Between our messages and AMQP's: bodies are JSON, what we count travels in headers of our own. Pure. */
import type { BusEvent } from '@parley/shared-types/events.ts';
import type { Job } from '@parley/shared-types/jobs.ts';
import { EXCHANGES, type QueueName, RETRY_TIERS } from '@parley/shared-types/topics.ts';
import type { DeadLetter, Delivery, Publication } from '../bus.ts';
import { routeOf } from '../route.ts';
import type { Message } from './link.ts';
import type { Named } from './topology.ts';

/** A message with its address. */
export interface Letter {
  readonly exchange: string;
  readonly key: string;
  readonly mandatory: boolean;
  readonly content: Buffer;
  readonly messageId: string;
  readonly headers: Readonly<Record<string, string | number>>;
}

const HEADERS = { attempt: 'x-attempt', trace: 'traceparent', letter: 'x-parley-dead' } as const;

/** A letter of a message that is published for the first time. On the hot path headers cost as much as the body: only a trace. */
export function letterOf({ message, trace }: Publication, named: Named): Letter {
  const { exchange, key, mandatory } = routeOf(message, new Set());
  return {
    exchange: named(exchange),
    key,
    mandatory,
    content: Buffer.from(JSON.stringify(message)),
    messageId: message.id,
    headers: trace ? { [HEADERS.trace]: trace } : {},
  };
}

function numberIn(headers: Readonly<Record<string, unknown>>, name: string): number {
  const value = Number(headers[name] ?? 0);
  return Number.isFinite(value) ? value : 0;
}

function parse(content: Buffer): unknown {
  try {
    return JSON.parse(content.toString('utf8'));
  } catch {
    // Not JSON: whoever checks it finds that it is not what it should be.
    return content.toString('utf8');
  }
}

/** What the broker has put aside by itself (too many deliveries, no queue) has no letter around it yet. */
function bodyOf({ content, properties }: Message, queue: QueueName, now: number): unknown {
  const headers = properties.headers ?? {};
  const body = parse(content);
  if (queue !== 'dead' || headers[HEADERS.letter] !== undefined) return body;
  const letter: DeadLetter = {
    reason: headers['x-first-death-reason'] === 'delivery_limit' ? 'delivery_limit' : 'unknown_job',
    queue: String(headers['x-first-death-queue'] ?? 'dead') as QueueName,
    at: now,
    message: body,
  };
  return letter;
}

/** `at` of an event, a job or a dead letter. */
function saidAt(body: unknown): number | undefined {
  const at = (body as { readonly at?: unknown } | null)?.at;
  return typeof at === 'number' && Number.isFinite(at) ? at : undefined;
}

/** Deliveries before this one that ended without an outcome, as the quorum queue counts them. */
export function crashesOf({ properties }: Message): number {
  return numberIn(properties.headers ?? {}, 'x-delivery-count');
}

/** @param crashes what the count means for this delivery (consumer.ts) */
export function deliveryOf(message: Message, queue: QueueName, crashes: number, now: number): Delivery {
  const headers = message.properties.headers ?? {};
  const trace = headers[HEADERS.trace] as unknown;
  const body = bodyOf(message, queue, now);
  const delivery = {
    id: String(message.properties.messageId ?? ''),
    body,
    attempt: numberIn(headers, HEADERS.attempt),
    crashes,
    publishedAt: saidAt(body) ?? now,
  };
  return typeof trace === 'string' ? { ...delivery, trace } : delivery;
}

/** Headers that go on with a message; what the broker has added stays behind. */
function ownHeaders({ properties }: Message): Record<string, string | number> {
  const headers = properties.headers ?? {};
  return Object.fromEntries(Object.values(HEADERS).flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]]])));
}

export function deadLetterOf(
  message: Message,
  { queue, reason, now, named }: { queue: QueueName; reason: string; now: number; named: Named },
): Letter {
  const body: DeadLetter = { reason, queue, at: now, message: parse(message.content) as BusEvent | Job };
  return {
    exchange: named(EXCHANGES.dead),
    key: '',
    mandatory: true,
    content: Buffer.from(JSON.stringify(body)),
    messageId: String(message.properties.messageId ?? ''),
    headers: { ...ownHeaders(message), [HEADERS.letter]: 1 },
  };
}

/** To the first tier that is not too short. Its queue sends it back to the exchange of jobs under the same key. */
export function retryLetterOf(message: Message, { queue, afterMs, named }: { queue: QueueName; afterMs: number; named: Named }): Letter {
  const tier = RETRY_TIERS.find(({ ms }) => ms >= afterMs) ?? RETRY_TIERS[RETRY_TIERS.length - 1];
  const headers = ownHeaders(message);
  return {
    exchange: named(`parley.retry.${tier?.name}`),
    key: queue.slice('jobs.'.length),
    mandatory: true,
    content: message.content,
    messageId: String(message.properties.messageId ?? ''),
    headers: { ...headers, [HEADERS.attempt]: numberIn(headers, HEADERS.attempt) + 1 },
  };
}
