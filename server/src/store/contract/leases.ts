/** Leases of effect rows: one owner at a time, and no write behind its back. */
import { expect } from 'vitest';
import type { EffectRow } from '../store.ts';
import { lease, leaseOne } from './effects.ts';
import { newKey, newWant, T0 } from './fixtures.ts';
import { type Case, race, upTo } from './kit.ts';

const holding: readonly Case[] = [
  {
    rule: 'S9',
    says: 'a lease names its owner, its end and a token of its own',
    async run({ store }) {
      const keys = [newKey(), newKey()];
      await store.effects.want(keys.map((key) => newWant(key, { wantedSeq: 2 })));
      const rows = await lease(store);
      expect(rows.map(({ lease: held }) => held)).toEqual([
        { owner: 'owner_1', until: T0 + 1_000, token: expect.stringMatching(/.{8}/) },
        { owner: 'owner_1', until: T0 + 1_000, token: expect.stringMatching(/.{8}/) },
      ]);
      expect(new Set(rows.map(({ lease: held }) => held?.token)).size).toBe(2);
      for (const row of rows) expect(await store.effects.of(row)).toStrictEqual([row]);
    },
  },
  {
    rule: 'S9',
    says: 'only rows of the worker that are due and have work are leased, the longest due first, at most the limit',
    async run({ store }) {
      const wants = [30, 10, 20, 40].map((ms) => newWant(newKey(), { dueAt: T0 + ms }));
      await store.effects.want([...wants, newWant(newKey(), { worker: 'email', dueAt: T0 })]);
      const dueAts = (rows: readonly EffectRow[]) => rows.map(({ dueAt }) => dueAt - T0).toSorted();
      expect(dueAts(await lease(store, { now: T0 + 9 }))).toEqual([]);
      expect(dueAts(await lease(store, { now: T0 + 30, limit: 2 }))).toEqual([10, 20]);
      expect(dueAts(await lease(store, { now: T0 + 30 }))).toEqual([30]);
      expect(await lease(store, { now: T0 + 100, limit: 0 })).toEqual([]);
      expect(dueAts(await lease(store, { now: T0 + 40 }))).toEqual([40]);
    },
  },
  {
    rule: 'S9',
    says: 'a row that is held is not leased again before its end, by nobody; at its end it is, with another token',
    async run({ store }) {
      await store.effects.want([newWant(newKey())]);
      const first = await leaseOne(store);
      expect(await lease(store, { now: T0 + 999, owner: 'owner_2' })).toEqual([]);
      expect(await lease(store, { now: T0 + 999 })).toEqual([]);
      const second = await leaseOne(store, { now: T0 + 1_000, owner: 'owner_2' });
      expect(second.lease).toMatchObject({ owner: 'owner_2', until: T0 + 2_000 });
      expect(second.lease?.token).not.toBe(first.lease?.token);
    },
  },
  {
    rule: 'S9',
    says: 'of many owners at once each row goes to one',
    async run(test) {
      const keys = upTo(40).map(() => newKey());
      await test.store.effects.want(keys.map((key) => newWant(key)));
      const taken = await race(test, async (store, writer) => {
        const mine: EffectRow[] = [];
        for (;;) {
          const rows = await lease(store, { owner: `owner_${writer}`, limit: 3 });
          if (rows.length === 0) return mine;
          expect(rows.every((row) => row.lease?.owner === `owner_${writer}`)).toBe(true);
          mine.push(...rows);
        }
      });
      // An owner may find nothing because others were faster with the rows it saw; so what is left is asked for once more.
      const all = [...taken.flat(), ...(await lease(test.store, { limit: 100 }))].map(({ conversationId }) => conversationId);
      expect(all.toSorted()).toEqual(keys.map(({ conversationId }) => conversationId).toSorted());
    },
  },
  {
    rule: 'S9',
    says: 'of many owners that want an expired lease at once one gets it',
    async run(test) {
      await test.store.effects.want([newWant(newKey())]);
      for (const round of upTo(5)) {
        const taken = await race(test, (store, writer) => lease(store, { owner: `owner_${writer}`, now: T0 + round * 1_000 }));
        expect(taken.flat()).toHaveLength(1);
      }
    },
  },
  {
    rule: 'S9',
    says: 'a want while the row is held raises it and leaves lease, mark and progress alone',
    async run({ store }) {
      const key = newKey();
      await store.effects.want([newWant(key, { wantedSeq: 2 })]);
      const row = await leaseOne(store);
      await store.effects.update(row, { doneSeq: 1, inFlight: { toSeq: 2, key: 'key' } }, T0 + 1_500);
      await store.effects.want([newWant(key, { wantedSeq: 7, dueAt: T0 + 100 })]);
      const lastWrite = { doneSeq: 1, inFlight: { toSeq: 2, key: 'key' }, lease: { ...row.lease, until: T0 + 1_500 } };
      expect(await store.effects.of(key)).toStrictEqual([{ ...row, ...lastWrite, wantedSeq: 7 }]);
      expect(await store.effects.update(row, { doneSeq: 2, inFlight: null }, T0 + 1_500)).toBe(true);
    },
  },
];

const writing: readonly Case[] = [
  {
    rule: 'S9',
    says: 'a write changes what the patch names and nothing else, and extends the lease',
    async run({ store }) {
      const key = newKey();
      await store.effects.want([newWant(key, { wantedSeq: 9 })]);
      let row = await leaseOne(store);
      const patches = [
        { inFlight: { toSeq: 4, key: 'key $1.x' } },
        { doneSeq: 4, inFlight: null, providerId: 'thread_1' },
        { attempt: 1, lastError: 'slack_unavailable', dueAt: T0 + 77 },
        { lastError: null, attempt: 0, providerId: null },
        {},
      ];
      for (const [index, patch] of patches.entries()) {
        const until = T0 + 2_000 + index;
        expect(await store.effects.update(row, patch, until)).toBe(true);
        row = { ...row, ...patch, lease: row.lease && { ...row.lease, until } };
        expect(await store.effects.of(key)).toStrictEqual([row]);
      }
      expect(await lease(store, { now: T0 + 2_003, owner: 'owner_2' })).toEqual([]);
    },
  },
  {
    rule: 'S9',
    says: 'a released row is free at once when it is due, and its token is worth nothing any more',
    async run({ store }) {
      const key = newKey();
      await store.effects.want([newWant(key)]);
      const row = await leaseOne(store);
      expect(await store.effects.update(row, { dueAt: T0 + 10, release: true }, T0 + 9_000)).toBe(true);
      expect((await store.effects.of(key))[0]?.lease).toBeNull();
      expect(await store.effects.update(row, { doneSeq: 1 }, T0 + 9_000)).toBe(false);
      expect(await lease(store, { now: T0 + 9, owner: 'owner_2' })).toEqual([]);
      expect(await lease(store, { now: T0 + 10, owner: 'owner_2' })).toHaveLength(1);
    },
  },
  {
    rule: 'S9',
    says: 'a write with a token that was lost changes nothing; the new holder goes on',
    async run({ store }) {
      const key = newKey();
      await store.effects.want([newWant(key, { wantedSeq: 5 })]);
      const lost = await leaseOne(store);
      const held = await leaseOne(store, { now: T0 + 1_000, owner: 'owner_2' });
      const before = await store.effects.of(key);
      for (const patch of [{ doneSeq: 5 }, { release: true }, {}, { inFlight: { toSeq: 1, key: 'key' } }])
        expect(await store.effects.update(lost, patch, T0 + 99_000)).toBe(false);
      expect(await store.effects.of(key)).toStrictEqual(before);
      expect(await store.effects.update(held, { doneSeq: 1 }, T0 + 2_000)).toBe(true);
    },
  },
  {
    rule: 'S9',
    says: 'an expired lease that nobody has taken is still held: its write counts',
    async run({ store }) {
      await store.effects.want([newWant(newKey())]);
      const row = await leaseOne(store);
      expect(await store.effects.update(row, {}, T0 + 60_000)).toBe(true);
      expect(await lease(store, { now: T0 + 59_999, owner: 'owner_2' })).toEqual([]);
    },
  },
  {
    rule: 'S9',
    says: 'a row without a lease, or of another conversation, target or worker, cannot be written',
    async run({ store }) {
      const key = newKey();
      await store.effects.want([newWant(key, { target: 'one' })]);
      const [free] = await store.effects.of(key);
      if (!free) throw new Error('one row');
      expect(await store.effects.update(free, { doneSeq: 1 }, T0)).toBe(false);
      const row = await leaseOne(store);
      for (const wrong of [{ conversationId: newKey().conversationId }, { target: 'two' }, { worker: 'email' }])
        expect(await store.effects.update({ ...row, ...wrong }, { doneSeq: 1 }, T0)).toBe(false);
      expect(await store.effects.of(key)).toStrictEqual([row]);
    },
  },
  {
    rule: 'S10',
    says: 'a row under an expired lease is leased again with its mark, progress and error still on it',
    async run({ store, reopen }) {
      await store.effects.want([newWant(newKey(), { wantedSeq: 6 })]);
      const row = await leaseOne(store);
      const left = { doneSeq: 2, inFlight: { toSeq: 3, key: 'key_3' }, attempt: 4, lastError: 'slack_unavailable', providerId: 'thread_1' };
      expect(await store.effects.update(row, left, T0 + 1_000)).toBe(true);
      const taken = await leaseOne(store, { now: T0 + 1_000, owner: 'owner_2' });
      expect(taken).toMatchObject({ ...left, wantedSeq: 6, lease: { owner: 'owner_2' } });
      const again = await reopen();
      expect(await leaseOne(again, { now: T0 + 2_000, owner: 'owner_3' })).toMatchObject({ ...left, lease: { owner: 'owner_3' } });
    },
  },
];

const redoing: readonly Case[] = [
  {
    rule: 'S9',
    says: 'redo goes back to the step that failed, due now, with what was done behind it to be looked up',
    async run({ store, reopen }) {
      const key = newKey();
      await store.effects.want([newWant(key, { wantedSeq: 6 })]);
      const row = await leaseOne(store);
      const failed = { doneSeq: 6, failedSeq: 3, lastError: 'slack_channel', attempt: 2, providerId: 'thread_1', release: true };
      expect(await store.effects.update(row, failed, T0 + 1_000)).toBe(true);
      expect(await store.effects.redo(row, T0 + 500)).toBe(true);
      const again = (await (await reopen()).effects.of(key))[0];
      const begun = { doneSeq: 2, lookupTo: 6, failedSeq: null, lastError: null, attempt: 0, dueAt: T0 + 500 };
      expect(again).toMatchObject({ ...begun, wantedSeq: 6, providerId: 'thread_1', lease: null });
    },
  },
  {
    rule: 'S9',
    says: 'redo of what did not fail only makes it due; of what is in hand or does not exist it changes nothing',
    async run({ store }) {
      const key = newKey();
      const want = newWant(key, { wantedSeq: 2, dueAt: T0 + 90_000 });
      await store.effects.want([want]);
      expect(await store.effects.redo(want, T0)).toBe(true);
      const row = await leaseOne(store);
      expect(row).toMatchObject({ doneSeq: 0, lookupTo: 0, dueAt: T0 });
      expect(await store.effects.redo(want, T0 + 1)).toBe(false);
      expect(await store.effects.of(key)).toStrictEqual([row]);
      expect(await store.effects.redo({ ...want, target: 'other' }, T0)).toBe(false);
      expect(await store.effects.redo({ ...want, ...newKey() }, T0)).toBe(false);
    },
  },
];

export const leases: readonly Case[] = [...holding, ...writing, ...redoing];
