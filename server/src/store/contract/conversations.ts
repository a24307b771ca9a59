/** The row of a conversation: projections. */
import type { Author, ConversationRow, OperatorId, VisitorId } from '@parley/shared-types/model.ts';
import fc from 'fast-check';
import { expect } from 'vitest';
import type { ConversationKey, Projection, Store } from '../store.ts';
import { newEntries, newKey, newProjection, newRaise, T0 } from './fixtures.ts';
import { type Case, race, upTo } from './kit.ts';

const ZERO = { delivered: 0, read: 0 };

/** A conversation of `n` entries, in the log and in its row. */
export async function begin(store: Store, key: ConversationKey, n = 1): Promise<void> {
  await store.log.insert(newEntries(key, n));
  await store.conversations.project([newProjection(key, n)]);
}

type Said = 'visitor' | 'operator' | 'open' | 'resolved' | 'note';

/** What a batch, entries `from` + 1 and on, means for the row: as the persister says it. */
function projectionOf(key: ConversationKey, from: number, said: readonly Said[]): Projection {
  const numbered = said.map((what, index) => ({ what, seq: from + index + 1 }));
  const status = numbered.findLast(({ what }) => what === 'open' || what === 'resolved');
  const message = numbered.findLast(({ what }) => what === 'visitor' || what === 'operator');
  return {
    ...key,
    headSeq: from + said.length,
    grownAt: T0 + from + said.length,
    ...(from === 0 && { visitorId: 'visitor_1' as VisitorId, createdAt: T0 }),
    ...(status && { status: { value: status.what as ConversationRow['status'], seq: status.seq } }),
    ...(message && { excerpt: { text: `text ${message.seq}`, by: message.what as Author['kind'], seq: message.seq } }),
  };
}

const batches = fc.array(
  fc.array(fc.constantFrom<Said>('visitor', 'operator', 'open', 'resolved', 'note'), { minLength: 1, maxLength: 4 }),
  {
    minLength: 1,
    maxLength: 5,
  },
);

function projectionsOf(key: ConversationKey, said: readonly (readonly Said[])[]): Projection[] {
  return said.map((batch, index) => projectionOf(key, said.slice(0, index).flat().length, batch));
}

/** A row without what differs between two conversations of the same history. */
function comparable(row: ConversationRow | null | undefined) {
  if (!row) return row;
  const { conversationId: _id, changedAt: _changedAt, ...rest } = row;
  return rest;
}

const growth: readonly Case[] = [
  {
    rule: 'S6',
    says: 'a row grows when its log does, whatever order that is told in; being read changes it only',
    async run({ store }) {
      const key = newKey();
      await store.log.insert(newEntries(key, 2));
      await store.conversations.project([newProjection(key, 2, { grownAt: T0 + 2 })]);
      await store.conversations.project([newProjection(key, 1, { grownAt: T0 + 1 })]);
      await store.conversations.raise([newRaise(key, 'operators', 2, 2)]);
      expect(await store.conversations.get(key)).toMatchObject({ grownAt: T0 + 2 });
    },
  },
];

const decisions: readonly Case[] = [
  {
    rule: 'S6',
    says: 'what operators decided is what the last entry says of it, whatever order projections come in; a later status ends a snooze',
    async run({ store }) {
      const ann = { id: 'ann' as OperatorId, name: 'Ann "$1"' };
      const said: Partial<Projection>[] = [
        { assignee: { value: ann, seq: 2 }, tags: { value: ['vip', '$set'], seq: 2 }, snoozedUntil: { value: T0 + 500, seq: 2 } },
        { assignee: { value: null, seq: 3 }, isSpam: { value: true, seq: 3 }, isBlocked: { value: true, seq: 3 } },
        { tags: { value: [], seq: 4 }, assignee: { value: ann, seq: 4 }, isSpam: { value: false, seq: 4 } },
      ];
      const [forward, backward] = [newKey(), newKey()];
      const tell = async (key: ConversationKey, index: number) =>
        (await store.conversations.project([{ ...key, headSeq: index + 2, ...said[index] }]))[0];
      await begin(store, forward, 1);
      for (const index of [0, 1, 2, 2, 0]) await tell(forward, index);
      for (const index of [2, 1, 0, 1, 2]) await tell(backward, index);
      await begin(store, backward, 1);
      const decided = { assignee: ann, tags: [], snoozedUntil: T0 + 500, isSpam: false, isBlocked: true };
      for (const key of [forward, backward]) expect(await store.conversations.get(key)).toMatchObject(decided);
      const before = await store.conversations.get(forward);
      expect(await tell(forward, 0)).toStrictEqual(before);
      await store.conversations.project([{ ...forward, headSeq: 5, status: { value: 'open', seq: 5 } }]);
      expect(await store.conversations.get(forward)).toMatchObject({ snoozedUntil: null });
    },
  },
];

const profiles: readonly Case[] = [
  {
    rule: 'S6',
    says: 'each field of a profile is what was said of it last, whatever order projections come in and however often',
    async run({ store }) {
      const data = { plan: 'pro', seats: 3, $where: true, 'a.b': '$x' };
      const said: Projection['profile'][] = [
        { email: { value: 'old@shop.example', seq: 2 }, data: { value: { plan: 'free' }, seq: 2 } },
        { name: { value: 'Zoë "$1"', seq: 3 } },
        { email: { value: 'new@shop.example', seq: 4 }, data: { value: data, seq: 4 } },
      ];
      const [forward, backward] = [newKey(), newKey()];
      const tell = async (key: ConversationKey, index: number) => {
        const profile = said[index];
        if (profile) await store.conversations.project([newProjection(key, index + 2, { profile })]);
      };
      for (const index of [0, 1, 2, 2, 0]) await tell(forward, index);
      for (const index of [2, 1, 0, 1, 2]) await tell(backward, index);
      const profile = { email: 'new@shop.example', name: 'Zoë "$1"', data };
      for (const key of [forward, backward]) expect((await store.conversations.get(key))?.profile).toStrictEqual(profile);
    },
  },
  {
    rule: 'S6',
    says: 'a projection that says only something of the profile changes the row, and the same again does not',
    async run({ store }) {
      const key = newKey();
      await begin(store, key, 2);
      const projection: Projection = { ...key, headSeq: 2, profile: { email: { value: 'a@shop.example', seq: 2 } } };
      const [changed] = await store.conversations.project([projection]);
      expect(changed?.profile).toStrictEqual({ email: 'a@shop.example' });
      expect(await store.conversations.project([projection])).toStrictEqual([changed]);
    },
  },
];

const rows: readonly Case[] = [
  {
    rule: 'S6',
    says: 'a projection makes the row, and the row is what project answers',
    async run({ store }) {
      const key = newKey();
      const status = { value: 'resolved', seq: 2 } as const;
      const [row] = await store.conversations.project([
        newProjection(key, 3, { status, excerpt: { text: 'hi 👋', by: 'bot', seq: 3 }, grownAt: T0 + 3 }),
      ]);
      expect(row).toStrictEqual({
        ...key,
        visitorId: 'visitor_1',
        headSeq: 3,
        status: 'resolved',
        excerpt: 'hi 👋',
        excerptBy: 'bot',
        profile: {},
        assignee: null,
        tags: [],
        snoozedUntil: null,
        isSpam: false,
        isBlocked: false,
        createdAt: T0,
        changedAt: expect.any(Number),
        grownAt: T0 + 3,
        registers: { visitor: ZERO, operators: ZERO },
      });
      expect(await store.conversations.get(key)).toStrictEqual(row);
    },
  },
  {
    rule: 'S6',
    says: 'a row begins open and without excerpt when its first entries say neither',
    async run({ store }) {
      const key = newKey();
      const { excerpt: _excerpt, ...bare } = newProjection(key, 1);
      const [row] = await store.conversations.project([bare]);
      expect(row).toMatchObject({ status: 'open', excerpt: '', headSeq: 1 });
    },
  },
  {
    rule: 'S6',
    says: 'rows are answered in the order given; nothing given, nothing answered',
    async run({ store }) {
      const keys = upTo(5).map(() => newKey());
      const given = [...keys.toReversed(), ...keys].map((key, index) => newProjection(key, index + 1));
      const rows = await store.conversations.project(given);
      expect(rows.map(({ conversationId }) => conversationId)).toEqual(given.map(({ conversationId }) => conversationId));
      expect(rows.slice(5).map(({ headSeq }) => headSeq)).toEqual([6, 7, 8, 9, 10]);
      expect(await store.conversations.project([])).toEqual([]);
    },
  },
  {
    rule: 'S6',
    says: 'a projection applied twice, or an older one late, changes nothing at all, changedAt included',
    async run({ store }) {
      const key = newKey();
      const all = projectionsOf(key, [['visitor'], ['operator', 'resolved'], ['visitor', 'open', 'operator']]);
      for (const projection of all) await store.conversations.project([projection]);
      const row = await store.conversations.get(key);
      for (const projection of [...all.toReversed(), ...all]) {
        expect(await store.conversations.project([projection])).toStrictEqual([row]);
      }
      expect(await store.conversations.get(key)).toStrictEqual(row);
    },
  },
  {
    rule: 'S6',
    says: 'projections in any order and number give the row that they give in order',
    async run(test) {
      const repeats = batches.chain((said) =>
        fc.tuple(
          fc.constant(said),
          fc.array(fc.nat(said.length - 1), { maxLength: 6 }),
          fc.shuffledSubarray([...said.keys()], { minLength: said.length }),
        ),
      );
      await fc.assert(
        fc.asyncProperty(repeats, async ([said, before, order]) => {
          const [key, other] = [newKey(), newKey()];
          const pick = (from: readonly Projection[], indexes: readonly number[]) => indexes.flatMap((index) => from[index] ?? []);
          for (const projection of projectionsOf(key, said)) await test.store.conversations.project([projection]);
          const mixed = projectionsOf(other, said);
          for (const projection of pick(mixed, [...before, ...order])) await test.store.conversations.project([projection]);
          const [straight, scrambled] = await Promise.all([test.store.conversations.get(key), test.store.conversations.get(other)]);
          expect(comparable(scrambled)).toEqual(comparable(straight));
          expect(straight?.headSeq).toBe(said.flat().length);
        }),
        { numRuns: 40 },
      );
    },
  },
  {
    rule: 'S6',
    says: 'writers that project the same conversation at once leave what the last entries say',
    async run(test) {
      const key = newKey();
      const all = projectionsOf(
        key,
        upTo(12).map((n) => (n % 3 === 0 ? ['resolved'] : ['visitor'])),
      );
      await race(test, async (store, writer) => {
        for (const projection of writer % 2 === 0 ? all : all.toReversed()) await store.conversations.project([projection]);
      });
      expect(await test.store.conversations.get(key)).toMatchObject({ headSeq: 12, status: 'resolved', excerpt: 'text 11', createdAt: T0 });
    },
  },
  {
    rule: 'S6',
    says: 'an unknown conversation has no row and position 0',
    async run({ store }) {
      const [known, unknown] = [newKey(), newKey()];
      await begin(store, known, 2);
      await store.conversations.raise([newRaise(known, 'operators', 2, 1)]);
      expect(await store.conversations.get(unknown)).toBeNull();
      const positions = await store.conversations.positions([unknown, known, unknown]);
      expect(positions.map(({ head }) => head.seq)).toEqual([0, 2, 0]);
      expect(positions[0]?.registers).toEqual({ visitor: ZERO, operators: ZERO });
      expect(positions[1]?.registers).toEqual({ visitor: ZERO, operators: { delivered: 2, read: 1 } });
      expect(positions.map(({ head }) => head)).toEqual(await store.log.heads([unknown, known, unknown]));
      expect(await store.conversations.positions([])).toEqual([]);
    },
  },
];

export const conversations: readonly Case[] = [...rows, ...growth, ...profiles, ...decisions];
