/** What each side has received and read. */
import fc from 'fast-check';
import { expect } from 'vitest';
import type { ConversationKey, Store } from '../store.ts';
import { begin } from './conversations.ts';
import { newEntries, newKey, newProjection, newRaise } from './fixtures.ts';
import { bothOf, type Case } from './kit.ts';

const ZERO = { delivered: 0, read: 0 };

async function registersOf(store: Store, key: ConversationKey) {
  return (await store.conversations.get(key))?.registers;
}

export const registers: readonly Case[] = [
  {
    rule: 'S7',
    says: 'registers only grow, each side and each register by itself',
    async run({ store }) {
      const key = newKey();
      await begin(store, key, 9);
      const steps = [
        newRaise(key, 'visitor', 5, 2),
        newRaise(key, 'operators', 7, 7),
        newRaise(key, 'visitor', 3, 4),
        newRaise(key, 'visitor', 6, 1),
      ];
      for (const step of steps) await store.conversations.raise([step]);
      expect(await registersOf(store, key)).toEqual({ visitor: { delivered: 6, read: 4 }, operators: { delivered: 7, read: 7 } });
    },
  },
  {
    rule: 'S7',
    says: 'a raise above the head is capped at it, and the rest is not remembered',
    async run({ store }) {
      const key = newKey();
      await begin(store, key, 3);
      await store.conversations.raise([newRaise(key, 'visitor', 99, 4)]);
      expect((await registersOf(store, key))?.visitor).toEqual({ delivered: 3, read: 3 });
      await store.log.insert([...newEntries(key, 5).slice(3)]);
      await store.conversations.project([newProjection(key, 5)]);
      expect((await registersOf(store, key))?.visitor).toEqual({ delivered: 3, read: 3 });
      await store.conversations.raise([newRaise(key, 'visitor', 5, 4)]);
      expect((await registersOf(store, key))?.visitor).toEqual({ delivered: 5, read: 4 });
    },
  },
  {
    rule: 'S7',
    says: 'a raise of an unknown conversation is dropped; its neighbours in the call are not',
    async run({ store }) {
      const [known, unknown] = [newKey(), newKey()];
      await begin(store, known, 3);
      await store.conversations.raise([newRaise(unknown, 'visitor', 1, 1), newRaise(known, 'visitor', 2, 1)]);
      expect(await store.conversations.get(unknown)).toBeNull();
      expect((await registersOf(store, known))?.visitor).toEqual({ delivered: 2, read: 1 });
      await begin(store, unknown, 3);
      expect((await registersOf(store, unknown))?.visitor).toEqual(ZERO);
      await store.conversations.raise([]);
    },
  },
  {
    rule: 'S7',
    says: 'raises in any order, at once, by several writers leave the highest of each, at most the head',
    async run(test) {
      const stores = await bothOf(test);
      const raise = fc.record({ side: fc.constantFrom('visitor', 'operators'), delivered: fc.nat(14), read: fc.nat(14) });
      await fc.assert(
        fc.asyncProperty(fc.array(raise, { minLength: 1, maxLength: 12 }), async (raises) => {
          const key = newKey();
          await begin(test.store, key, 10);
          const highest = (side: string, name: 'delivered' | 'read') =>
            Math.min(10, Math.max(0, ...raises.filter((one) => one.side === side).map((one) => one[name])));
          const expected = Object.fromEntries(
            ['visitor', 'operators'].map((side) => [side, { delivered: highest(side, 'delivered'), read: highest(side, 'read') }]),
          );
          await Promise.all(
            raises.map(({ side, delivered, read }, index) =>
              stores[index % 2 === 0 ? 0 : 1].conversations.raise([newRaise(key, side, delivered, read)]),
            ),
          );
          expect(await registersOf(test.store, key)).toEqual(expected);
        }),
        { numRuns: 20 },
      );
    },
  },
  {
    rule: 'S7',
    says: 'projections leave the registers alone, and both survive close and reopen',
    async run({ store, reopen }) {
      const key = newKey();
      await begin(store, key, 4);
      await store.conversations.raise([newRaise(key, 'operators', 4, 3)]);
      await store.conversations.project([newProjection(key, 4), newProjection(key, 2)]);
      const row = await store.conversations.get(key);
      expect(row?.registers.operators).toEqual({ delivered: 4, read: 3 });
      expect(await (await reopen()).conversations.get(key)).toStrictEqual(row);
    },
  },
];
