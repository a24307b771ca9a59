/** What a worker decides about a delivery or an error. Pure: no clock, no bus, no store. */
import { LIMITS, RETRY_TIERS } from '@parley/shared-types/topics.ts';
import type { z } from 'zod';
import type { Outcome } from '../bus/bus.ts';
import { isCoded } from '../lib/errors.ts';

export type Triage<Item> =
  | { readonly is: 'item'; readonly item: Item }
  | { readonly is: 'dead'; readonly reason: string }
  | { readonly is: 'newer'; readonly name: string; readonly v: number };

function issuePath(error: z.ZodError): string {
  return error.issues[0]?.path.map(String).join('.') || '(the whole body)';
}

/**
 * Tells a body of its schema from one that is not, and from a known type of a version that this worker does not know yet.
 * @param versions highest `v` known of each event type or kind of job
 */
export function triage<Item>(body: unknown, schema: z.ZodType<Item>, versions: Readonly<Record<string, number>>): Triage<Item> {
  const { type, kind, v } = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const name = typeof type === 'string' ? type : kind;
  if (typeof name === 'string' && Object.hasOwn(versions, name) && typeof v === 'number' && Number.isInteger(v)) {
    if (v > (versions[name] ?? 0)) return { is: 'newer', name, v };
  }
  const parsed = schema.safeParse(body);
  return parsed.success ? { is: 'item', item: parsed.data } : { is: 'dead', reason: `schema_invalid: ${issuePath(parsed.error)}` };
}

/** True when the same work may succeed later, unchanged. `internal` and whatever we did not throw on purpose may not. */
export function isPassing(error: unknown): boolean {
  return isCoded(error) && error.retryable && error.code !== 'internal';
}

/** Reason of a dead letter or of a record: the code of the error, or `handler_failed`, and what it said. */
export function reasonOf(error: unknown): string {
  if (isCoded(error)) return error.detail === undefined ? error.code : `${error.code}: ${error.detail}`;
  return `handler_failed: ${error instanceof Error ? error.message : String(error)}`.slice(0, 500);
}

/** The code at the beginning of a reason, for metrics. */
export function codeOf(reason: string): string {
  return reason.split(':', 1)[0] ?? reason;
}

/**
 * What becomes of a job that failed in its attempt number `attempt` (0 at first): later again on the next tier, or a dead
 * letter after LIMITS.jobAttempts - at once when its error says that repeating is useless.
 */
export function decideFailedJob(error: unknown, attempt: number): Outcome {
  const reason = reasonOf(error);
  const useless = isCoded(error) && !error.retryable;
  if (useless || attempt + 1 >= LIMITS.jobAttempts) return { do: 'dead', reason };
  const tier = RETRY_TIERS[Math.min(attempt, RETRY_TIERS.length - 1)];
  const asked = isCoded(error) ? (error.retryAfterMs ?? 0) : 0;
  return { do: 'retry', afterMs: Math.max(tier?.ms ?? 0, asked), reason };
}
