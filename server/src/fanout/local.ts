import type { SiteId } from '@parley/shared-types/model.ts';
import type { Clock } from '../lib/clock.ts';
import type { Fanout, Person, Presence } from './fanout.ts';

const PRESENT_MS = 30_000;

/** Presence of one process: a Map that forgets who was not named again for 30 s. */
function createLocalPresence(clock: Clock): Presence {
  const sites = new Map<SiteId, Map<string, { person: Person; until: number }>>();
  const peopleOf = (siteId: SiteId) => {
    const people = sites.get(siteId) ?? new Map<string, { person: Person; until: number }>();
    sites.set(siteId, people);
    for (const [name, { until }] of people) if (until <= clock.now()) people.delete(name);
    return people;
  };
  const ids = <Kind extends Person['kind']>(siteId: SiteId, kind: Kind) =>
    [...peopleOf(siteId).values()].flatMap(({ person }) =>
      person.kind === kind ? [person.id as Extract<Person, { kind: Kind }>['id']] : [],
    );
  return {
    async here(siteId, people) {
      const until = clock.now() + PRESENT_MS;
      for (const person of people) peopleOf(siteId).set(`${person.kind}:${person.id}`, { person, until });
    },
    async gone(siteId, person) {
      const people = peopleOf(siteId);
      people.delete(`${person.kind}:${person.id}`);
      if (people.size === 0) sites.delete(siteId);
    },
    who: async (siteId) => ({ visitors: ids(siteId, 'visitor'), operators: ids(siteId, 'operator') }),
  };
}

/** One process: Socket.IO's own adapter, presence in memory. It is never away. */
export function createLocalFanout({ clock }: { readonly clock: Clock }): Fanout {
  return {
    install: () => {},
    presence: createLocalPresence(clock),
    health: () => 'up',
    onReturn: () => () => {},
    close: async () => {},
  };
}
