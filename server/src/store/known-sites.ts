import type { Site, SiteId } from '@parley/shared-types/model.ts';
import type { Clock } from '../lib/clock.ts';
import type { SiteStore } from './store.ts';

const KEPT_MS = 30_000;

/** Says whether a site exists: asked again every 30 s, and taken as it was while the store does not answer (DESIGN §5.14). */
export function createKnowsSite(sites: Pick<SiteStore, 'get'>, clock: Clock, limit = 10_000): (id: SiteId) => Promise<boolean> {
  const known = new Map<SiteId, { readonly site: Site; readonly at: number }>();
  return async (id) => {
    const kept = known.get(id);
    if (kept && clock.now() - kept.at < KEPT_MS) return true;
    try {
      const site = await sites.get(id);
      known.delete(id);
      if (site) known.set(id, { site, at: clock.now() });
      if (known.size > limit) known.delete(known.keys().next().value ?? id);
      return site !== null;
    } catch (error) {
      if (kept) return true;
      throw error;
    }
  };
}
