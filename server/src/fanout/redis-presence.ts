import type { SiteId } from '@parley/shared-types/model.ts';
import type { Redis } from 'ioredis';
import type { Clock } from '../lib/clock.ts';
import type { Person, Presence, Present } from './fanout.ts';

export const PRESENT_MS = 30_000;

/** Redis's own time decides what is expired, so that the clocks of gateways need not agree. */
const HERE = `
  local t = redis.call('TIME')
  local now = t[1] * 1000 + math.floor(t[2] / 1000)
  redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
  for i = 2, #ARGV do redis.call('ZADD', KEYS[1], now + ARGV[1], ARGV[i]) end
  redis.call('PEXPIRE', KEYS[1], ARGV[1])`;
const WHO = `
  local t = redis.call('TIME')
  local now = t[1] * 1000 + math.floor(t[2] / 1000)
  return redis.call('ZRANGE', KEYS[1], '(' .. now, '+inf', 'BYSCORE')`;

const key = (namespace: string, siteId: SiteId) => `${namespace}presence:${siteId}`;

/** A ZSET per site; members are `<kind>:<id>@<gateway>`, so that one gateway's last socket does not hide another's. */
export function createRedisPresence(deps: { client: Redis; own: Presence; gateway: string; namespace: string; clock: Clock }): Presence {
  const { client, own, gateway, namespace } = deps;
  const member = (person: Person) => `${person.kind}:${person.id}@${gateway}`;
  const ask = async <Answer>(call: () => Promise<Answer>): Promise<Answer | null> => {
    if (client.status !== 'ready') return null;
    try {
      return await call();
    } catch {
      return null;
    }
  };
  return {
    async here(siteId, people) {
      await own.here(siteId, people);
      if (people.length > 0) await ask(() => client.eval(HERE, 1, key(namespace, siteId), PRESENT_MS, ...people.map(member)));
    },
    async gone(siteId, person) {
      await own.gone(siteId, person);
      await ask(() => client.zrem(key(namespace, siteId), member(person)));
    },
    async who(siteId) {
      const members = await ask(() => client.eval(WHO, 1, key(namespace, siteId)));
      return members === null ? own.who(siteId) : presentOf(members as string[]);
    },
  };
}

/** Turns members into people, each once. */
export function presentOf(members: readonly string[]): Present {
  const people = [...new Set(members.map((member) => member.slice(0, member.lastIndexOf('@'))))].sort();
  const of = (kind: Person['kind']) =>
    people.filter((person) => person.startsWith(`${kind}:`)).map((person) => person.slice(kind.length + 1));
  return { visitors: of('visitor') as unknown as Present['visitors'], operators: of('operator') as unknown as Present['operators'] };
}
