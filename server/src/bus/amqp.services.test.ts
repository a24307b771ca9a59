import { LIMITS } from '@parley/shared-types/topics.ts';
import { expect, it, onTestFinished, vi } from 'vitest';
import { createAmqpUnderTest, onBroker } from './amqp/kit.ts';
import type { Delivery } from './bus.ts';
import { ackAll, collect, createRecord, job, ORDERED, SHARD_QUEUE, SHARED, submitted, textOf, texts } from './contract/kit.ts';
import { registerBusContract } from './contract.ts';

registerBusContract('RabbitMQ', async () => createAmqpUnderTest());

function setup() {
  const kit = createAmqpUnderTest();
  onTestFinished(() => kit.teardown());
  return kit;
}

it('[B13] a publish that is not confirmed within 5 s is `retry`; what may have been taken is not lost', async () => {
  const kit = setup();
  const bus = await kit.open();
  kit.silence();
  await expect(bus.publish([submitted('a')])).rejects.toMatchObject({ code: 'retry' });
});

it('[B17] a message that no queue takes is an error, though the broker confirms it', async () => {
  const kit = setup();
  const bus = await kit.open();
  await onBroker(kit.url, async (connection) => {
    const channel = await connection.createChannel();
    await channel.deleteQueue(kit.queueName(SHARD_QUEUE));
  });
  await expect(bus.publish([submitted('a')])).rejects.toMatchObject({ code: 'unknown_job' });
});

it('[B15] a queue that was deleted under its consumer is declared and consumed again', async () => {
  const kit = setup();
  const bus = await kit.open();
  const { texts: seen } = await collect(bus, SHARD_QUEUE);
  await bus.publish([submitted('a')]);
  await seen(1);
  await onBroker(kit.url, async (connection) => {
    const channel = await connection.createChannel();
    await channel.deleteQueue(kit.queueName(SHARD_QUEUE));
  });
  await vi.waitFor(() => bus.publish([submitted('b')]), { timeout: 20_000, interval: 100 });
  expect(await seen(2)).toEqual(['a', 'b']);
});

it('[B7] connections that are cut again and again lose nothing and keep the order', async () => {
  const kit = setup();
  const [sender, worker] = [await kit.open(), await kit.open()];
  const seen = createRecord<string>();
  await worker.consume(SHARD_QUEUE, ORDERED, async (batch) => {
    await new Promise(setImmediate);
    seen.add(...batch.map(({ body }) => textOf(body)));
    return ackAll(batch);
  });
  for (const text of texts(1, 60)) {
    if (Number(text.slice(1)) % 20 === 10) {
      await kit.outage.begin();
      await kit.outage.end();
    }
    await vi.waitFor(() => sender.publish([submitted(text)]), { timeout: 30_000, interval: 50 });
  }
  while (new Set(seen.items).size < 60) await seen.until(seen.items.length + 1);
  // Repeats are allowed, and then from an earlier point on: first appearances are in order.
  expect([...new Set(seen.items)]).toEqual(texts(1, 60));
});

it('[K4] a message on which workers die is tried alone and dead-lettered at the limit; neighbours are handled', async () => {
  const kit = setup();
  await (await kit.open()).publish(['a', 'b', 'poison', 'c', 'd'].map(submitted));
  const handled: string[] = [];
  const together: number[] = [];
  for (let deaths = 0; ; deaths += 1) {
    expect(deaths).toBeLessThanOrEqual(LIMITS.deliveries + 2);
    const bus = await kit.open();
    const died = Promise.withResolvers<'died'>();
    const done = createRecord<Delivery>();
    await bus.consume(SHARD_QUEUE, ORDERED, (batch) => {
      if (batch.some(({ body }) => textOf(body) === 'poison')) {
        together.push(batch.length);
        died.resolve('died');
        return new Promise<never>(() => {});
      }
      handled.push(...batch.map(({ body }) => textOf(body)));
      done.add(...batch);
      return Promise.resolve(ackAll(batch));
    });
    const dead = vi.waitFor(async () => expect(await bus.depth('dead')).toMatchObject({ messages: 1 }), { timeout: 60_000, interval: 100 });
    dead.catch(() => {});
    if ((await Promise.race([died.promise, dead.then(() => 'dead' as const)])) === 'dead') break;
    await kit.restart();
  }
  await vi.waitFor(() => expect([...new Set(handled)].sort()).toEqual(['a', 'b', 'c', 'd']), { timeout: 20_000 });
  expect(together.at(-1)).toBe(1);
  const [letter] = await (await collect(await kit.open(), 'dead', SHARED)).seen.until(1);
  expect(letter?.body).toMatchObject({ queue: SHARD_QUEUE, message: { body: { text: 'poison' } } });
});

it('[B8] a retry that waits survives when every process is gone, and comes back once', async () => {
  const kit = setup();
  const bus = await kit.open();
  await bus.consume('jobs.slack', SHARED, async (batch) => batch.map(() => ({ do: 'retry', afterMs: 1_000, reason: 'later' }) as const));
  await bus.publish([job('a')]);
  await vi.waitFor(async () => expect(await bus.depth('jobs.slack')).toMatchObject({ messages: 0 }), { timeout: 20_000, interval: 50 });
  await kit.restart();
  const [delivery] = await (await collect(await kit.open(), 'jobs.slack', SHARED)).seen.until(1);
  expect(delivery).toMatchObject({ attempt: 1, crashes: 0 });
});

it('[B17] a job for a worker that nobody knows is kept with the dead letters', async () => {
  const kit = setup();
  const bus = await kit.open();
  await onBroker(kit.url, async (connection) => {
    const channel = await connection.createConfirmChannel();
    channel.publish(kit.queueName('dead').replace('dead', 'parley.jobs'), 'nobody', Buffer.from('{"id":"x"}'), { persistent: true });
    await channel.waitForConfirms();
  });
  const [letter] = await (await collect(bus, 'dead', SHARED)).seen.until(1);
  expect(letter?.body).toMatchObject({ reason: 'unknown_job', message: { id: 'x' } });
});

it('[B7] consumers that die one after the other, each in another place, leave everything in order', async () => {
  const kit = setup();
  await (await kit.open()).publish(texts(1, 300).map(submitted));
  const handled: string[] = [];
  for (const batches of [1, 3, 1, 2, 5, 1]) {
    const bus = await kit.open();
    const seen = createRecord<string>();
    let left = batches;
    await bus.consume(SHARD_QUEUE, { batch: 7, ordered: true }, (batch) => {
      seen.add('batch');
      if (left === 0) return new Promise<never>(() => {});
      left -= 1;
      handled.push(...batch.map(({ body }) => textOf(body)));
      return Promise.resolve(ackAll(batch));
    });
    await seen.until(batches + 1);
    await kit.restart();
  }
  const rest = await collect(await kit.open(), SHARD_QUEUE);
  while (new Set([...handled, ...rest.seen.items.map(({ body }) => textOf(body))]).size < 300)
    await rest.seen.until(rest.seen.items.length + 1);
  // What was handled and not acked in time comes again; first appearances are in order.
  const all = [...handled, ...rest.seen.items.map(({ body }) => textOf(body))];
  expect([...new Set(all)]).toEqual(texts(1, 300));
});
