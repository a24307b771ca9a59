import type { HookDelivery } from '@parley/shared-types/hooks.ts';
import { DELIVERY_MS, type Hook, type HookKey, type HookStore, KEPT_DELIVERIES } from '../hook-store.ts';
import { ask, askUpsert, type Db, orConflict } from './client.ts';

interface HookDocument {
  readonly _id: string;
  readonly site: string;
  readonly id: string;
  readonly createdAt: number;
  readonly hook: Omit<Hook, 'siteId' | 'hookId' | 'createdAt'>;
}
interface DeliveryDocument {
  readonly _id: string;
  readonly site: string;
  readonly hook: string;
  readonly at: number;
  readonly delivery: HookDelivery;
}

export const HOOKS_INDEX = { site: 1, createdAt: 1, id: 1 } as const;
export const DELIVERIES_INDEX = { site: 1, hook: 1, at: -1, _id: -1 } as const;

const idOf = ({ siteId, hookId }: HookKey, delivery?: string) => JSON.stringify([siteId, hookId, ...(delivery ? [delivery] : [])]);

function toHook({ site, id, createdAt, hook }: HookDocument): Hook {
  return { siteId: site, hookId: id, ...hook, createdAt } as Hook;
}

export function createHooks(db: Db, now: () => number): HookStore {
  const hooks = db.collection<HookDocument>('hooks');
  const deliveries = db.collection<DeliveryDocument>('hookDeliveries');
  const newest = ({ siteId, hookId }: HookKey) => deliveries.find({ site: siteId, hook: hookId }).sort({ at: -1, _id: -1 });
  return {
    add: ({ siteId, hookId, createdAt, ...hook }) =>
      orConflict(hooks.insertOne({ _id: idOf({ siteId, hookId }), site: siteId, id: hookId, createdAt, hook })),
    ofSite: async (site) => (await ask(hooks.find({ site }).sort({ createdAt: 1, id: 1 }).toArray())).map(toHook),
    async get(key) {
      const found = await ask(hooks.findOne({ _id: idOf(key) }));
      return found && toHook(found);
    },
    async change(key, patch) {
      // Each field is a path of its own, so that two who change different ones both do. MongoDB refuses to set nothing.
      const fields = Object.fromEntries(Object.entries(patch).map(([field, value]) => [`hook.${field}`, value]));
      const { matchedCount } = await ask(hooks.updateOne({ _id: idOf(key) }, { $set: { site: key.siteId, ...fields } }));
      return matchedCount > 0;
    },
    async remove(key) {
      const { deletedCount } = await ask(hooks.deleteOne({ _id: idOf(key) }));
      await ask(deliveries.deleteMany({ site: key.siteId, hook: key.hookId }));
      return deletedCount > 0;
    },
    any: async () => (await ask(hooks.findOne({}))) !== null,
    async note(key, delivery) {
      if (!(await ask(hooks.findOne({ _id: idOf(key) })))) return;
      const document = { site: key.siteId, hook: key.hookId, at: delivery.at, delivery };
      await askUpsert(() => deliveries.replaceOne({ _id: idOf(key, delivery.id) }, document, { upsert: true }));
      const tooMany = await ask(newest(key).skip(KEPT_DELIVERIES).project<{ _id: string }>({ _id: 1 }).toArray());
      if (tooMany.length > 0) await ask(deliveries.deleteMany({ _id: { $in: tooMany.map(({ _id }) => _id) } }));
      await ask(deliveries.deleteMany({ at: { $lte: now() - DELIVERY_MS } }));
    },
    deliveries: async (key) =>
      (await ask(newest(key).limit(KEPT_DELIVERIES).toArray()))
        .filter(({ at }) => at > now() - DELIVERY_MS)
        .map(({ delivery }) => delivery),
  };
}
