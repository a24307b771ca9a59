import type { SiteId } from '@parley/shared-types/model.ts';
import type { Clock } from '../lib/clock.ts';
import type { Logger } from '../lib/logger.ts';
import type { Store } from './store.ts';

const MINUTE_MS = 60_000;
/** New notes of one site in a minute: whoever invents origins does not load the store. */
const MOST_A_MINUTE = 20;

export interface OriginNotes {
  /** Notes, at most once a minute, that a page asked for the widget; nobody waits for it. */
  note(siteId: SiteId, origin: string | undefined, refused: boolean): void;
}

/** Which pages asked for a site's widget: the install page lists them. */
export function createOriginNotes(store: Pick<Store, 'sites'>, clock: Clock, logger: Logger): OriginNotes {
  let minute = 0;
  let noted = new Map<SiteId, Set<string>>();
  const isNew = (siteId: SiteId, origin: string, refused: boolean): boolean => {
    const now = Math.floor(clock.now() / MINUTE_MS);
    if (now !== minute) noted = new Map();
    minute = now;
    const ofSite = noted.get(siteId) ?? new Set();
    const key = `${refused} ${origin}`;
    if (ofSite.has(key) || ofSite.size >= MOST_A_MINUTE) return false;
    noted.set(siteId, ofSite.add(key));
    return true;
  };
  return {
    note(siteId, origin, refused) {
      if (origin === undefined || origin.length > 300 || !isNew(siteId, origin, refused)) return;
      store.sites
        .noteOrigin(siteId, { origin, refused, at: clock.now() })
        .catch((error: unknown) => logger.warn({ err: error }, 'an origin could not be noted'));
    },
  };
}
