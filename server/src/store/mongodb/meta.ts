import type { MetaStore } from '../store.ts';
import { ask, codedMongoError, type Db, isDuplicate } from './client.ts';
import type { MetaDocument } from './documents.ts';

const EPOCH = 'epoch';
/** Names of callers live apart from our own. */
const ensured = (name: string) => `ensured:${name}`;

/** Raised only by restoring a backup, after which every process starts anew: so it is read once. */
export async function readStoreEpoch(db: Db): Promise<number> {
  return Number((await ask(db.collection<MetaDocument>('meta').findOne({ _id: EPOCH })))?.value ?? 1);
}

export function createMeta(db: Db, storeEpoch: number): MetaStore {
  const meta = db.collection<MetaDocument>('meta');
  return {
    async ensure(name, value) {
      const _id = ensured(name);
      const before = await ask(meta.findOne({ _id }));
      if (before) return before.value;
      try {
        await meta.insertOne({ _id, value });
        return value;
      } catch (error) {
        if (!isDuplicate(error)) throw codedMongoError(error);
        return (await ask(meta.findOne({ _id })))?.value ?? value;
      }
    },
    get: async (name) => (await ask(meta.findOne({ _id: ensured(name) })))?.value ?? null,
    epoch: async () => storeEpoch,
    ping: async () => void (await ask(db.command({ ping: 1 }))),
  };
}
