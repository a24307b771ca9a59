import type { Site, SiteId } from '@parley/shared-types/model.ts';
import type { Clock } from '../lib/clock.ts';
import type { Store } from './store.ts';

const KEPT_MS = 30_000;
const MOST = 10_000;

export interface SiteSettings {
  /** null when there is no such site. While the store is away: what was known last. @throws what the store throws when nothing is known */
  get(siteId: SiteId): Promise<Site | null>;
  drop(siteId: SiteId): void;
}

/**
 * Settings of sites, kept for 30 s; unknown ids are kept too, so that they cannot load the store. One for each process: the
 * gateway drops a site on the frame `site.changed`, whoever changes it drops it at once.
 */
export function createSiteSettings(store: Pick<Store, 'sites'>, clock: Clock): SiteSettings {
  const known = new Map<SiteId, { site: Site | null; at: number }>();
  const asking = new Map<SiteId, Promise<Site | null>>();
  const ask = async (siteId: SiteId): Promise<Site | null> => {
    try {
      const site = await store.sites.get(siteId);
      if (known.size >= MOST) known.clear();
      known.set(siteId, { site, at: clock.now() });
      return site;
    } catch (error) {
      const stale = known.get(siteId);
      if (stale) return stale.site;
      throw error;
    } finally {
      asking.delete(siteId);
    }
  };
  return {
    get(siteId) {
      const found = known.get(siteId);
      if (found && clock.now() - found.at < KEPT_MS) return Promise.resolve(found.site);
      const running = asking.get(siteId) ?? ask(siteId);
      asking.set(siteId, running);
      return running;
    },
    drop: (siteId) => void known.delete(siteId),
  };
}
