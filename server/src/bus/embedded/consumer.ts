import type { Logger } from '../../lib/logger.ts';
import type { ConsumeOptions, Consumer, Delivery, Outcome } from '../bus.ts';
import type { Turns } from '../turns.ts';
import { isBeyondLimit } from './journal.ts';
import type { Queue, Taker } from './queue.ts';
import type { Row } from './schema.ts';

export interface ConsumerDeps {
  readonly queue: Queue;
  readonly options: ConsumeOptions;
  readonly handler: (batch: readonly Delivery[]) => Promise<readonly Outcome[]>;
  /** Makes outcomes durable, however long the disk is full; false when the bus gave up. */
  readonly settle: (rows: readonly Row[], outcomes: readonly Outcome[]) => Promise<boolean>;
  /** Counts a delivery in advance, durably; false when the bus gave up. */
  readonly mark: (rows: readonly Row[]) => Promise<boolean>;
  readonly turns: Turns;
  readonly logger: Logger;
}

function deliveryOf(row: Row): Delivery {
  const { messageId, attempt, crashes, publishedAt, trace } = row;
  const delivery = { id: messageId, body: JSON.parse(row.body) as unknown, attempt, crashes, publishedAt };
  return trace === null ? delivery : { ...delivery, trace };
}

const oneMoreCrash = (row: Row): Row => ({ ...row, crashes: row.crashes + 1 });

/** Asks the handler. @throws when it throws, or does not answer as the port says */
async function handle({ queue, handler }: ConsumerDeps, rows: readonly Row[]): Promise<readonly Outcome[]> {
  const outcomes = await handler(rows.map(deliveryOf));
  if (outcomes.length !== rows.length) throw new Error(`${outcomes.length} outcomes for ${rows.length} deliveries`);
  if (!queue.name.startsWith('jobs.') && outcomes.some((outcome) => outcome.do === 'retry')) {
    throw new Error(`retry would break the order of ${queue.name}`);
  }
  return outcomes;
}

/** Takes batches until it is closed or its handler throws. Outcomes of one batch are written while the next is handled. */
function createLoop(deps: ConsumerDeps, taker: Taker, isClosing: () => boolean) {
  const { queue, settle, mark, turns, logger } = deps;
  let settling: Promise<boolean> = Promise.resolve(true);

  const released = (error: unknown) => {
    logger.error({ queue: queue.name, err: error }, 'handler threw; its consumer is released');
    return false;
  };
  const batch = async (rows: readonly Row[]): Promise<boolean> => {
    let outcomes: readonly Outcome[];
    try {
      outcomes = await handle(deps, rows);
    } catch (error) {
      await settling;
      await mark(rows);
      queue.putBack(rows.map(oneMoreCrash));
      return released(error);
    }
    if (!(await settling)) return false;
    settling = settle(rows, outcomes);
    return true;
  };
  /** A suspect is counted before it is handled: should it kill the process, it is the only one that was. */
  const tryAlone = async (row: Row): Promise<boolean> => {
    if (!(await settling)) return false;
    if (!(await mark([row]))) return false;
    try {
      const outcomes = await handle(deps, [row]);
      return await settle([row], outcomes);
    } catch (error) {
      queue.putBack([oneMoreCrash(row)]);
      return released(error);
    }
  };
  const suspect = async (row: Row): Promise<boolean> => {
    if (isBeyondLimit(row)) {
      logger.error({ queue: queue.name, message: row.messageId, crashes: row.crashes }, 'workers died on a message too often');
      return settle([row], [{ do: 'dead', reason: 'delivery_limit' }]);
    }
    const end = await turns.take();
    try {
      if (!isClosing()) return await tryAlone(row);
      queue.putBack([row]);
      return true;
    } finally {
      end();
    }
  };
  return async (): Promise<'closed' | 'released'> => {
    // The caller has its Consumer before its handler is called.
    await new Promise(setImmediate);
    let going = true;
    try {
      while (going && !isClosing()) {
        const rows = queue.take(taker);
        const [first] = rows;
        if (first === undefined) await queue.change();
        else going = first.crashes > 0 ? await suspect(first) : await batch(rows);
      }
    } catch (error) {
      logger.error({ queue: queue.name, err: error }, 'queue cannot be read');
      going = false;
    }
    await settling;
    queue.leave(taker);
    return going ? 'closed' : 'released';
  };
}

/** Starts consuming; `taker` has entered the queue already. */
export function createConsumer(deps: ConsumerDeps, taker: Taker): Consumer {
  let closing = false;
  const ended = createLoop(deps, taker, () => closing)();
  return {
    ended,
    async close() {
      closing = true;
      deps.queue.wake();
      await ended;
    },
  };
}
