/** Finding entries by their words. */
import { expect } from 'vitest';
import { readQuery, tokensOf } from '../../lib/search-words.ts';
import type { SearchDocument, SearchQuestion } from '../search-store.ts';
import type { ConversationKey, Store } from '../store.ts';
import { inOtherSite, newKey, OTHER_SITE, SITE, T0 } from './fixtures.ts';
import { type Case, seqsOf, upTo } from './kit.ts';

function newDocument(key: ConversationKey, seq: number, text: string, more: Partial<SearchDocument> = {}): SearchDocument {
  const { siteId, conversationId } = key;
  return { siteId, conversationId, seq, storedAt: T0 + seq, by: 'visitor', words: tokensOf(text).map(({ word }) => word), ...more };
}
const ask = (store: Store, typed: string, more: Partial<SearchQuestion> = {}) =>
  store.search.find({ siteIds: [SITE], terms: readQuery(typed), limit: 100, ...more });
const seqsFor = async (...args: Parameters<typeof ask>) => seqsOf(await ask(...args));

const finding: readonly Case[] = [
  {
    rule: 'S5',
    says: 'words of a site are found in it and never through another, whatever is typed',
    async run({ store }) {
      const key = newKey();
      await store.search.index([newDocument(key, 1, 'the parcel is late'), newDocument(inOtherSite(key), 2, 'the secret parcel')]);
      expect((await ask(store, 'parcel')).map(({ siteId, conversationId, seq }) => ({ siteId, conversationId, seq }))).toEqual([
        { ...key, seq: 1 },
      ]);
      expect(await seqsFor(store, 'secret')).toEqual([]);
      expect(await seqsFor(store, 'parcel', { siteIds: [OTHER_SITE] })).toEqual([2]);
      expect(await seqsFor(store, 'parcel', { siteIds: [OTHER_SITE, SITE] })).toEqual([2, 1]);
      expect(await seqsFor(store, 'parcel', { siteIds: [] })).toEqual([]);
      const hex = Buffer.from(OTHER_SITE).toString('hex');
      for (const typed of [
        `§s${hex}`,
        `s${hex}`,
        `parcel OR §s${hex}`,
        `"§s${hex} secret"`,
        'secret OR parcel',
        'words:secret',
        'secret*',
        '{words}:secret',
      ])
        expect(await seqsFor(store, typed), typed).toEqual([]);
    },
  },
  {
    rule: 'S5',
    says: 'accents, case, beginnings, addresses and scripts without spaces are found; all words are needed; the newest comes first',
    async run({ store }) {
      const key = newKey();
      const texts = ['Une CRÈME brûlée', 'crème sans rien', 'Nora@Lind.example', '東京都に行く', 'Müller & Söhne GmbH'];
      await store.search.index(texts.map((text, index) => newDocument(key, index + 1, text)));
      expect(await seqsFor(store, 'creme')).toEqual([2, 1]);
      expect(await seqsFor(store, 'CREME brul')).toEqual([1]);
      expect(await seqsFor(store, 'brul creme')).toEqual([]);
      expect(await seqsFor(store, 'nora@lind')).toEqual([3]);
      expect(await seqsFor(store, '京')).toEqual([4]);
      expect(await seqsFor(store, '東京')).toEqual([4]);
      expect(await seqsFor(store, 'muller sohne')).toEqual([5]);
      expect(await seqsFor(store, 'creme nothing')).toEqual([]);
    },
  },
  {
    rule: 'S5',
    says: 'speaker, time and cursor narrow what is found; pages miss nothing, also within one millisecond',
    async run({ store }) {
      const key = newKey();
      const same = upTo(25).map((seq) => newDocument(key, seq, 'word', { storedAt: T0 }));
      await store.search.index([...same, newDocument(key, 26, 'word', { by: 'note', storedAt: T0 + 9 })]);
      const pages: number[] = [];
      for (let before: string | undefined; ; ) {
        const page = await ask(store, 'word', { limit: 7, ...(before && { before }) });
        pages.push(...seqsOf(page));
        before = page.at(-1)?.cursor;
        if (page.length < 7) break;
      }
      expect(pages[0]).toBe(26);
      expect([...pages].sort((a, b) => a - b)).toEqual(upTo(26));
      expect(await seqsFor(store, 'word', { by: 'note' })).toEqual([26]);
      expect(await seqsFor(store, 'word', { from: T0 + 1 })).toEqual([26]);
      expect(await seqsFor(store, 'word', { from: T0 + 9, to: T0 + 10 })).toEqual([26]);
      expect(await seqsFor(store, 'word', { to: T0 })).toEqual([]);
      expect(await seqsFor(store, 'word', { to: T0 + 9 })).toHaveLength(25);
      await expect(ask(store, 'word', { before: 'x' })).rejects.toMatchObject({ code: 'invalid' });
    },
  },
];

const changing: readonly Case[] = [
  {
    rule: 'S6',
    says: 'indexed again it is found once; other words replace the ones before; without words it is gone; all survives a reopen',
    async run({ store, reopen }) {
      const [key, other] = [newKey(), newKey()];
      const first = newDocument(key, 1, 'old words');
      await store.search.index([first, newDocument(key, 2, 'old here'), newDocument(other, 1, 'old there')]);
      await store.search.index([first, first]);
      expect(await seqsFor(store, 'old')).toHaveLength(3);
      await store.search.index([newDocument(key, 1, 'new words'), newDocument(key, 2, ''), newDocument(key, 3, '')]);
      expect((await ask(store, 'old')).map(({ conversationId }) => conversationId)).toEqual([other.conversationId]);
      expect(await seqsFor(store, 'words')).toEqual([1]);
      for (let pieces = 0; pieces < 100 && (await store.search.tidy()); pieces++);
      expect(await store.search.tidy()).toBe(false);
      await store.search.advance(SITE, { changedAt: T0, id: 'c' });
      const again = await reopen();
      expect(await seqsFor(again, 'new')).toEqual([1]);
      expect(await again.search.progress(SITE)).toEqual({ changedAt: T0, id: 'c' });
      expect(await again.search.progress(OTHER_SITE)).toEqual({ changedAt: 0, id: '' });
    },
  },
];

export const searching: readonly Case[] = [...finding, ...changing];
