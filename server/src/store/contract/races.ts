/** The log under writers that race. */
import type { ConversationId } from '@parley/shared-types/model.ts';
import fc from 'fast-check';
import { expect } from 'vitest';
import { newEntry, newKey } from './fixtures.ts';
import { bothOf, type Case, persist, race, readAll, seqsOf, upTo, WRITERS } from './kit.ts';

/** Another order for each writer, the same in every run. */
function shuffled<T>(items: readonly T[], seed: number): T[] {
  return fc.sample(fc.shuffledSubarray([...items], { minLength: items.length }), { numRuns: 1, seed })[0] ?? [];
}

function chunks<T>(items: readonly T[], size: number): readonly T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size));
}

export const races: readonly Case[] = [
  {
    rule: 'S2',
    says: 'of writers that insert the same seq at once exactly one wins',
    async run(test) {
      const key = newKey();
      for (const seq of upTo(10)) {
        const counts = await race(test, (store) => store.log.insert([newEntry(key, seq)]));
        expect(counts.toSorted()).toEqual([...Array(WRITERS - 1).fill(0), 1]);
      }
      expect(seqsOf(await readAll(test.store, key))).toEqual(upTo(10));
    },
  },
  {
    rule: 'S2',
    says: 'of writers that insert the same identity at once under different seqs exactly one wins',
    async run(test) {
      const key = newKey();
      const { clientMsgId } = newEntry(key, 1);
      const counts = await race(test, (store, writer) => store.log.insert([newEntry(key, writer + 1, { clientMsgId })]));
      expect(counts.toSorted()).toEqual([...Array(WRITERS - 1).fill(0), 1]);
      expect(await readAll(test.store, key)).toHaveLength(1);
    },
  },
  {
    rule: 'S2',
    says: 'eight writers with the same messages in different orders store each once, dense in every conversation',
    async run(test) {
      const keys = [newKey(), newKey(), newKey()];
      const messages = keys.flatMap((key) => upTo(20).map(() => newEntry(key, 0)));
      const counts = await race(test, async (store, writer) => {
        let stored = 0;
        for (const batch of chunks(shuffled(messages, writer + 1), 3 + writer)) stored += await persist(store, batch);
        return stored;
      });
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(messages.length);
      for (const key of keys) {
        const entries = await readAll(test.store, key);
        expect(seqsOf(entries)).toEqual(upTo(20));
        const wanted = messages.filter(({ conversationId }) => conversationId === key.conversationId);
        expect(entries.map(({ clientMsgId }) => clientMsgId).toSorted()).toEqual(wanted.map(({ clientMsgId }) => clientMsgId).toSorted());
      }
    },
  },
  {
    rule: 'S2',
    says: 'eight writers, half of their messages shared: dense and each once',
    async run(test) {
      const key = newKey();
      const shared = upTo(15).map(() => newEntry(key, 0));
      await race(test, async (store, writer) => {
        const own = upTo(5).map(() => newEntry(key, 0, { author: { kind: 'operator', id: `operator_${writer}` } }));
        for (const batch of chunks(shuffled([...shared, ...own], writer + 1), 4)) await persist(store, batch);
      });
      const entries = await readAll(test.store, key);
      expect(seqsOf(entries)).toEqual(upTo(15 + WRITERS * 5));
      expect(new Set(entries.map(({ clientMsgId }) => clientMsgId)).size).toBe(entries.length);
    },
  },
  {
    rule: 'S3',
    says: 'a reader beside the writers never sees a hole, nor an entry change',
    async run(test) {
      const key = newKey();
      const [, reading] = await bothOf(test);
      let writing = true;
      const writers = race(test, async (store) => {
        for (const batch of chunks(upTo(12), 3))
          await persist(
            store,
            batch.map(() => newEntry(key, 0)),
          );
      }).finally(() => {
        writing = false;
      });
      const seen: string[] = [];
      const read = async () => {
        const page = await reading.log.since(key, seen.length, 1_000);
        expect(seqsOf(page)).toEqual(page.map((_, index) => seen.length + index + 1));
        seen.push(...page.map(({ id }) => id));
      };
      while (writing) {
        await read();
        await new Promise(setImmediate);
      }
      await writers;
      await read();
      expect((await readAll(reading, key)).map(({ id }) => id)).toEqual(seen);
      expect(seen).toHaveLength(WRITERS * 12);
    },
  },
  {
    rule: 'S3',
    says: 'heads never run ahead of what can be read, also beside writers of many conversations',
    async run(test) {
      const keys = upTo(4).map((n) => ({ ...newKey(), conversationId: `conversation_${n}` as ConversationId }));
      const [, reading] = await bothOf(test);
      let writing = true;
      const writers = race(test, async (store) => {
        for (let round = 0; round < 5; round += 1)
          await persist(
            store,
            keys.map((key) => newEntry(key, 0)),
          );
      }).finally(() => {
        writing = false;
      });
      while (writing) {
        const heads = await reading.log.heads(keys);
        for (const [index, key] of keys.entries()) {
          expect((await readAll(reading, key)).length).toBeGreaterThanOrEqual(heads[index]?.seq ?? 0);
        }
        await new Promise(setImmediate);
      }
      await writers;
      expect(seqsOf(await reading.log.heads(keys))).toEqual(keys.map(() => WRITERS * 5));
    },
  },
];
