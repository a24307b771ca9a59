/** A supervised consumer: comes back after every loss, and tries suspects one at a time (DESIGN §5.7, reliability D12). */
import { LIMITS, type QueueName, SHARDS } from '@parley/shared-types/topics.ts';
import { backoffMs } from '../../lib/backoff.ts';
import { type Clock, pause } from '../../lib/clock.ts';
import { ParleyError } from '../../lib/errors.ts';
import type { Logger } from '../../lib/logger.ts';
import type { ConsumeOptions, Consumer, Delivery, Outcome } from '../bus.ts';
import type { Turns } from '../turns.ts';
import type { ConsumeMessage } from './link.ts';
import { crashesOf, deliveryOf } from './message.ts';
import type { Session } from './session.ts';

const REOPEN = { minMs: 100, maxMs: 5_000 };
/** One crash may have been a deploy; from the second on a message may be the reason. */
const SUSPECT = 2;
/** DESIGN §5.6: prefetch 200. The same for every ordered queue and release. */
const ORDERED_WINDOW = 200;

export interface ConsumerDeps {
  readonly queue: QueueName;
  readonly options: ConsumeOptions;
  readonly handler: (batch: readonly Delivery[]) => Promise<readonly Outcome[]>;
  /** A session as soon as the broker can be reached; null when the bus is closed. */
  readonly open: (prefetch: number) => Promise<Session | null>;
  /** Sends what goes elsewhere; false when the session was lost meanwhile. */
  readonly dispatch: (message: ConsumeMessage, outcome: Outcome, session: Session) => Promise<boolean>;
  /** Shared by all consumers of the process. */
  readonly turns: Turns;
  readonly clock: Clock;
  readonly logger: Logger;
}

type End = 'closed' | 'released' | 'lost' | 'widen' | 'narrow';

function checkOutcomes(outcomes: readonly Outcome[], count: number, queue: QueueName): void {
  if (outcomes.length !== count) throw new Error(`${outcomes.length} outcomes for ${count} deliveries`);
  if (!queue.startsWith('jobs.') && outcomes.some((outcome) => outcome.do === 'retry'))
    throw new Error(`retry would break the order of ${queue}`);
}

/**
 * Deliveries that ended without an outcome. The broker counts for everything that was unacked; on an ordered queue only the
 * first of what comes back was being tried, so the others count as no suspects.
 */
function crashesIn(message: ConsumeMessage, { options }: ConsumerDeps, isFirst: boolean): number {
  const counted = crashesOf(message);
  return options.ordered && !isFirst ? Math.min(counted, SUSPECT - 1) : counted;
}

/** Asks the handler, except about a message on which workers died too often. */
async function decide(deps: ConsumerDeps, messages: readonly ConsumeMessage[], isFirst: boolean): Promise<readonly Outcome[]> {
  const { queue, handler, clock } = deps;
  const now = clock.now();
  const crashes = messages.map((message, index) => crashesIn(message, deps, isFirst && index === 0));
  if (messages.length === 1 && (crashes[0] ?? 0) >= LIMITS.deliveries) return [{ do: 'dead', reason: 'delivery_limit' }];
  const outcomes = await handler(messages.map((message, index) => deliveryOf(message, queue, crashes[index] ?? 0, now)));
  checkOutcomes(outcomes, messages.length, queue);
  return outcomes;
}

async function dispatchAll(
  { dispatch }: ConsumerDeps,
  messages: readonly ConsumeMessage[],
  outcomes: readonly Outcome[],
  session: Session,
) {
  for (const [index, message] of messages.entries()) {
    const outcome = outcomes[index] ?? { do: 'ack' };
    if (outcome.do !== 'ack' && !(await dispatch(message, outcome, session))) return false;
  }
  return true;
}

const isSuspect = (message: ConsumeMessage) => crashesOf(message) >= SUSPECT;

/** Handles what was taken, up to its ack. @returns why the session has to end, if it has */
async function handle(
  deps: ConsumerDeps,
  session: Session,
  messages: readonly ConsumeMessage[],
  isFirst: boolean,
): Promise<End | undefined> {
  const { queue, logger } = deps;
  const last = messages.at(-1);
  try {
    const outcomes = await decide(deps, messages, isFirst);
    if (!(await dispatchAll(deps, messages, outcomes, session))) return 'lost';
  } catch (error) {
    logger.error({ queue, err: error }, 'handler threw; its consumer is released');
    return 'released';
  }
  if (last) session.ackUpTo(last);
  return undefined;
}

/**
 * All that wait are counted when one of them ends the process. So the order is turned round with each life: of any two shards
 * each goes first in every other one, and what is innocent is done and gone before it is condemned. `chance` decides a tie.
 */
export function placeInLine(queue: QueueName, crashes: number, chance = Math.random()): number {
  const shard = Number(/\d+$/.exec(queue)?.[0] ?? 0);
  return (crashes % 2 === 0 ? shard : SHARDS - 1 - shard) + chance / 2;
}

/**
 * Tries a suspect when nothing else suspicious is tried in this process. It may end the process: what was done before must
 * not come back in front of it, or it would never be the first, and when it is done the broker must know before the next.
 */
async function tryAlone(deps: ConsumerDeps, session: Session, suspect: ConsumeMessage, isFirst: boolean): Promise<End | undefined> {
  if (!isFirst) await session.flush();
  const endTurn = await deps.turns.take(placeInLine(deps.queue, crashesOf(suspect)));
  try {
    if (session.isLost()) return 'lost';
    const end = await handle(deps, session, [suspect], isFirst);
    await session.flush();
    return end;
  } finally {
    endTurn();
  }
}

/** Works through one session until it has to end. */
async function work(deps: ConsumerDeps, session: Session, careful: boolean, isClosing: () => boolean): Promise<End> {
  const { options } = deps;
  for (let isFirst = true; ; ) {
    if (isClosing()) return 'closed';
    if (session.isLost()) return 'lost';
    const messages = session.take(options.batch, careful ? () => true : isSuspect);
    const [head] = messages;
    if (head === undefined) {
      await session.change();
      continue;
    }
    const suspect = isSuspect(head);
    if (!options.ordered && suspect && !careful) return 'narrow';
    const end = suspect ? await tryAlone(deps, session, head, isFirst) : await handle(deps, session, messages, isFirst);
    if (end) return end;
    isFirst = false;
    if (careful && !suspect) return 'widen';
  }
}

/**
 * Consumes until it is closed or its handler throws; what workers died on is tried alone, so that only the guilty one is
 * condemned.
 *
 * An ordered queue always has the same window. The broker puts what comes back behind what came back before (RabbitMQ 3.10:
 * the end of its list of returns), so a consumer with a smaller window than the one that died would reorder when it dies too.
 * A queue without an order begins with a window of one and opens it when what it got is no suspect.
 * @throws ParleyError `unavailable` when the broker cannot be reached now
 */
export async function startConsumer(deps: ConsumerDeps): Promise<Consumer> {
  const { open, options, clock, logger, queue } = deps;
  const closing = new AbortController();
  let careful = !options.ordered;
  const prefetch = () => (options.ordered ? ORDERED_WINDOW : careful ? 1 : 2 * options.batch);
  let session: Session | null = await open(prefetch());
  if (!session) throw new ParleyError('unavailable', { detail: 'the bus is closed' });

  const reopen = async (): Promise<Session | null> => {
    for (let attempt = 1; !closing.signal.aborted; attempt++) {
      try {
        return await open(prefetch());
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
      careful = !options.ordered && end !== 'widen';
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
