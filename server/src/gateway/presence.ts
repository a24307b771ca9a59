import type { SiteId } from '@parley/shared-types/model.ts';
import type { PresencePush } from '@parley/shared-types/socket.ts';
import type { Namespace } from 'socket.io';
import type { Fanout, Person, Present } from '../fanout/fanout.ts';
import type { Clock } from '../lib/clock.ts';
import { ROOMS } from './rooms.ts';
import type { TellPresence } from './visitor-presence.ts';

const REFRESH_MS = 10_000;
const SETTLE_MS = 200;
/** Ids that are listed to operators; beyond it the site is simply busy. */
const MOST_LISTED = 1_000;

interface PresenceDeps {
  readonly fanout: Fanout;
  readonly visitors: Namespace;
  readonly operators: Namespace;
  readonly clock: Clock;
  readonly forVisitors: TellPresence;
}

export interface PresenceTracker {
  joined(siteId: SiteId, person: Person): void;
  left(siteId: SiteId, person: Person): void;
  /** What a visitor is told. */
  forVisitors(siteId: SiteId): Promise<PresencePush>;
  /** The owner changed what visitors are told. */
  changed(siteId: SiteId): void;
  close(): void;
}

const nameOf = (person: Person) => `${person.kind}:${person.id}`;

/** Who is here: counts sockets of a person on this gateway, refreshes what all gateways share, tells changes to this one's sockets. */
export function createPresenceTracker({ fanout, visitors, operators, clock, forVisitors }: PresenceDeps): PresenceTracker {
  const here = new Map<SiteId, Map<string, { person: Person; sockets: number }>>();
  const told = new Map<SiteId, string>();
  const settling = new Set<SiteId>();
  let isClosed = false;

  const tell = async (siteId: SiteId, present: Present) => {
    const toVisitors = await forVisitors(siteId, present);
    const words = JSON.stringify([present, toVisitors]);
    if (told.get(siteId) === words) return;
    told.set(siteId, words);
    const push = { siteId, visitors: present.visitors.slice(0, MOST_LISTED), operators: present.operators };
    operators.local.to(ROOMS.site(siteId)).emit('presence', push);
    visitors.local.to(ROOMS.site(siteId)).emit('presence', toVisitors);
  };
  const look = async (siteId: SiteId) => tell(siteId, await fanout.presence.who(siteId));
  const lookSoon = (siteId: SiteId) => {
    if (settling.has(siteId)) return;
    settling.add(siteId);
    clock.after(SETTLE_MS, () => {
      settling.delete(siteId);
      if (!isClosed) void look(siteId);
    });
  };
  const refresh = () => {
    if (isClosed) return;
    for (const [siteId, people] of here) {
      void fanout.presence
        .here(
          siteId,
          [...people.values()].map(({ person }) => person),
        )
        .then(() => look(siteId));
    }
    clock.after(REFRESH_MS, refresh);
  };
  clock.after(REFRESH_MS, refresh);

  return {
    joined(siteId, person) {
      const people = here.get(siteId) ?? new Map<string, { person: Person; sockets: number }>();
      here.set(siteId, people);
      const sockets = (people.get(nameOf(person))?.sockets ?? 0) + 1;
      people.set(nameOf(person), { person, sockets });
      // A newcomer is told who is here even when nothing changed for the others.
      told.delete(siteId);
      if (sockets === 1) void fanout.presence.here(siteId, [person]);
      lookSoon(siteId);
    },
    left(siteId, person) {
      const people = here.get(siteId);
      const entry = people?.get(nameOf(person));
      if (!people || !entry) return;
      entry.sockets -= 1;
      if (entry.sockets > 0) return;
      people.delete(nameOf(person));
      if (people.size === 0) here.delete(siteId);
      void fanout.presence.gone(siteId, person).then(() => lookSoon(siteId));
    },
    forVisitors: async (siteId) => forVisitors(siteId, await fanout.presence.who(siteId)),
    changed: lookSoon,
    close() {
      isClosed = true;
    },
  };
}
