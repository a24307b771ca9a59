import type { Site } from '@parley/shared-types/model.ts';
import { ParleyError } from '../../lib/errors.ts';
import type { SiteStore } from '../store.ts';
import { ask, type Db, orConflict } from './client.ts';
import type { AccountDocument, SiteDocument } from './documents.ts';

function toSite({ _id, account, name, allowedOrigins, createdAt }: SiteDocument): Site {
  return { id: _id, accountId: account, name, allowedOrigins, createdAt } as Site;
}

export function createSites(db: Db): SiteStore {
  const accounts = db.collection<AccountDocument>('accounts');
  const sites = db.collection<SiteDocument>('sites');
  return {
    addAccount: ({ id, name, createdAt }) => orConflict(accounts.insertOne({ _id: id, name, createdAt })),
    add: ({ id, accountId, name, allowedOrigins, createdAt }) =>
      orConflict(sites.insertOne({ _id: id, account: accountId, name, allowedOrigins: [...allowedOrigins], createdAt })),
    async get(id) {
      const found = await ask(sites.findOne({ _id: id }));
      return found ? toSite(found) : null;
    },
    list: async () => (await ask(sites.find({}).sort({ createdAt: 1, _id: 1 }).toArray())).map(toSite),
    async setAllowedOrigins(id, origins) {
      const { matchedCount } = await ask(sites.updateOne({ _id: id }, { $set: { allowedOrigins: [...origins] } }));
      if (matchedCount === 0) throw new ParleyError('not_found');
    },
  };
}
