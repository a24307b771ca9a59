/** Dead letters: looked at, put back, dropped. */
import { expect, vi } from 'vitest';
import type { Bus, DeadDelivery } from '../bus.ts';
import { ackAll, type BusUnderTest, type Case, createRecord, job, ORDERED, SHARD_QUEUE, SHARED, submitted, textOf, texts } from './kit.ts';

/** A bus whose shard refused three messages, for reasons of their own. */
async function withDead(kit: BusUnderTest): Promise<Bus> {
  const bus = await kit.open();
  const consumer = await bus.consume(SHARD_QUEUE, ORDERED, async (batch) =>
    batch.map(({ body }) => ({ do: 'dead', reason: `schema_invalid: ${textOf(body)}` }) as const),
  );
  await bus.publish(texts(1, 3).map(submitted));
  await vi.waitFor(async () => expect(await bus.depth('dead')).toMatchObject({ messages: 3 }), { timeout: 20_000, interval: 50 });
  await consumer.close();
  return bus;
}

async function look(bus: Bus, limit = 10): Promise<readonly DeadDelivery[]> {
  let seen: readonly DeadDelivery[] = [];
  await bus.siftDead(limit, (letters) => {
    seen = letters;
    return letters.map(() => 'keep');
  });
  return seen;
}

const looked: Case = {
  rule: 'B21',
  says: 'dead letters are looked at, the oldest first, and stay in their places',
  async run(kit) {
    const bus = await withDead(kit);
    expect((await look(bus, 2)).map(({ message }) => textOf(message))).toEqual(['m001', 'm002']);
    const all = await look(bus);
    expect(all.map(({ message, reason, queue }) => [textOf(message), reason, queue])).toEqual(
      texts(1, 3).map((text) => [text, `schema_invalid: ${text}`, SHARD_QUEUE]),
    );
    expect(all.map(({ id }) => id)).toEqual(all.map(({ message }) => (message as { id: string }).id));
    await kit.restart();
    expect(await look(await kit.open())).toHaveLength(3);
  },
};

const sifted: Case = {
  rule: 'B21',
  says: 'one is replayed to the queue that refused it, with no attempt behind it, one is dropped, one stays; each once',
  async run(kit) {
    const bus = await withDead(kit);
    await bus.siftDead(10, () => ['replay', 'drop', 'keep']);
    expect((await look(bus)).map(({ message }) => textOf(message))).toEqual(['m003']);
    expect(await bus.depth('dead')).toMatchObject({ messages: 1 });
    const seen = createRecord<readonly [string, number]>();
    await bus.consume(SHARD_QUEUE, ORDERED, async (batch) => {
      seen.add(...batch.map(({ body, attempt }) => [textOf(body), attempt] as const));
      return ackAll(batch);
    });
    await bus.publish([submitted('after')]);
    expect(await seen.until(2)).toEqual([
      ['m001', 0],
      ['after', 0],
    ]);
  },
};

const jobs: Case = {
  rule: 'B21',
  says: 'a job is replayed as the job that it was',
  async run(kit) {
    const bus = await kit.open();
    const consumer = await bus.consume('jobs.slack', SHARED, async (batch) =>
      batch.map(() => ({ do: 'dead', reason: 'job_invalid' }) as const),
    );
    const sent = job('again');
    await bus.publish([sent]);
    await vi.waitFor(async () => expect(await bus.depth('dead')).toMatchObject({ messages: 1 }), { timeout: 20_000, interval: 50 });
    await consumer.close();
    await bus.siftDead(10, (letters) => letters.map(() => 'replay'));
    expect(await look(bus)).toEqual([]);
    const seen = createRecord<unknown>();
    await bus.consume('jobs.slack', SHARED, async (batch) => {
      seen.add(...batch.map(({ body }) => body));
      return ackAll(batch);
    });
    expect(await seen.until(1)).toEqual([sent.message]);
  },
};

export const deadLetters: readonly Case[] = [looked, sifted, jobs];
