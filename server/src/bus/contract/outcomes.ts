/** Outcomes: what a worker may answer, and what happens when it does not. */
import { expect, vi } from 'vitest';
import type { DeadLetter, Delivery } from '../bus.ts';
import { ack, ackAll, type Case, collect, createRecord, holdForEver, job, SHARD_QUEUE, SHARED, submitted, textOf, texts } from './kit.ts';

const RETRY_MS = 1_000;

const retry: Case = {
  rule: 'B8',
  says: '`retry` brings a job back after its time with attempt + 1; others are not held up',
  async run(kit) {
    const bus = await kit.open();
    const seen = createRecord<Delivery>();
    let askedAt = 0;
    let cameAt = 0;
    await bus.consume('jobs.slack', { batch: 1, ordered: false }, async (batch) =>
      batch.map((delivery) => {
        seen.add(delivery);
        if (delivery.attempt > 0) cameAt = Date.now();
        if (textOf(delivery.body) !== 'again' || delivery.attempt > 0) return ack;
        askedAt = Date.now();
        return { do: 'retry', afterMs: RETRY_MS, reason: 'not yet' } as const;
      }),
    );
    const again = job('again');
    await bus.publish([again, job('other')]);
    const all = await seen.until(3);
    expect(all.map(({ body, attempt }) => [textOf(body), attempt])).toEqual([
      ['again', 0],
      ['other', 0],
      ['again', 1],
    ]);
    expect(all[2]).toMatchObject({ id: again.message.id, body: again.message });
    expect(cameAt - askedAt).toBeGreaterThanOrEqual(RETRY_MS * 0.9);
  },
};

const dead: Case = {
  rule: 'B9',
  says: '`dead` moves a message to the dead letters with its reason, queue and time; the queue goes on',
  async run(kit) {
    const bus = await kit.open();
    const seen = createRecord<string>();
    await bus.consume(SHARD_QUEUE, { batch: 10, ordered: true }, async (batch) => {
      seen.add(...batch.map(({ body }) => textOf(body)));
      return batch.map(({ body }) => (textOf(body) === 'bad' ? ({ do: 'dead', reason: 'schema_invalid: text' } as const) : ack));
    });
    const bad = submitted('bad');
    const before = Date.now();
    await bus.publish([submitted('a'), bad, submitted('b')]);
    expect(await seen.until(3)).toEqual(['a', 'bad', 'b']);
    const [letter] = await (await collect(bus, 'dead', SHARED)).seen.until(1);
    const { at, ...rest } = (letter as Delivery).body as DeadLetter;
    expect(rest).toEqual({ reason: 'schema_invalid: text', queue: SHARD_QUEUE, message: bad.message });
    expect(Math.abs(at - before)).toBeLessThan(60_000);
  },
};

const deadSurvives: Case = {
  rule: 'B9',
  says: 'a dead letter survives when everything is killed',
  async run(kit) {
    const bus = await kit.open();
    await bus.consume('jobs.slack', SHARED, async (batch) => batch.map(() => ({ do: 'dead', reason: 'job_invalid' }) as const));
    await bus.publish([job('bad')]);
    await vi.waitFor(async () => expect(await bus.depth('dead')).toMatchObject({ messages: 1 }), { timeout: 20_000, interval: 100 });
    await kit.restart();
    const [letter] = await (await collect(await kit.open(), 'dead', SHARED)).seen.until(1);
    expect(letter?.body).toMatchObject({ reason: 'job_invalid', queue: 'jobs.slack' });
  },
};

const throws: Case = {
  rule: 'B10',
  says: 'a handler that throws releases its consumer; everything unacked is there again, in order',
  async run(kit) {
    const bus = await kit.open();
    await bus.publish(texts(1, 5).map(submitted));
    const consumer = await bus.consume(SHARD_QUEUE, { batch: 3, ordered: true }, async () => {
      throw new Error('the handler is broken');
    });
    expect(await consumer.ended).toBe('released');
    await consumer.close();
    const { texts: seen } = await collect(bus, SHARD_QUEUE);
    expect(await seen(5)).toEqual(texts(1, 5));
  },
};

const closes: Case = {
  rule: 'B11',
  says: '`close` of a consumer finishes and acks the batch in hand, and starts no other',
  async run(kit) {
    const bus = await kit.open();
    await bus.publish(texts(1, 6).map(submitted));
    const inHand = Promise.withResolvers<void>();
    const mayGo = Promise.withResolvers<void>();
    const held: string[] = [];
    let batches = 0;
    const consumer = await bus.consume(SHARD_QUEUE, { batch: 2, ordered: true }, async (batch) => {
      batches += 1;
      held.push(...batch.map(({ body }) => textOf(body)));
      inHand.resolve();
      await mayGo.promise;
      return ackAll(batch);
    });
    await inHand.promise;
    let closed = false;
    const closing = consumer.close().then(() => {
      closed = true;
    });
    await new Promise(setImmediate);
    expect(closed).toBe(false);
    mayGo.resolve();
    await closing;
    await consumer.close();
    expect(await consumer.ended).toBe('closed');
    expect(batches).toBe(1);
    const { texts: seen } = await collect(bus, SHARD_QUEUE);
    expect([...held, ...(await seen(6 - held.length))]).toEqual(texts(1, 6));
  },
};

const crashes: Case = {
  rule: 'B7',
  says: '`crashes` counts deliveries that ended without an outcome, also over a restart',
  async run(kit) {
    const bus = await kit.open();
    await bus.publish([submitted('a')]);
    const counts: number[] = [];
    const consumer = await bus.consume(SHARD_QUEUE, { batch: 10, ordered: true }, async (batch) => {
      counts.push(...batch.map((delivery) => delivery.crashes));
      throw new Error('the handler is broken');
    });
    await consumer.ended;
    await holdForEver(bus, SHARD_QUEUE, 1);
    await kit.restart();
    const { seen } = await collect(await kit.open(), SHARD_QUEUE);
    counts.push(...(await seen.until(1)).map((delivery) => delivery.crashes));
    expect(counts).toEqual([0, 2]);
  },
};

export const outcomes: readonly Case[] = [retry, dead, deadSurvives, throws, closes, crashes];
