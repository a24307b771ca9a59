import type { MessageSubmitted } from '@parley/shared-types/events.ts';
import { messageSubmitted } from '@parley/shared-types/schemas/events.ts';
import { SHARDS } from '@parley/shared-types/topics.ts';
import type { Files } from '../../files/files.ts';
import { createKnowsSite } from '../../store/known-sites.ts';
import type { Store } from '../../store/store.ts';
import { codeOf } from '../../worker/decide.ts';
import { ackAll, joinWorkers, runWorker, type Worker, type WorkerDefinition, type WorkerDeps } from '../../worker/index.ts';
import { amendStored } from './amend.ts';
import { eraseBefore } from './erase.ts';
import { createHeads } from './heads.ts';
import { type Inserted, insertBatch } from './insert.ts';
import { failedFrame, identityOf, type Submitted } from './plan.ts';
import { publishBatch, writeRows } from './publish.ts';

interface PersistDeps extends Omit<WorkerDeps, 'ping'> {
  readonly store: Pick<Store, 'append' | 'erase' | 'amend' | 'log' | 'conversations' | 'sites' | 'meta'>;
  /** Where the files of messages are; absent where none are kept. */
  readonly files?: Pick<Files, 'removeFiles'> | null;
}

const BATCH = 100;
/** Shards that this process does not prefer are taken so much later: another copy has them by then. */
const OTHERS_AFTER_MS = 10_000;

type KnowsSite = ReturnType<typeof createKnowsSite>;

async function splitByKnownSite(batch: readonly Submitted[], knowsSite: KnowsSite) {
  const homed: Submitted[] = [];
  const siteless: Submitted[] = [];
  for (const submitted of batch) ((await knowsSite(submitted.item.siteId)) ? homed : siteless).push(submitted);
  return { homed, siteless };
}

function countStored({ metrics }: PersistDeps, { stored }: Inserted): void {
  for (const { entry, repeat } of stored) {
    if (repeat) metrics.duplicates.inc();
    else metrics.storeSeconds.observe(Math.max(0, entry.storedAt - entry.acceptedAt) / 1_000);
  }
  metrics.stored.inc(stored.filter(({ repeat }) => !repeat).length);
}

function persistShard(shard: number, deps: PersistDeps, knowsSite: KnowsSite): WorkerDefinition<MessageSubmitted> {
  const { store, files, bus, clock } = deps;
  const { append, erase, amend, log, conversations } = store;
  const heads = createHeads(log);
  const persist = async (batch: readonly Submitted[]) => {
    const { homed, siteless } = await splitByKnownSite(batch, knowsSite);
    const inserted = await insertBatch(homed, { append, log, heads, clock });
    const refused = [...siteless.map((submitted) => ({ submitted, code: 'not_found' as const })), ...inserted.refused];
    await eraseBefore(inserted.stored, { log, erase, files });
    const written = await writeRows(inserted, conversations);
    const amended = await amendStored(inserted.stored, { log, amend, files });
    // Another past: its next entries are told in the new epoch.
    heads.forget([...amended.values()].map(({ row }) => row));
    await publishBatch({ ...inserted, ...written, refused, amended }, { bus, clock });
    countStored(deps, inserted);
    return ackAll(batch);
  };
  return {
    name: 'persist',
    queue: `persist.${shard}`,
    ordered: true,
    batch: BATCH,
    schema: messageSubmitted,
    versions: { 'message.submitted': 1 },
    onStart: heads.drop,
    async handle(batch) {
      try {
        return await persist(batch);
      } catch (error) {
        heads.drop();
        throw error;
      }
    },
    async onDead(submitted, reason) {
      // An earlier delivery may have got as far as the store; then its sender finds it there by sync.
      if (await log.find(identityOf(submitted))) return;
      await bus.broadcast([failedFrame(submitted, codeOf(reason) === 'delivery_limit' ? 'delivery_limit' : 'handler_failed')]);
    },
  };
}

/** Starts some shards now and the others later; closing stops both. */
function startShards(shards: readonly number[], startShard: (shard: number) => Worker, { clock }: PersistDeps): Worker {
  const workers = shards.map(startShard);
  const others = Array.from({ length: SHARDS }, (_, shard) => shard).filter((shard) => !shards.includes(shard));
  const undo = clock.after(OTHERS_AFTER_MS, () => void workers.push(...others.map(startShard)));
  return {
    ready: joinWorkers(workers).ready,
    state: () => joinWorkers(workers).state(),
    async close() {
      undo();
      await joinWorkers(workers).close();
    },
  };
}

/**
 * Starts the persister on all shards (DESIGN §5.6): `shards` are preferred, the others follow after 10 s; of several copies
 * one holds a shard at a time, which the bus decides.
 * @returns when it consumes the preferred shards
 */
export async function startPersist({ shards, ...given }: PersistDeps & { readonly shards: readonly number[] | null }): Promise<Worker> {
  const deps: WorkerDeps & PersistDeps = { ...given, ping: () => given.store.meta.ping() };
  const knowsSite = createKnowsSite(deps.store.sites, deps.clock);
  const all = Array.from({ length: SHARDS }, (_, shard) => shard);
  const worker = startShards(shards ?? all, (shard) => runWorker(persistShard(shard, deps, knowsSite), deps), deps);
  await worker.ready;
  return worker;
}
