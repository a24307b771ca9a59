import type { OperatorId, SiteId } from '@parley/shared-types/model.ts';
import type { PresencePush } from '@parley/shared-types/socket.ts';
import type { Present } from '../fanout/fanout.ts';
import type { Clock } from '../lib/clock.ts';
import { nextOpening } from '../lib/hours.ts';
import type { SiteSettings } from '../store/site-settings.ts';
import type { Store } from '../store/store.ts';

const MOST_FACES = 3;
const MOST_NAMES = 10_000;
const KEPT_MS = 300_000;

/** Names of operators, kept a while: they are asked for with each visitor that comes. */
function createNames(people: Store['people'], clock: Clock) {
  const known = new Map<OperatorId, { name: string; at: number }>();
  return async (id: OperatorId): Promise<string[]> => {
    const found = known.get(id);
    if (found && clock.now() - found.at < KEPT_MS) return [found.name];
    const name = (await people.operator(id))?.name;
    if (name === undefined) return [];
    if (known.size >= MOST_NAMES) known.clear();
    known.set(id, { name, at: clock.now() });
    return [name];
  };
}

export type TellPresence = (siteId: SiteId, present: Present) => Promise<PresencePush>;

/** What visitors are told of who is here: that somebody is, their names where the site shows them, and when it opens. */
export function createVisitorPresence(deps: { readonly store: Store; readonly sites: SiteSettings; readonly clock: Clock }): TellPresence {
  const { store, sites, clock } = deps;
  const nameOf = createNames(store.people, clock);
  return async (siteId, { operators }) => {
    const operatorsOnline = operators.length > 0;
    try {
      const settings = (await sites.get(siteId))?.settings;
      const faces = settings?.faces ? (await Promise.all(operators.slice(0, MOST_FACES).map(nameOf))).flat() : [];
      return { operatorsOnline, faces, opensAt: settings?.hours ? nextOpening(settings.hours, clock.now()) : null };
    } catch {
      // The store is away: that somebody is here is known without it.
      return { operatorsOnline, faces: [], opensAt: null };
    }
  };
}
