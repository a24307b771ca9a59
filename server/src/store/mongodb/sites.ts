import { DEFAULT_DESK, DEFAULT_SETTINGS, type Site } from '@parley/shared-types/model.ts';
import { ParleyError } from '../../lib/errors.ts';
import { MAX_ORIGINS, type SitePatch, type SiteStore } from '../store.ts';
import { ask, askUpsert, type Collection, type Db, orConflict } from './client.ts';
import type { AccountDocument, OriginDocument, SiteDocument } from './documents.ts';

function toSite({ _id, account, name, allowedOrigins, settings, desk, identitySecrets = [], createdAt }: SiteDocument): Site {
  return {
    id: _id,
    accountId: account,
    name,
    allowedOrigins,
    settings: { ...DEFAULT_SETTINGS, ...settings },
    desk: { ...DEFAULT_DESK, ...desk },
    ...(identitySecrets.length > 0 && { identitySecrets }),
    createdAt,
  } as Site;
}

/** Only the fields that are given: each setting is a path of its own, so that two who change different ones both do. */
function changesOf({ name, allowedOrigins, identitySecrets, settings = {}, desk = {} }: SitePatch): Record<string, unknown> {
  const given = [
    ...Object.entries(settings).map(([field, value]) => [`settings.${field}`, value] as const),
    ...Object.entries(desk).map(([field, value]) => [`desk.${field}`, value] as const),
  ];
  return {
    ...(name !== undefined && { name }),
    ...(allowedOrigins && { allowedOrigins: [...allowedOrigins] }),
    ...(identitySecrets && { identitySecrets: [...identitySecrets] }),
    ...Object.fromEntries(given),
  };
}

function createOrigins(db: Db): Pick<SiteStore, 'noteOrigin' | 'origins'> {
  const origins = db.collection<OriginDocument>('origins');
  const newestFirst = (site: string) => origins.find({ site }).sort({ lastAt: -1, origin: 1 });
  return {
    async noteOrigin(site, { origin, refused, at }) {
      const update = { $set: { refused }, $max: { lastAt: at }, $setOnInsert: { site, origin, firstAt: at } };
      await askUpsert(() => origins.updateOne({ _id: JSON.stringify([site, origin]) }, update, { upsert: true }));
      const old = await ask(newestFirst(site).skip(MAX_ORIGINS).toArray());
      if (old.length > 0) await ask(origins.deleteMany({ _id: { $in: old.map(({ _id }) => _id) } }));
    },
    origins: async (site) =>
      (await ask(newestFirst(site).toArray())).map(({ origin, refused, firstAt, lastAt }) => ({ origin, refused, firstAt, lastAt })),
  };
}

/** Written only while the desk still reads as it was read: whoever loses the race reads again. */
function createChangeDesk(sites: Collection<SiteDocument>): SiteStore['changeDesk'] {
  return async (id, change) => {
    for (;;) {
      const found = await ask(sites.findOne({ _id: id }));
      if (!found) throw new ParleyError('not_found');
      const { desk } = toSite(found);
      const next = { ...desk, ...change(desk) };
      const asItWas = found.desk === undefined ? { desk: { $exists: false } } : { desk: { $eq: found.desk } };
      const { matchedCount } = await ask(sites.updateOne({ _id: id, ...asItWas }, { $set: { desk: next } }));
      if (matchedCount === 1) return next;
    }
  };
}

export function createSites(db: Db): SiteStore {
  const accounts = db.collection<AccountDocument>('accounts');
  const sites = db.collection<SiteDocument>('sites');
  return {
    addAccount: ({ id, name, createdAt }) => orConflict(accounts.insertOne({ _id: id, name, createdAt })),
    add: ({ id, accountId, name, allowedOrigins, settings, createdAt }) =>
      orConflict(sites.insertOne({ _id: id, account: accountId, name, allowedOrigins: [...allowedOrigins], settings, createdAt })),
    async get(id) {
      const found = await ask(sites.findOne({ _id: id }));
      return found ? toSite(found) : null;
    },
    list: async () => (await ask(sites.find({}).sort({ createdAt: 1, _id: 1 }).toArray())).map(toSite),
    async update(id, patch) {
      const changes = changesOf(patch);
      // MongoDB refuses to set nothing.
      const { matchedCount } = await ask(sites.updateOne({ _id: id }, { $set: { _id: id, ...changes } }));
      if (matchedCount === 0) throw new ParleyError('not_found');
    },
    changeDesk: createChangeDesk(sites),
    ...createOrigins(db),
  };
}
