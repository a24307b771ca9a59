import type { Refusal } from '@parley/shared-types/errors.ts';
import type { z } from 'zod';
import { ParleyError, refusalOf } from '../lib/errors.ts';
import type { Logger } from '../lib/logger.ts';
import type { Metrics } from '../lib/metrics.ts';
import { type Bucket, take } from './limits.ts';

/** The little that is kept for each socket. */
export interface SocketState {
  readonly messages: Bucket;
  readonly others: Bucket;
  readonly strikes: Bucket;
  inFlight: number;
}

export interface Operation<Context> {
  readonly schema: z.ZodType;
  /** Messages have the owner's limit, the rest a fixed one. */
  readonly isMessage?: boolean;
  handle(context: Context, request: never): Promise<object | undefined> | object | undefined;
}
export type Operations<Context> = ReadonlyMap<string, Operation<Context>>;

interface RequestDeps {
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly now: () => number;
  readonly messageRate: number;
  readonly messageBurst: number;
  readonly namespace: string;
}

const OTHER_RATE = 20;
const OTHER_BURST = 60;
/** Refusals that a socket may earn before it is cut: one a second, this many at once. */
const STRIKE_RATE = 1;
const STRIKE_BURST = 30;
const MOST_IN_FLIGHT = 8;

export function newSocketState(now: number, messageBurst: number): SocketState {
  return {
    messages: { tokens: messageBurst, at: now },
    others: { tokens: OTHER_BURST, at: now },
    strikes: { tokens: STRIKE_BURST, at: now },
    inFlight: 0,
  };
}

type ReplyTo = (answer: object) => void;
const nobody: ReplyTo = () => {};

/**
 * The one door for everything that clients send: known event, limits, strict schema, then the handler; always a coded answer.
 * Nothing that a client sends can throw past it (SPEC G5).
 * @returns a function to be given to `socket.onAny`
 */
export function createDispatcher<Context extends { readonly state: SocketState; cut(): void }>(
  operations: Operations<Context>,
  deps: RequestDeps,
) {
  const { metrics, logger, namespace } = deps;
  const refuse = (context: Context, reply: ReplyTo, error: unknown) => {
    const refusal: Refusal = refusalOf(error);
    metrics.refused.inc({ namespace, code: refusal.code });
    if (refusal.code === 'internal') logger.error({ err: error, namespace }, 'a request failed');
    reply(refusal);
    if (isOwnFault(refusal) && take(context.state.strikes, deps.now(), STRIKE_RATE, STRIKE_BURST) > 0) context.cut();
  };
  const limit = ({ state }: Context, operation: Operation<Context>) => {
    const waitMs = operation.isMessage
      ? take(state.messages, deps.now(), deps.messageRate, deps.messageBurst)
      : take(state.others, deps.now(), OTHER_RATE, OTHER_BURST);
    if (waitMs > 0) throw new ParleyError('rate_limited', { retryAfterMs: waitMs });
    if (state.inFlight >= MOST_IN_FLIGHT) throw new ParleyError('rate_limited', { retryAfterMs: 1_000 });
  };
  const run = async (context: Context, operation: Operation<Context>, body: unknown, reply: ReplyTo) => {
    context.state.inFlight += 1;
    try {
      const result = await operation.handle(context, body as never);
      reply({ ok: true, ...result });
    } catch (error) {
      refuse(context, reply, error);
    } finally {
      context.state.inFlight -= 1;
    }
  };
  return (context: Context, event: unknown, args: readonly unknown[]): void => {
    const last = args.at(-1);
    const reply = typeof last === 'function' ? (last as ReplyTo) : nobody;
    try {
      const operation = typeof event === 'string' ? operations.get(event) : undefined;
      if (!operation || args.length > 2) throw new ParleyError('invalid');
      limit(context, operation);
      void run(context, operation, parse(operation.schema, args[0]), reply);
    } catch (error) {
      refuse(context, reply, error);
    }
  };
}

function parse(schema: z.ZodType, value: unknown): unknown {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new ParleyError(parsed.error.issues.some((issue) => issue.message === 'too_long') ? 'too_long' : 'invalid');
}

function isOwnFault({ code }: Refusal): boolean {
  return code === 'invalid' || code === 'too_long' || code === 'rate_limited' || code === 'grant_invalid';
}
