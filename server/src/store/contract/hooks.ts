/** Webhooks of sites, and how their deliveries went. */
import type { HookDelivery } from '@parley/shared-types/hooks.ts';
import type { SiteId } from '@parley/shared-types/model.ts';
import { expect } from 'vitest';
import { sortableId } from '../../lib/ids.ts';
import { DELIVERY_MS, type Hook, KEPT_DELIVERIES } from '../hook-store.ts';
import { OTHER_SITE, SITE, T0 } from './fixtures.ts';
import { type Case, race, upTo, WRITERS } from './kit.ts';

function newHook(more: Partial<Hook> = {}): Hook {
  return {
    siteId: SITE,
    hookId: sortableId(),
    url: 'https://shop.example/hook?a=1&b="2"',
    events: ['message.created', 'note.created'],
    secrets: [{ secret: 'whsec_x', createdAt: T0, until: null }],
    isOn: true,
    since: T0,
    stopped: null,
    failingSince: null,
    createdAt: T0,
    ...more,
  };
}
function newDelivery(more: Partial<HookDelivery> = {}): HookDelivery {
  const place = { type: 'message.created', conversationId: 'c', seq: 1 } as const;
  const tried = { attempt: 1, state: 'delivered', durationMs: 12, status: 200, error: null, nextAt: null } as const;
  return { id: sortableId(), ...place, ...tried, at: Date.now(), ...more };
}

const keeping: readonly Case[] = [
  {
    rule: 'S5',
    says: 'a hook is read back as added, changed field by field and taken away, in its site only',
    async run({ store: { hooks: store }, reopen }) {
      expect(await store.any()).toBe(false);
      const hook = newHook();
      const other = newHook({ siteId: OTHER_SITE, hookId: hook.hookId, url: 'https://other.example' });
      for (const one of [hook, other]) await store.add(one);
      await expect(store.add(hook)).rejects.toMatchObject({ code: 'conflict' });
      expect(await store.any()).toBe(true);
      expect(await store.get(hook)).toStrictEqual(hook);
      expect(await store.get({ siteId: 'unknown' as SiteId, hookId: hook.hookId })).toBeNull();
      expect(await store.change(hook, { isOn: false, stopped: 'gone' })).toBe(true);
      expect(await store.change(hook, {})).toBe(true);
      expect(await store.change({ ...hook, hookId: 'unknown' }, { isOn: false })).toBe(false);
      const again = (await reopen()).hooks;
      expect(await again.get(hook)).toStrictEqual({ ...hook, isOn: false, stopped: 'gone' });
      expect(await again.get(other)).toStrictEqual(other);
      expect(await again.remove(hook)).toBe(true);
      expect(await again.remove(hook)).toBe(false);
      expect(await again.ofSite(SITE)).toEqual([]);
      expect(await again.ofSite(OTHER_SITE)).toStrictEqual([other]);
    },
  },
  {
    rule: 'S5',
    says: 'hooks of a site are listed oldest first; of many who change different fields of one none is lost',
    async run(test) {
      const { hooks: store } = test.store;
      const all = [3, 1, 2].map((n) => newHook({ createdAt: T0 + n }));
      for (const one of all) await store.add(one);
      const sorted = all.toSorted((a, b) => a.createdAt - b.createdAt);
      expect(await store.ofSite(SITE)).toStrictEqual(sorted);
      const [hook] = sorted as [Hook];
      const patches = [{ url: 'https://new.example' }, { failingSince: T0 + 9 }, { isOn: false }, { since: T0 + 7 }];
      await race(test, ({ hooks }, writer) => hooks.change(hook, patches[writer % patches.length] ?? {}));
      expect(await store.get(hook)).toStrictEqual({ ...hook, ...Object.assign({}, ...patches) });
    },
  },
];

const noting: readonly Case[] = [
  {
    rule: 'S5',
    says: 'a delivery is kept once, as its last attempt went, the one that was tried last first, and goes with its hook',
    async run({ store: { hooks: store } }) {
      const [hook, other] = [newHook(), newHook()];
      for (const one of [hook, other]) await store.add(one);
      const now = Date.now();
      const [first, second] = [newDelivery({ at: now - 9 }), newDelivery({ at: now - 8 })];
      for (const one of [first, second]) await store.note(hook, one);
      const tried = { ...first, attempt: 2, state: 'waiting', status: null, error: 'hook_timeout', nextAt: now, at: now } as const;
      await store.note(hook, tried);
      expect(await store.deliveries(hook)).toStrictEqual([tried, second]);
      expect(await store.deliveries(other)).toEqual([]);
      expect(await store.deliveries({ ...hook, siteId: OTHER_SITE })).toEqual([]);
      await store.remove(hook);
      await store.note(hook, first);
      expect(await store.deliveries(hook)).toEqual([]);
    },
  },
  {
    rule: 'S5',
    says: `the last ${KEPT_DELIVERIES} deliveries of a hook are kept, and none longer than 30 days`,
    async run(test) {
      const { hooks: store } = test.store;
      const [hook, quiet] = [newHook(), newHook()];
      for (const one of [hook, quiet]) await store.add(one);
      const now = Date.now();
      await store.note(quiet, newDelivery({ at: now - DELIVERY_MS - 60_000 }));
      expect(await store.deliveries(quiet)).toEqual([]);
      const all = upTo(KEPT_DELIVERIES + WRITERS).map((n) => newDelivery({ at: now + n }));
      for (const one of all) await store.note(hook, one);
      expect(await store.deliveries(hook)).toStrictEqual(all.toReversed().slice(0, KEPT_DELIVERIES));
    },
  },
];

export const hooks: readonly Case[] = [...keeping, ...noting];
