/** A supervised consumer: comes back after every loss, and tries suspects one at a time (DESIGN §5.7, reliability D12). */
import { LIMITS, type QueueName } from '@parley/shared-types/topics.ts';
import { backoffMs } from '../../lib/backoff.ts';
import { type Clock, pause } from '../../lib/clock.ts';
import { ParleyError } from '../../lib/errors.ts';
import type { Logger } from '../../lib/logger.ts';
import type { ConsumeOptions, Consumer, Delivery, Outcome } from '../bus.ts';
import type { ConsumeMessage } from './link.ts';
import { crashesOf, deliveryOf } from './message.ts';
import type { Session } from './session.ts';

const REOPEN = { minMs: 100, maxMs: 5_000 };
/** One crash may have been a deploy; from the second on a message may be the reason. */
const SUSPECT = 2;

export interface ConsumerDeps {
  readonly queue: QueueName;
  readonly options: ConsumeOptions;
  readonly handler: (batch: readonly Delivery[]) => Promise<readonly Outcome[]>;
  /** A session as soon as the broker can be reached; null when the bus is closed. */
  readonly open: (prefetch: number) => Promise<Session | null>;
  /** Sends what goes elsewhere; false when the session was lost meanwhile. */
  readonly dispatch: (message: ConsumeMessage, outcome: Outcome, session: Session) => Promise<boolean>;
  readonly clock: Clock;
  readonly logger: Logger;
}

type End = 'closed' | 'released' | 'lost' | 'widen' | 'narrow';

function checkOutcomes(outcomes: readonly Outcome[], count: number, queue: QueueName): void {
  if (outcomes.length !== count) throw new Error(`${outcomes.length} outcomes for ${count} deliveries`);
  if (!queue.startsWith('jobs.') && outcomes.some((outcome) => outcome.do === 'retry'))
    throw new Error(`retry would break the order of ${queue}`);
}

/** Asks the handler, except about messages on which workers died too often. */
async function decide({ queue, handler, clock }: ConsumerDeps, messages: readonly ConsumeMessage[]): Promise<readonly Outcome[]> {
  const condemned = (message: ConsumeMessage) => crashesOf(message) >= LIMITS.deliveries;
  const now = clock.now();
  const alive = messages.filter((message) => !condemned(message));
  const answers = alive.length === 0 ? [] : await handler(alive.map((message) => deliveryOf(message, queue, now)));
  checkOutcomes(answers, alive.length, queue);
  const rest = [...answers];
  return messages.map((message) => (condemned(message) ? { do: 'dead', reason: 'delivery_limit' } : (rest.shift() ?? { do: 'ack' })));
}

/** Works through one session until it has to end. */
async function work(deps: ConsumerDeps, session: Session, careful: boolean, isClosing: () => boolean): Promise<End> {
  const { queue, options, dispatch, logger } = deps;
  for (;;) {
    if (isClosing()) return 'closed';
    if (session.isLost()) return 'lost';
    const messages = session.take(careful ? 1 : options.batch);
    const last = messages.at(-1);
    if (last === undefined) {
      await session.change();
      continue;
    }
    const suspicious = messages.some((message) => crashesOf(message) >= SUSPECT);
    if (suspicious && !careful) return 'narrow';
    let outcomes: readonly Outcome[];
    try {
      outcomes = await decide(deps, messages);
    } catch (error) {
      logger.error({ queue, err: error }, 'handler threw; its consumer is released');
      return 'released';
    }
    for (const [index, message] of messages.entries()) {
      const outcome = outcomes[index] ?? { do: 'ack' };
      if (outcome.do !== 'ack' && !(await dispatch(message, outcome, session))) return 'lost';
    }
    session.ackUpTo(last);
    if (careful && !suspicious) return 'widen';
  }
}

/**
 * Consumes until it is closed or its handler throws. It begins with one message at a time: when that one is no suspect the
 * window is opened to two batches, else everything suspicious is tried alone, so that a crash condemns only the guilty one.
 * @throws ParleyError `unavailable` when the broker cannot be reached now
 */
export async function startConsumer(deps: ConsumerDeps): Promise<Consumer> {
  const { open, options, clock, logger, queue } = deps;
  const closing = new AbortController();
  let session: Session | null = await open(1);
  if (!session) throw new ParleyError('unavailable', { detail: 'the bus is closed' });
  let careful = true;

  const reopen = async (): Promise<Session | null> => {
    for (let attempt = 1; !closing.signal.aborted; attempt++) {
      try {
        return await open(careful ? 1 : 2 * options.batch);
      } catch (error) {
        logger.warn({ queue, err: error }, 'cannot consume yet');
        await pause(clock, backoffMs(attempt, REOPEN), closing.signal);
      }
    }
    return null;
  };
  const live = async (): Promise<'closed' | 'released'> => {
    while (session !== null) {
      const end = await work(deps, session, careful, () => closing.signal.aborted);
      await session.close();
      if (end === 'closed' || end === 'released') return end;
      careful = end !== 'widen';
      session = await reopen();
    }
    return 'closed';
  };
  const ended = live();
  return {
    ended,
    async close() {
      closing.abort();
      session?.wake();
      await ended;
    },
  };
}
