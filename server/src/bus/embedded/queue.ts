import type { BusEvent } from '@parley/shared-types/events.ts';
import type { QueueName } from '@parley/shared-types/topics.ts';
import type { ConsumeOptions } from '../bus.ts';
import type { Journal } from './journal.ts';
import type { Row } from './schema.ts';

/** One who takes from a queue. */
export interface Taker {
  readonly options: ConsumeOptions;
}

interface QueueDeps {
  readonly name: QueueName;
  readonly journal: Pick<Journal, 'load'>;
  /** Messages in it at the start. */
  readonly messages: number;
}

/**
 * The window in memory onto one queue: at most one batch waits here, the rest is in the database. Everything up to `cursor`
 * is waiting here or in hand; when `behind`, the database has more.
 */
export function createQueue({ name, journal, messages }: QueueDeps) {
  const takers: Taker[] = [];
  let size = messages;
  let ready: Row[] = [];
  let cursor = 0;
  let behind = true;
  let types: ReadonlySet<BusEvent['type']> | null = null;
  let waiting: (() => void)[] = [];

  const capacity = () => Math.max(0, ...takers.map(({ options }) => options.batch));
  const wake = () => {
    const calls = waiting;
    waiting = [];
    for (const call of calls) call();
  };
  const load = (count: number) => {
    const rows = journal.load(name, cursor, count);
    behind = rows.length === count;
    cursor = rows.at(-1)?.id ?? cursor;
    ready = ready.length === 0 ? rows : ready.concat(rows);
  };

  return {
    name,
    wake,
    /** False for an event that no consumer of this queue asked for; before the first one everything is kept. */
    wants: (type: BusEvent['type']) => types === null || types.has(type),
    enter(taker: Taker) {
      takers.push(taker);
      if (taker.options.types) types = new Set(taker.options.types);
    },
    /** Only when nothing of the taker is in hand. The last one leaves nothing in memory. */
    leave(taker: Taker) {
      takers.splice(takers.indexOf(taker), 1);
      if (takers.length === 0) {
        ready = [];
        cursor = 0;
        behind = true;
      }
      wake();
    },
    /** How many messages its consumers may have in hand: each a batch at work, and one whose outcomes are being written. */
    window: () => takers.reduce((sum, { options }) => sum + 2 * options.batch, 0),
    depth: () => ({ messages: size, consumers: takers.length }),
    /** The rows went elsewhere. */
    settled(count: number) {
      size -= count;
    },
    /** A row was committed. */
    arrived(row: Row) {
      size += 1;
      if (row.id > cursor) {
        if (behind || ready.length >= capacity()) behind = true;
        else {
          ready.push(row);
          cursor = row.id;
        }
      }
      if (waiting.length > 0) wake();
    },
    /** Up to a batch from the head; a suspect alone; nothing when it is another's turn. */
    take(taker: Taker): readonly Row[] {
      if (taker.options.ordered && takers[0] !== taker) return [];
      const { batch } = taker.options;
      if (behind && ready.length < batch) load(batch - ready.length);
      const suspect = ready.slice(0, batch).findIndex(({ crashes }) => crashes > 0);
      return ready.splice(0, suspect === -1 ? batch : Math.max(1, suspect));
    },
    /** Rows that were not dealt with go back to their places. */
    putBack(rows: readonly Row[]) {
      ready = [...rows, ...ready].sort((left, right) => left.id - right.id);
      wake();
    },
    /** Resolves at the next change: something arrived, or a consumer came to its end. */
    change: () => new Promise<void>((resolve) => waiting.push(resolve)),
  };
}
export type Queue = ReturnType<typeof createQueue>;
