import type { SiteId } from '@parley/shared-types/model.ts';
import { expect } from 'vitest';
import { newAccount, newSite, T0 } from './fixtures.ts';
import { type Case, race, WRITERS } from './kit.ts';

const CONFLICT = { code: 'conflict' };

export const sites: readonly Case[] = [
  {
    rule: 'S5',
    says: 'a site is read back as added; an unknown one is null',
    async run({ store: { sites: store } }) {
      const site = newSite({ name: 'Käse & Co "1"', allowedOrigins: ['https://shop.example', 'http://127.0.0.1:8080'] });
      await store.add(site);
      expect(await store.get(site.id)).toStrictEqual(site);
      expect(await store.get('unknown' as SiteId)).toBeNull();
    },
  },
  {
    rule: 'S5',
    says: 'all sites are listed, oldest first',
    async run({ store: { sites: store } }) {
      expect(await store.list()).toEqual([]);
      const all = [3, 1, 2].map((n) => newSite({ createdAt: T0 + n }));
      for (const site of all) await store.add(site);
      expect(await store.list()).toStrictEqual(all.toSorted((a, b) => a.createdAt - b.createdAt));
    },
  },
  {
    rule: 'S5',
    says: 'an id of a site or an account is taken once; the first one stays as it was',
    async run({ store: { sites: store } }) {
      const [site, account] = [newSite(), newAccount()];
      await store.add(site);
      await store.addAccount(account);
      await expect(store.add(newSite({ id: site.id, name: 'Other' }))).rejects.toMatchObject(CONFLICT);
      await expect(store.addAccount(newAccount({ id: account.id, name: 'Other' }))).rejects.toMatchObject(CONFLICT);
      await store.addAccount(newAccount());
      expect(await store.get(site.id)).toStrictEqual(site);
    },
  },
  {
    rule: 'S5',
    says: 'of many who add one site at once one succeeds',
    async run(test) {
      const site = newSite();
      const outcomes = await race(test, ({ sites: store }) =>
        store.add(site).then(
          () => 'added',
          (error: { code?: string }) => error.code,
        ),
      );
      expect(outcomes.toSorted()).toEqual(['added', ...Array(WRITERS - 1).fill('conflict')]);
    },
  },
  {
    rule: 'S5',
    says: 'allowed origins are set for that site only, and not for one that does not exist',
    async run({ store: { sites: store } }) {
      const [site, other] = [newSite(), newSite()];
      await store.add(site);
      await store.add(other);
      await store.setAllowedOrigins(site.id, ['https://new.example']);
      await store.setAllowedOrigins(site.id, ['https://new.example']);
      expect(await store.get(site.id)).toStrictEqual({ ...site, allowedOrigins: ['https://new.example'] });
      expect(await store.get(other.id)).toStrictEqual(other);
      await store.setAllowedOrigins(site.id, []);
      expect((await store.get(site.id))?.allowedOrigins).toEqual([]);
      await expect(store.setAllowedOrigins('unknown' as SiteId, [])).rejects.toMatchObject({ code: 'not_found' });
      expect(await store.get('unknown' as SiteId)).toBeNull();
    },
  },
  {
    rule: 'S11',
    says: 'sites and accounts survive close and reopen',
    async run({ store, reopen }) {
      const [site, account] = [newSite(), newAccount()];
      await store.sites.addAccount(account);
      await store.sites.add(site);
      const again = await reopen();
      expect(await again.sites.list()).toStrictEqual([site]);
      await expect(again.sites.addAccount(account)).rejects.toMatchObject(CONFLICT);
    },
  },
];
