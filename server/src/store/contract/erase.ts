/** Erasing: what is left of a log, of its row and of the work for it. */
import type { EntryBody, FileRef } from '@parley/shared-types/model.ts';
import { expect } from 'vitest';
import type { ConversationKey, NewEntry, Store } from '../store.ts';
import { begin } from './conversations.ts';
import { lease, leaseOne } from './effects.ts';
import { identityOf, inOtherSite, newEntry, newKey, newProjection, newWant, T0 } from './fixtures.ts';
import { type Case, readAll, seqsOf, upTo } from './kit.ts';

const FILE = { id: 'f', name: 'a.png', type: 'image/png', size: 1 } as FileRef;
const SAID: readonly EntryBody[] = [
  { kind: 'message', text: 'secret', files: [FILE] },
  { kind: 'profile', email: 'a@shop.example' },
  { kind: 'note', text: 'about them' },
  { kind: 'erase' },
  { kind: 'message', text: 'anew' },
];

const entriesOf = (key: ConversationKey) =>
  SAID.map((body, index) =>
    newEntry(key, index + 1, { body, author: { kind: 'operator', id: 'o', name: 'Oda', client: { agent: 'Firefox' } } }),
  );
const bodiesOf = async (store: Store, key: ConversationKey) => (await readAll(store, key)).map(({ body }) => body.kind);

const logs: readonly Case[] = [
  {
    rule: 'S1',
    says: 'erase leaves places, ids and audiences of what was before, no body, no hash, no name and no browser; the same again changes nothing',
    async run({ store, reopen }) {
      const key = newKey();
      const given = entriesOf(key);
      await store.log.insert(given);
      await store.erase(key, 4);
      await store.erase(key, 4);
      const kept = await readAll(await reopen(), key);
      expect(seqsOf(kept)).toEqual(upTo(5));
      expect(kept.map(({ body }) => body)).toEqual([{ kind: 'erased' }, { kind: 'erased' }, { kind: 'erased' }, SAID[3], SAID[4]]);
      expect(kept.map(({ id, clientMsgId, audience }) => [id, clientMsgId, audience])).toEqual(
        given.map(({ id, clientMsgId, audience }) => [id, clientMsgId, audience]),
      );
      expect(kept.map(({ author }) => author.name)).toEqual([undefined, undefined, undefined, 'Oda', 'Oda']);
      expect(kept.map(({ author }) => author.client?.agent)).toEqual([undefined, undefined, undefined, 'Firefox', 'Firefox']);
      expect(JSON.stringify(kept)).not.toContain('secret');
    },
  },
  {
    rule: 'S2',
    says: 'what was erased keeps its identity: it is found, and cannot be stored a second time',
    async run({ store }) {
      const key = newKey();
      const [first, ...rest] = entriesOf(key);
      if (!first) throw new Error('nothing given');
      await store.log.insert([first, ...rest]);
      await store.erase(key, 4);
      expect(await store.log.find(identityOf(first))).toMatchObject({ seq: 1, body: { kind: 'erased' }, hash: '' });
      expect(await store.log.insert([{ ...first, seq: 6 }])).toBe(0);
    },
  },
  {
    rule: 'S1',
    says: 'a later erase leaves an earlier one in its place',
    async run({ store }) {
      const key = newKey();
      await store.log.insert([...entriesOf(key), newEntry(key, 6, { body: { kind: 'erase' } })]);
      await store.erase(key, 6);
      expect(await bodiesOf(store, key)).toEqual(['erased', 'erased', 'erased', 'erase', 'erased', 'erase']);
    },
  },
  {
    rule: 'S5',
    says: 'erase touches no other conversation, and none of the same id in another site',
    async run({ store }) {
      const key = newKey();
      const others = [inOtherSite(key), newKey()];
      for (const one of [key, ...others]) await store.log.insert(entriesOf(one));
      await store.effects.want(others.map((one) => newWant(one, { wantedSeq: 5 })));
      const [held] = await lease(store);
      await store.erase(key, 5);
      for (const one of others) expect(await bodiesOf(store, one)).toEqual(SAID.map(({ kind }) => kind));
      expect(held && (await store.effects.update(held, { doneSeq: 1 }, T0 + 1_000))).toBe(true);
    },
  },
];

const rows: readonly Case[] = [
  {
    rule: 'S6',
    says: 'what a projection forgets stays forgotten, also when what was said before comes late; what is said after it counts',
    async run({ store }) {
      const [forward, backward] = [newKey(), newKey()];
      const nothing = { value: null, seq: 4 };
      const said = { email: { value: 'a@shop.example', seq: 2 }, name: { value: 'Ann', seq: 2 }, data: { value: { plan: 'pro' }, seq: 2 } };
      const steps = (key: ConversationKey) => [
        newProjection(key, 2, { profile: said }),
        newProjection(key, 4, {
          excerpt: { text: '', by: 'visitor', seq: 4 },
          profile: { email: nothing, name: nothing, data: nothing },
        }),
        newProjection(key, 5, { excerpt: { text: 'anew', by: 'visitor', seq: 5 }, profile: { name: { value: 'Bo', seq: 5 } } }),
      ];
      await store.conversations.project(steps(forward).slice(0, 2));
      expect(await store.conversations.get(forward)).toMatchObject({ excerpt: '', profile: {} });
      for (const step of steps(forward).slice(2)) await store.conversations.project([step]);
      for (const step of steps(backward).reverse()) await store.conversations.project([step]);
      for (const key of [forward, backward])
        expect(await store.conversations.get(key)).toMatchObject({ excerpt: 'anew', profile: { name: 'Bo' } });
      expect((await store.conversations.get(backward))?.profile).toStrictEqual({ name: 'Bo' });
    },
  },
];

const work: readonly Case[] = [
  {
    rule: 'S9',
    says: 'erase takes the lease from who works on what it erases, with what was said of failures; its mark in flight stays',
    async run({ store }) {
      const key = newKey();
      await begin(store, key, 5);
      await store.effects.want([newWant(key, { wantedSeq: 5 })]);
      const held = await leaseOne(store);
      const inFlight = { toSeq: 2, key: 'k' };
      await store.effects.update(held, { doneSeq: 1, inFlight, lastError: 'x: a@shop.example', failedSeq: 1 }, T0 + 1_000);
      await store.erase(key, 4);
      expect(await store.effects.update(held, { doneSeq: 2 }, T0 + 2_000)).toBe(false);
      expect(await leaseOne(store)).toMatchObject({ doneSeq: 1, wantedSeq: 5, inFlight, lastError: null, failedSeq: null });
    },
  },
  {
    rule: 'S9',
    says: 'who works on what comes after the erased goes on',
    async run({ store }) {
      const key = newKey();
      await begin(store, key, 5);
      await store.effects.want([newWant(key, { wantedSeq: 5 })]);
      const held = await leaseOne(store);
      expect(await store.effects.update(held, { doneSeq: 3 }, T0 + 1_000)).toBe(true);
      await store.erase(key, 4);
      expect(await store.effects.update(held, { doneSeq: 5, release: true }, T0 + 1_000)).toBe(true);
    },
  },
];

const TALK: readonly EntryBody[] = [
  { kind: 'message', text: 'first' },
  { kind: 'message', text: 'secret', files: [FILE] },
  { kind: 'edit', of: 2, text: 'secret $set' },
  { kind: 'edit', of: 1, text: 'other' },
];
const talkOf = (key: ConversationKey) =>
  TALK.map((body, index) =>
    newEntry(key, index + 1, { body, author: { kind: 'operator', id: 'o', name: 'Oda', client: { agent: 'Firefox' } } }),
  );
async function talk(store: Store, key: ConversationKey): Promise<readonly NewEntry[]> {
  const entries = talkOf(key);
  await store.log.insert(entries);
  await store.conversations.project([newProjection(key, 4, { excerpt: { text: 'secret', by: 'operator', seq: 2 } })]);
  return entries;
}

const amending: readonly Case[] = [
  {
    rule: 'S1',
    says: 'amend changes what one entry says, keeps its place and identity, raises the epoch, and the excerpt when it was that',
    async run({ store, reopen }) {
      const key = newKey();
      const [, entry] = await talk(store, key);
      const [before] = await store.log.heads([key]);
      const body = { kind: 'message', text: '$said "better"', isEdited: true } as const;
      const amended = await store.amend({ ...key, seq: 2, by: 3, body, excerpt: '$said "better"' });
      expect(amended?.epoch).not.toBe(before?.epoch);
      expect(amended?.row).toMatchObject({ excerpt: '$said "better"', excerptBy: 'operator', headSeq: 4 });
      const again = await reopen();
      expect((await again.log.heads([key]))[0]).toStrictEqual({ seq: 4, epoch: amended?.epoch });
      const found = entry && (await again.log.find(identityOf(entry)));
      expect(found).toMatchObject({ seq: 2, body, author: { name: 'Oda' }, hash: entry?.hash });
      // another one than the excerpt leaves it
      expect((await again.amend({ ...key, seq: 1, by: 4, body, excerpt: 'x' }))?.row.excerpt).toBe('$said "better"');
    },
  },
  {
    rule: 'S1',
    says: 'amend is done once however often it is asked for, one epoch each; an earlier one changes nothing behind a later one',
    async run({ store }) {
      const key = newKey();
      await talk(store, key);
      await store.log.insert([newEntry(key, 5, { body: { kind: 'edit', of: 2, text: 'last' } })]);
      const epochs: string[] = [];
      const amend = async (by: number, seq: number, text: string) => {
        const amended = await store.amend({ ...key, seq, by, body: { kind: 'message', text, isEdited: true }, excerpt: text });
        epochs.push(amended?.epoch ?? 'none');
      };
      for (const _again of [1, 2]) await amend(4, 1, 'other');
      for (const _again of [1, 2]) await amend(5, 2, 'last');
      await amend(3, 2, 'secret');
      expect(new Set(epochs).size).toBe(2);
      expect([epochs[0] === epochs[1], epochs[2] === epochs[4]]).toEqual([true, true]);
      expect((await store.log.heads([key]))[0]?.epoch).toBe(epochs[4]);
      expect((await readAll(store, key))[1]?.body).toEqual({ kind: 'message', text: 'last', isEdited: true });
      expect((await store.conversations.get(key))?.excerpt).toBe('last');
      const takeBack = () => store.amend({ ...key, seq: 2, by: 6, body: { kind: 'erased' }, excerpt: '' });
      expect((await takeBack())?.epoch).toBe((await takeBack())?.epoch);
    },
  },
  {
    rule: 'S1',
    says: 'what amend takes back is erased with what edits of it said, and nothing brings it back',
    async run({ store }) {
      const key = newKey();
      await talk(store, key);
      await store.amend({ ...key, seq: 2, by: 5, body: { kind: 'erased' }, excerpt: '' });
      await store.amend({ ...key, seq: 2, by: 5, body: { kind: 'message', text: 'secret again' }, excerpt: 'secret again' });
      expect((await store.conversations.get(key))?.excerpt).toBe('');
      const kept = await readAll(store, key);
      expect(kept.map(({ body }) => body)).toEqual([TALK[0], { kind: 'erased' }, { kind: 'erased' }, TALK[3]]);
      expect([kept[1]?.author.name, JSON.stringify(kept).includes('secret')]).toEqual([undefined, false]);
    },
  },
  {
    rule: 'S5',
    says: 'amend touches no other conversation, and none of the same id in another site; of an unknown one it tells nothing',
    async run({ store }) {
      const key = newKey();
      const others = [inOtherSite(key), newKey()];
      for (const one of [key, ...others]) await talk(store, one);
      const before = await store.log.heads(others);
      await store.amend({ ...key, seq: 2, by: 5, body: { kind: 'erased' }, excerpt: '' });
      for (const one of others) expect((await readAll(store, one)).map(({ body }) => body)).toEqual(TALK);
      expect(await store.log.heads(others)).toStrictEqual(before);
      expect(await store.amend({ ...newKey(), seq: 1, by: 5, body: { kind: 'erased' }, excerpt: '' })).toBeNull();
    },
  },
  {
    rule: 'S1',
    says: 'the head of a conversation tells that its visitor is blocked, and not of another one',
    async run({ store }) {
      const key = newKey();
      const other = inOtherSite(key);
      for (const one of [key, other]) await begin(store, one, 2);
      await store.conversations.project([{ ...key, headSeq: 2, isBlocked: { value: true, seq: 2 } }]);
      const heads = await store.log.heads([key, other]);
      expect(heads.map((head) => head.isBlocked)).toEqual([true, undefined]);
    },
  },
];

export const erasing: readonly Case[] = [...logs, ...rows, ...work, ...amending];
