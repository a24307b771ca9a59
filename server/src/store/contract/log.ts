import type { Author, ClientMsgId, EntryBody } from '@parley/shared-types/model.ts';
import { expect } from 'vitest';
import { identityOf, newEntries, newEntry, newKey, newProjection, OTHER_SITE, shown } from './fixtures.ts';
import { type Case, readAll, seqsOf, upTo } from './kit.ts';

const BODIES: readonly EntryBody[] = [
  { kind: 'message', text: 'Grüße, 世界 👩‍👩‍👧 \u0000 \u2028 "quoted" \\ $set {"a":1}' },
  { kind: 'message', text: '' },
  { kind: 'note', text: `long ${'x'.repeat(8_000)}` },
  { kind: 'status', status: 'resolved' },
];
const AUTHORS: readonly Author[] = [
  { kind: 'visitor', id: 'visitor_1' },
  { kind: 'operator', id: 'operator_1', name: "Ada O'Neil 👋" },
  { kind: 'system', id: 'system' },
];

const appending: readonly Case[] = [
  {
    rule: 'S1',
    says: 'append inserts the entries and applies the projections: the rows are those that project answers',
    async run({ store }) {
      const [key, other] = [newKey(), newKey()];
      const entries = [...newEntries(key, 2), ...newEntries(other, 1)];
      const projections = [newProjection(key, 2), newProjection(other, 1)];
      const { inserted, rows } = await store.append(entries, projections);
      expect(inserted).toBe(3);
      expect(await readAll(store, key)).toEqual(entries.slice(0, 2).map(shown));
      expect(rows).toEqual([await store.conversations.get(key), await store.conversations.get(other)]);
      expect(rows?.map(({ headSeq }) => headSeq)).toEqual([2, 1]);
      expect(await store.conversations.project(projections)).toEqual(rows);
    },
  },
  {
    rule: 'S1',
    says: 'append stops where insert does, and then no row is touched',
    async run({ store }) {
      const [key, other] = [newKey(), newKey()];
      const [before] = (await store.append(newEntries(key, 2), [newProjection(key, 2)])).rows ?? [];
      const batch = [...newEntries(other, 1), newEntry(key, 2), newEntry(key, 3)];
      expect(await store.append(batch, [newProjection(other, 1), newProjection(key, 3)])).toEqual({ inserted: 1, rows: null });
      expect(await store.conversations.get(key)).toEqual(before);
      expect(await store.conversations.get(other)).toBeNull();
      expect(seqsOf(await readAll(store, other))).toEqual([1]);
    },
  },
];

const inserting: readonly Case[] = [
  {
    rule: 'S1',
    says: 'entries are read back exactly as they were inserted, of every kind and author',
    async run({ store }) {
      const key = newKey();
      const entries = BODIES.flatMap((body, b) =>
        AUTHORS.map((author, a) => newEntry(key, b * AUTHORS.length + a + 1, { body, author, hash: `hash ${b} ${a}` })),
      );
      expect(await store.log.insert(entries)).toBe(entries.length);
      expect(await readAll(store, key)).toEqual(entries.map(shown));
      for (const entry of entries) expect(await store.log.find(identityOf(entry))).toStrictEqual(entry);
    },
  },
  {
    rule: 'S1',
    says: 'an insert of nothing inserts nothing',
    async run({ store }) {
      expect(await store.log.insert([])).toBe(0);
    },
  },
  {
    rule: 'S1',
    says: 'insert stops at the first seq that exists: those before it stay, nothing after it is inserted',
    async run({ store }) {
      const [key, other] = [newKey(), newKey()];
      await store.log.insert(newEntries(key, 2));
      const [first, second, third] = newEntries(other, 3);
      if (!first || !second || !third) throw new Error('three entries');
      expect(await store.log.insert([first, second, newEntry(key, 2), newEntry(key, 3), third])).toBe(2);
      expect(seqsOf(await readAll(store, key))).toEqual([1, 2]);
      expect(await readAll(store, other)).toEqual([shown(first), shown(second)]);
    },
  },
  {
    rule: 'S1',
    says: 'insert stops at the first identity that exists, also with a seq that is free',
    async run({ store }) {
      const key = newKey();
      const [first, ...rest] = newEntries(key, 3);
      if (!first) throw new Error('one entry');
      expect(await store.log.insert([first])).toBe(1);
      const again = newEntry(key, 4, { clientMsgId: first.clientMsgId });
      expect(await store.log.insert([...rest, again, newEntry(key, 5)])).toBe(2);
      expect(seqsOf(await readAll(store, key))).toEqual([1, 2, 3]);
      expect(await store.log.find(identityOf(first))).toStrictEqual(first);
    },
  },
  {
    rule: 'S1',
    says: 'an insert whose first entry exists inserts nothing and tells 0',
    async run({ store }) {
      const key = newKey();
      const entries = newEntries(key, 2);
      await store.log.insert(entries);
      expect(await store.log.insert([...entries, newEntry(key, 3)])).toBe(0);
      expect(seqsOf(await readAll(store, key))).toEqual([1, 2]);
    },
  },
  {
    rule: 'S1',
    says: 'a batch that holds the same identity or the same seq twice stops at the second one',
    async run({ store }) {
      const [key, other] = [newKey(), newKey()];
      const first = newEntry(key, 1);
      expect(await store.log.insert([first, newEntry(key, 2, { clientMsgId: first.clientMsgId }), newEntry(key, 3)])).toBe(1);
      expect(await store.log.insert([newEntry(other, 1), newEntry(other, 1)])).toBe(1);
      expect([...seqsOf(await readAll(store, key)), ...seqsOf(await readAll(store, other))]).toEqual([1, 1]);
    },
  },
  {
    rule: 'S1',
    says: 'a batch of 200 over twenty conversations is one insert',
    async run({ store }) {
      const keys = Array.from({ length: 20 }, () => newKey());
      const entries = upTo(10).flatMap((seq) => keys.map((key) => newEntry(key, seq)));
      expect(await store.log.insert(entries)).toBe(200);
      expect(seqsOf(await store.log.heads(keys))).toEqual(keys.map(() => 10));
    },
  },
  {
    rule: 'S2',
    says: 'the same clientMsgId of another sender, in another conversation or in another site is another message',
    async run({ store }) {
      const [key, other, foreign] = [newKey(), newKey(), newKey(OTHER_SITE)];
      const clientMsgId = 'client_message_1' as ClientMsgId;
      const visitor = { kind: 'visitor', id: 'id_1' } as const;
      const entries = [
        newEntry(key, 1, { clientMsgId, author: visitor }),
        newEntry(key, 2, { clientMsgId, author: { kind: 'operator', id: 'id_1' } }),
        newEntry(key, 3, { clientMsgId, author: { kind: 'visitor', id: 'id_2' } }),
        newEntry(other, 1, { clientMsgId, author: visitor }),
        newEntry(foreign, 1, { clientMsgId, author: visitor }),
      ];
      expect(await store.log.insert(entries)).toBe(entries.length);
      for (const entry of entries) expect(await store.log.find(identityOf(entry))).toStrictEqual(entry);
    },
  },
];

const reading: readonly Case[] = [
  {
    rule: 'S3',
    says: 'heads are in the order asked, 0 for what is unknown, all of one epoch',
    async run({ store }) {
      const [two, none, five] = [newKey(), newKey(), newKey()];
      await store.log.insert([...newEntries(two, 2), ...newEntries(five, 5)]);
      const heads = await store.log.heads([five, none, two, five]);
      expect(seqsOf(heads)).toEqual([5, 0, 2, 5]);
      expect(new Set(heads.map(({ epoch }) => epoch))).toEqual(new Set([`${await store.meta.epoch()}.1`]));
      expect(await store.log.heads([])).toEqual([]);
    },
  },
  {
    rule: 'S4',
    says: 'since is strict, ascending and limited',
    async run({ store }) {
      const key = newKey();
      await store.log.insert(newEntries(key, 12));
      expect(seqsOf(await store.log.since(key, 0, 100))).toEqual(upTo(12));
      expect(seqsOf(await store.log.since(key, 9, 2))).toEqual([10, 11]);
      expect(seqsOf(await store.log.since(key, 11, 2))).toEqual([12]);
      expect(await store.log.since(key, 12, 2)).toEqual([]);
      expect(await store.log.since(key, 99, 2)).toEqual([]);
      expect(await store.log.since(key, 0, 0)).toEqual([]);
      expect(await store.log.since(newKey(), 0, 2)).toEqual([]);
    },
  },
  {
    rule: 'S4',
    says: 'before is strict, descending and limited',
    async run({ store }) {
      const key = newKey();
      await store.log.insert(newEntries(key, 12));
      expect(seqsOf(await store.log.before(key, 13, 3))).toEqual([12, 11, 10]);
      expect(seqsOf(await store.log.before(key, 10, 3))).toEqual([9, 8, 7]);
      expect(seqsOf(await store.log.before(key, 3, 3))).toEqual([2, 1]);
      expect(seqsOf(await store.log.before(key, Number.MAX_SAFE_INTEGER, 1))).toEqual([12]);
      expect(await store.log.before(key, 1, 3)).toEqual([]);
      expect(await store.log.before(key, 13, 0)).toEqual([]);
      expect(await store.log.before(newKey(), 13, 3)).toEqual([]);
    },
  },
  {
    rule: 'S11',
    says: 'the log and both of its unique rules survive close and reopen',
    async run({ store, reopen }) {
      const key = newKey();
      const entries = newEntries(key, 3);
      await store.log.insert(entries);
      const again = await reopen();
      expect(await readAll(again, key)).toEqual(entries.map(shown));
      expect(await again.log.insert([newEntry(key, 3)])).toBe(0);
      expect(await again.log.insert([newEntry(key, 4, { clientMsgId: (entries[0] ?? newEntry(key, 0)).clientMsgId })])).toBe(0);
      expect(await again.log.insert([newEntry(key, 4)])).toBe(1);
    },
  },
];

export const log: readonly Case[] = [...inserting, ...appending, ...reading];
