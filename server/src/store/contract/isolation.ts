/** Nothing of one site through any method of another, with ids that are known. */
import { expect } from 'vitest';
import type { NewEntry, Store } from '../store.ts';
import { begin } from './conversations.ts';
import { lease, leaseOne } from './effects.ts';
import {
  identityOf,
  inOtherSite,
  newEntries,
  newEntry,
  newKey,
  newOperator,
  newProjection,
  newRaise,
  newSite,
  newWant,
  OTHER_SITE,
  SITE,
  T0,
} from './fixtures.ts';
import { type Case, readAll, seqsOf } from './kit.ts';

const BEGINNING = { changedAt: 0, id: '' };
const rowsOf = async (store: Store, site = SITE) => (await store.conversations.changedSince(site, BEGINNING, 100)).rows;

const theLog: readonly Case[] = [
  {
    rule: 'S5',
    says: 'the log of a conversation is not readable, findable or counted through another site',
    async run({ store }) {
      const key = newKey();
      const foreign = inOtherSite(key);
      const entries = newEntries(key, 3);
      await store.log.insert(entries);
      expect(await store.log.since(foreign, 0, 10)).toEqual([]);
      expect(await store.log.before(foreign, 10, 10)).toEqual([]);
      expect(seqsOf(await store.log.heads([foreign, key]))).toEqual([0, 3]);
      for (const entry of entries) expect(await store.log.find(identityOf(inOtherSite(entry)))).toBeNull();
    },
  },
  {
    rule: 'S5',
    says: 'the same ids in two sites are two conversations, in whatever order they are written',
    async run({ store }) {
      const key = newKey();
      const mine = newEntries(key, 3);
      const theirs: NewEntry[] = mine.map((entry) => inOtherSite({ ...entry, body: { kind: 'message', text: 'theirs' }, hash: 'theirs' }));
      expect(await store.log.insert([...mine.slice(0, 2), ...theirs, ...mine.slice(2)])).toBe(6);
      expect(
        (await readAll(store, key)).every(({ siteId, body }) => siteId === SITE && body.kind === 'message' && body.text !== 'theirs'),
      ).toBe(true);
      expect(await store.log.find(identityOf(inOtherSite(mine[0] ?? newEntry(key, 1))))).toStrictEqual(theirs[0]);
      expect(seqsOf(await readAll(store, inOtherSite(key)))).toEqual([1, 2, 3]);
    },
  },
];

const theList: readonly Case[] = [
  {
    rule: 'S5',
    says: 'rows, positions and lists of a site hold nothing of another',
    async run({ store }) {
      const [key, theirs] = [newKey(), newKey(OTHER_SITE)];
      await begin(store, key, 2);
      await begin(store, theirs, 5);
      expect(await store.conversations.get(inOtherSite(key))).toBeNull();
      const [position] = await store.conversations.positions([inOtherSite(key)]);
      expect(position?.head.seq).toBe(0);
      expect((await rowsOf(store)).map(({ conversationId }) => conversationId)).toEqual([key.conversationId]);
      const newest = await store.conversations.newest(OTHER_SITE, 10);
      expect(newest.rows.map(({ conversationId }) => conversationId)).toEqual([theirs.conversationId]);
      expect(newest.more).toBe(false);
      expect((await store.conversations.newest(SITE, 1)).more).toBe(false);
      expect((await store.conversations.changedSince(SITE, BEGINNING, 1)).more).toBe(false);
    },
  },
  {
    rule: 'S5',
    says: 'projections and raises through another site change nothing here',
    async run({ store }) {
      const key = newKey();
      await begin(store, key, 4);
      const before = await store.conversations.get(key);
      await store.conversations.raise([newRaise(inOtherSite(key), 'visitor', 4, 4)]);
      expect(await store.conversations.get(inOtherSite(key))).toBeNull();
      const status = { value: 'resolved', seq: 9 } as const;
      await store.conversations.project([newProjection(inOtherSite(key), 9, { status, excerpt: { text: 'theirs', by: 'bot', seq: 9 } })]);
      await store.conversations.raise([newRaise(inOtherSite(key), 'visitor', 9, 9)]);
      expect(await store.conversations.get(key)).toStrictEqual(before);
      expect(await rowsOf(store)).toStrictEqual([before]);
      expect(await store.conversations.get(inOtherSite(key))).toMatchObject({
        headSeq: 9,
        excerpt: 'theirs',
        registers: { visitor: { read: 9 } },
      });
    },
  },
];

const others: readonly Case[] = [
  {
    rule: 'S5',
    says: 'effect rows of a conversation are not told, raised or written through another site, also with its token',
    async run({ store }) {
      const key = newKey();
      await store.effects.want([newWant(key, { wantedSeq: 2 })]);
      const row = await leaseOne(store);
      expect(await store.effects.of(inOtherSite(key))).toEqual([]);
      expect(await store.effects.update(inOtherSite(row), { doneSeq: 2, release: true }, T0)).toBe(false);
      await store.effects.want([newWant(inOtherSite(key), { wantedSeq: 9 })]);
      expect(await store.effects.of(key)).toStrictEqual([row]);
      expect((await lease(store)).map(({ siteId, wantedSeq }) => [siteId, wantedSeq])).toEqual([[OTHER_SITE, 9]]);
      expect(await store.effects.update(inOtherSite(row), { doneSeq: 2 }, T0)).toBe(false);
    },
  },
  {
    rule: 'S5',
    says: 'settings of a site and roles of an operator are changed for the one that is named',
    async run({ store }) {
      const [mine, theirs] = [newSite({ id: SITE }), newSite({ id: OTHER_SITE })];
      await store.sites.add(mine);
      await store.sites.add(theirs);
      const [ada, eve] = [newOperator({ roles: { [SITE]: 'agent' } }), newOperator({ roles: { [OTHER_SITE]: 'owner' } })];
      await store.people.addOperator(ada, null);
      await store.people.addOperator(eve, null);
      await store.sites.update(OTHER_SITE, { allowedOrigins: ['https://evil.example'] });
      await store.people.setRoles(eve.id, { [OTHER_SITE]: 'admin' });
      expect(await store.sites.get(SITE)).toStrictEqual(mine);
      expect(await store.people.operator(ada.id)).toStrictEqual(ada);
    },
  },
];

export const isolation: readonly Case[] = [...theLog, ...theList, ...others];
