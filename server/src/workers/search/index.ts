import type { MessageStored } from '@parley/shared-types/events.ts';
import { messageStored } from '@parley/shared-types/schemas/events.ts';
import type { Store } from '../../store/store.ts';
import { ackAll, runWorker, type Worker, type WorkerDefinition, type WorkerDeps } from '../../worker/index.ts';
import { createIndexer, type Indexer } from './indexer.ts';
import { startSweep } from './sweep.ts';

interface SearchDeps extends Omit<WorkerDeps, 'ping'> {
  readonly store: Pick<Store, 'log' | 'search' | 'conversations' | 'sites' | 'meta'>;
  /** Whether there is a queue for it, as where work is shared by several processes. */
  readonly hasQueue: boolean;
}

const BATCH = 50;
/** By a queue it is prompt, and the sweep finds what was missed. */
const WITH_QUEUE = { everyMs: 60_000, restFactor: 1, overlapMs: 30_000 };
/** In one process with everything else: a twentieth of its time. Changes are stamped in the order of their commits there. */
const ALONE = { everyMs: 300, restFactor: 19, overlapMs: 1_000 };

function queueWorker(indexer: Indexer): WorkerDefinition<MessageStored> {
  return {
    name: 'search',
    queue: 'events.search',
    ordered: false,
    batch: BATCH,
    schema: messageStored,
    versions: { 'message.stored': 1 },
    types: ['message.stored'],
    async handle(batch) {
      for (const { item } of batch) {
        const first = Math.min(item.seq, ...item.entries.map(({ seq }) => seq));
        await indexer.indexAfter(item, first - 1);
      }
      return ackAll(batch);
    },
  };
}

/** Starts the search worker. @returns when it consumes its queue, where there is one */
export async function startSearch({ hasQueue, ...given }: SearchDeps): Promise<Worker> {
  const deps = { ...given, ping: () => given.store.meta.ping() };
  const { store, clock, logger } = deps;
  const indexer = createIndexer(store);
  const worker = hasQueue ? runWorker(queueWorker(indexer), deps) : null;
  await worker?.ready;
  // After the queue is there: what is stored from now on is told by it, and what was stored before is swept.
  const pace = hasQueue ? WITH_QUEUE : ALONE;
  const sweep = startSweep({ store, indexer, clock, logger: logger.child({ worker: 'search' }), ...pace });
  let isClosed = false;
  return {
    ready: Promise.resolve(),
    state: () => worker?.state() ?? (isClosed ? 'closed' : 'running'),
    async close() {
      isClosed = true;
      await Promise.all([worker?.close(), sweep.close()]);
    },
  };
}
