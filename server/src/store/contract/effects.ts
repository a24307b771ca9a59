/** Effect rows: what is wanted, when it is due, how much waits. */
import { expect } from 'vitest';
import type { EffectRow, Store } from '../store.ts';
import { newKey, newWant, T0 } from './fixtures.ts';
import { type Case, race, upTo } from './kit.ts';

export const lease = (store: Store, more: Partial<Parameters<Store['effects']['lease']>[0]> = {}) =>
  store.effects.lease({ worker: 'slack', owner: 'owner_1', now: T0, ttlMs: 1_000, limit: 10, ...more });

/** The only row of a worker that is due. */
export async function leaseOne(store: Store, more: Parameters<typeof lease>[1] = {}): Promise<EffectRow> {
  const [row, ...others] = await lease(store, more);
  if (!row || others.length > 0) throw new Error('exactly one row should be due');
  return row;
}

/** Brings the only due row to where nothing is outstanding, and gives it back. */
async function finish(store: Store, now = T0): Promise<void> {
  const row = await leaseOne(store, { now });
  expect(await store.effects.update(row, { doneSeq: row.wantedSeq, release: true }, now + 1_000)).toBe(true);
}

const wanting: readonly Case[] = [
  {
    rule: 'S9',
    says: 'a want makes a row that has done nothing',
    async run({ store }) {
      const key = newKey();
      await store.effects.want([newWant(key, { wantedSeq: 3 })]);
      expect(await store.effects.of(key)).toStrictEqual([
        {
          ...newWant(key, { wantedSeq: 3 }),
          doneSeq: 0,
          attempt: 0,
          lease: null,
          inFlight: null,
          lastError: null,
          failedSeq: null,
          lookupTo: 0,
          actedSeq: 0,
          providerId: null,
        },
      ]);
      await store.effects.want([]);
    },
  },
  {
    rule: 'S9',
    says: 'wanted only grows, also under wants that come late or at once',
    async run(test) {
      const key = newKey();
      for (const wantedSeq of [4, 9, 2]) await test.store.effects.want([newWant(key, { wantedSeq })]);
      expect((await test.store.effects.of(key)).map((row) => row.wantedSeq)).toEqual([9]);
      await race(test, (store, writer) =>
        store.effects.want([newWant(key, { wantedSeq: 20 - writer }), newWant(key, { wantedSeq: writer })]),
      );
      expect((await test.store.effects.of(key)).map((row) => row.wantedSeq)).toEqual([20]);
    },
  },
  {
    rule: 'S9',
    says: 'each worker, target and conversation has its own row',
    async run({ store }) {
      const [key, other] = [newKey(), newKey()];
      const wants = [key, other].flatMap((at) =>
        ['slack', 'email'].flatMap((worker) => ['one', 'two'].map((target) => newWant(at, { worker, target }))),
      );
      await store.effects.want(wants);
      const names = (rows: readonly EffectRow[]) => rows.map(({ worker, target }) => `${worker} ${target}`).toSorted();
      expect(names(await store.effects.of(key))).toEqual(['email one', 'email two', 'slack one', 'slack two']);
      expect(await store.effects.of(newKey())).toEqual([]);
      expect([await store.effects.backlog('slack'), await store.effects.backlog('email'), await store.effects.backlog('none')]).toEqual([
        4, 4, 0,
      ]);
    },
  },
  {
    rule: 'S9',
    says: 'a row with work outstanding keeps the earlier of both moments',
    async run({ store }) {
      const key = newKey();
      const dueAt = async () => (await store.effects.of(key))[0]?.dueAt;
      await store.effects.want([newWant(key, { wantedSeq: 1, dueAt: T0 + 50 })]);
      await store.effects.want([newWant(key, { wantedSeq: 2, dueAt: T0 + 90 })]);
      expect(await dueAt()).toBe(T0 + 50);
      await store.effects.want([newWant(key, { wantedSeq: 3, dueAt: T0 + 10 })]);
      expect(await dueAt()).toBe(T0 + 10);
    },
  },
  {
    rule: 'S9',
    says: 'a row whose last attempt failed keeps its moment, whatever is wanted meanwhile',
    async run({ store }) {
      const key = newKey();
      await store.effects.want([newWant(key)]);
      await store.effects.update(await leaseOne(store), { attempt: 1, dueAt: T0 + 900, release: true }, T0 + 1_000);
      await store.effects.want([newWant(key, { wantedSeq: 2, dueAt: T0 + 10 })]);
      expect(await store.effects.of(key)).toMatchObject([{ wantedSeq: 2, dueAt: T0 + 900 }]);
    },
  },
  {
    rule: 'S9',
    says: 'an idle row takes the new moment, later or earlier',
    async run({ store }) {
      const key = newKey();
      const dueAt = async () => (await store.effects.of(key))[0]?.dueAt;
      await store.effects.want([newWant(key, { wantedSeq: 1 })]);
      await finish(store);
      await store.effects.want([newWant(key, { wantedSeq: 2, dueAt: T0 + 500 })]);
      expect(await dueAt()).toBe(T0 + 500);
      await finish(store, T0 + 500);
      await store.effects.want([newWant(key, { wantedSeq: 3, dueAt: T0 + 100 })]);
      expect(await dueAt()).toBe(T0 + 100);
    },
  },
  {
    rule: 'S9',
    says: 'a want of what is done already wakes nobody',
    async run({ store }) {
      const key = newKey();
      await store.effects.want([newWant(key, { wantedSeq: 2 })]);
      await finish(store);
      await store.effects.want([newWant(key, { wantedSeq: 2 }), newWant(key, { wantedSeq: 1 })]);
      expect(await lease(store, { now: T0 + 10_000 })).toEqual([]);
      expect([await store.effects.backlog('slack'), await store.effects.nextDueAt('slack')]).toEqual([0, null]);
    },
  },
];

const waiting: readonly Case[] = [
  {
    rule: 'S9',
    says: 'nextDueAt is the earliest of what waits, of this worker only',
    async run({ store }) {
      expect(await store.effects.nextDueAt('slack')).toBeNull();
      await store.effects.want([30, 20, 40].map((ms) => newWant(newKey(), { dueAt: T0 + ms })));
      await store.effects.want([newWant(newKey(), { worker: 'email', dueAt: T0 + 5 })]);
      expect([await store.effects.nextDueAt('slack'), await store.effects.nextDueAt('email')]).toEqual([T0 + 20, T0 + 5]);
    },
  },
  {
    rule: 'S9',
    says: 'nextDueAt of a leased row is the end of its lease, or its moment when that is later',
    async run({ store }) {
      await store.effects.want([newWant(newKey())]);
      const row = await leaseOne(store);
      expect(await store.effects.nextDueAt('slack')).toBe(T0 + 1_000);
      await store.effects.update(row, { dueAt: T0 + 5_000 }, T0 + 2_000);
      expect(await store.effects.nextDueAt('slack')).toBe(T0 + 5_000);
      await store.effects.want([newWant(newKey(), { dueAt: T0 + 3_000 })]);
      expect(await store.effects.nextDueAt('slack')).toBe(T0 + 3_000);
      await store.effects.update(row, { dueAt: T0 + 100, release: true }, T0 + 2_000);
      expect(await store.effects.nextDueAt('slack')).toBe(T0 + 100);
    },
  },
  {
    rule: 'S9',
    says: 'who wakes at nextDueAt finds something to lease',
    async run({ store }) {
      await store.effects.want([newWant(newKey(), { dueAt: T0 + 70 })]);
      for (const round of upTo(3)) {
        const now = (await store.effects.nextDueAt('slack')) ?? 0;
        expect(await lease(store, { now: now - 1, owner: `early_${round}` })).toEqual([]);
        expect(await lease(store, { now, owner: `owner_${round}` })).toHaveLength(1);
      }
    },
  },
  {
    rule: 'S9',
    says: 'backlog counts rows with work outstanding, leased or not, due or not',
    async run({ store }) {
      await store.effects.want(upTo(5).map((n) => newWant(newKey(), { dueAt: T0 + n * 100 })));
      await lease(store, { now: T0 + 200 });
      expect(await store.effects.backlog('slack')).toBe(5);
      await finish(store, T0 + 300);
      expect(await store.effects.backlog('slack')).toBe(4);
    },
  },
  {
    rule: 'S11',
    says: 'effect rows survive close and reopen, leases included',
    async run({ store, reopen }) {
      const key = newKey();
      await store.effects.want([newWant(key, { wantedSeq: 5 })]);
      const row = await leaseOne(store);
      const patch = { doneSeq: 3, inFlight: { toSeq: 4, key: 'key' }, attempt: 2, lastError: 'slack_unavailable', providerId: 'thread_1' };
      await store.effects.update(row, patch, T0 + 9_000);
      const rows = await store.effects.of(key);
      const again = await reopen();
      expect(await again.effects.of(key)).toStrictEqual(rows);
      expect(await lease(again, { now: T0 + 8_999, owner: 'owner_2' })).toEqual([]);
      expect(await again.effects.update(row, { release: true }, T0)).toBe(true);
    },
  },
];

export const effects: readonly Case[] = [...wanting, ...waiting];
