import { type AccountId, DEFAULT_SETTINGS, type SiteId } from '@parley/shared-types/model.ts';
import type { Clock } from '../lib/clock.ts';
import { isCoded } from '../lib/errors.ts';
import { randomId } from '../lib/ids.ts';
import type { Store } from '../store/store.ts';

/**
 * Makes Parley's own site when there is none: the first account and the site of the demo page. Every process may call it at
 * the same time; all get the same site.
 */
export async function ensureFirstSite(store: Store, clock: Clock): Promise<SiteId> {
  const siteId = (await store.meta.ensure('firstSite', randomId().slice(0, 16))) as SiteId;
  if (await store.sites.get(siteId)) return siteId;
  const accountId = (await store.meta.ensure('firstAccount', randomId())) as AccountId;
  const createdAt = clock.now();
  await onceOnly(() => store.sites.addAccount({ id: accountId, name: 'Parley', createdAt }));
  await onceOnly(() =>
    store.sites.add({ id: siteId, accountId, name: 'Parley', allowedOrigins: [], settings: DEFAULT_SETTINGS, createdAt }),
  );
  return siteId;
}

async function onceOnly(add: () => Promise<void>): Promise<void> {
  try {
    await add();
  } catch (error) {
    if (!isCoded(error, 'conflict')) throw error;
  }
}
