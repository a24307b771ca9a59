import type { SiteId } from '@parley/shared-types/model.ts';
import { expect } from 'vitest';
import { MAX_ORIGINS } from '../store.ts';
import { newAccount, newSite, T0 } from './fixtures.ts';
import { type Case, race, upTo, WRITERS } from './kit.ts';

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
    says: 'what is changed of a site is changed for that site only, the rest stays, and one that does not exist is not found',
    async run({ store: { sites: store } }) {
      const [site, other] = [newSite(), newSite()];
      await store.add(site);
      await store.add(other);
      await store.update(site.id, { allowedOrigins: ['https://new.example'] });
      await store.update(site.id, { allowedOrigins: ['https://new.example'] });
      expect(await store.get(site.id)).toStrictEqual({ ...site, allowedOrigins: ['https://new.example'] });
      expect(await store.get(other.id)).toStrictEqual(other);
      await store.update(site.id, { name: 'New', allowedOrigins: [] });
      await store.update(site.id, { settings: { color: '#ff0000' } });
      await store.update(site.id, { settings: { greeting: 'Hi $name' } });
      await store.update(site.id, {});
      const settings = { ...site.settings, color: '#ff0000', greeting: 'Hi $name' };
      expect(await store.get(site.id)).toStrictEqual({ ...site, name: 'New', allowedOrigins: [], settings });
      expect(await store.get(other.id)).toStrictEqual(other);
      await expect(store.update('unknown' as SiteId, { name: 'x' })).rejects.toMatchObject({ code: 'not_found' });
      expect(await store.get('unknown' as SiteId)).toBeNull();
    },
  },
  {
    rule: 'S5',
    says: 'secrets of a site are kept, replaced and taken away whole, and are no settings',
    async run({ store: { sites: store }, reopen }) {
      const [site, other] = [newSite(), newSite()];
      for (const one of [site, other]) await store.add(one);
      const [newer, older] = [
        { secret: 'newer "1" 👋', createdAt: T0 + 1 },
        { secret: 'older', createdAt: T0 },
      ];
      await store.update(site.id, { identitySecrets: [newer, older] });
      await store.update(site.id, { name: 'New', settings: { color: '#ff0000' } });
      const changed = { ...site, name: 'New', settings: { ...site.settings, color: '#ff0000' } };
      expect(await store.get(site.id)).toStrictEqual({ ...changed, identitySecrets: [newer, older] });
      expect(await store.get(other.id)).toStrictEqual(other);
      await store.update(site.id, { identitySecrets: [newer] });
      const again = (await reopen()).sites;
      expect(await again.get(site.id)).toStrictEqual({ ...changed, identitySecrets: [newer] });
      await again.update(site.id, { identitySecrets: [] });
      expect(await again.get(site.id)).toStrictEqual(changed);
    },
  },
  {
    rule: 'S5',
    says: 'of many who change the desk of a site at once none is lost; what refuses changes nothing',
    async run(test) {
      const { store, reopen } = test;
      const [site, other] = [newSite(), newSite()];
      for (const one of [site, other]) await store.sites.add(one);
      await store.sites.update(site.id, { desk: { retentionDays: 30 } });
      const replyOf = (n: number) => ({ id: `r${n}`, shortcut: `s${n}`, text: `Hi {{visitor.name}} $n.${n}` });
      await race(test, ({ sites }, writer) => sites.changeDesk(site.id, ({ replies }) => ({ replies: [...replies, replyOf(writer)] })));
      const refuses = () => {
        throw new Error('refused');
      };
      await expect(store.sites.changeDesk(site.id, refuses)).rejects.toThrow('refused');
      await expect(store.sites.changeDesk('unknown' as SiteId, () => ({}))).rejects.toMatchObject({ code: 'not_found' });
      const desk = await store.sites.changeDesk(site.id, () => ({ tags: [{ name: 'Urgent', color: '#ff0000' }] }));
      const again = (await reopen()).sites;
      expect((await again.get(site.id))?.desk).toStrictEqual(desk);
      expect(desk).toMatchObject({ retentionDays: 30, autoAssign: false, tags: [{ name: 'Urgent' }] });
      expect(desk.replies.map(({ id }) => id).toSorted()).toEqual(upTo(WRITERS).map((n) => `r${n - 1}`));
      expect(await again.get(other.id)).toStrictEqual(other);
    },
  },
  {
    rule: 'S5',
    says: 'origins that ask are noted for that site, the last first, with when they first came and how it went last',
    async run({ store: { sites: store } }) {
      const [site, other] = [newSite(), newSite()];
      for (const one of [site, other]) await store.add(one);
      await store.noteOrigin(site.id, { origin: 'https://a.example', refused: true, at: T0 });
      await store.noteOrigin(site.id, { origin: 'https://b.example', refused: false, at: T0 + 1 });
      await store.noteOrigin(site.id, { origin: 'https://a.example', refused: false, at: T0 + 2 });
      expect(await store.origins(site.id)).toStrictEqual([
        { origin: 'https://a.example', refused: false, firstAt: T0, lastAt: T0 + 2 },
        { origin: 'https://b.example', refused: false, firstAt: T0 + 1, lastAt: T0 + 1 },
      ]);
      expect(await store.origins(other.id)).toEqual([]);
    },
  },
  {
    rule: 'S5',
    says: 'of too many origins the ones that asked longest ago are forgotten',
    async run({ store: { sites: store } }) {
      const site = newSite();
      await store.add(site);
      for (let n = 0; n < MAX_ORIGINS + 3; n++)
        await store.noteOrigin(site.id, { origin: `https://${n}.example`, refused: true, at: T0 + n });
      const noted = await store.origins(site.id);
      expect(noted).toHaveLength(MAX_ORIGINS);
      expect(noted.at(-1)?.origin).toBe('https://3.example');
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
