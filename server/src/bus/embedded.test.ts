import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LIMITS } from '@parley/shared-types/topics.ts';
import { expect, it, onTestFinished, vi } from 'vitest';
import { openSqlite } from '../lib/sqlite.ts';
import type { Delivery } from './bus.ts';
import {
  ack,
  ackAll,
  collect,
  createRecord,
  frame,
  holdForEver,
  job,
  ORDERED,
  SHARD_QUEUE,
  SHARED,
  SITE,
  submitted,
  textOf,
  texts,
} from './contract/kit.ts';
import { registerBusContract } from './contract.ts';
import { createEmbeddedUnderTest, openBusOn } from './embedded/kit.ts';

registerBusContract('sqlite', async () => createEmbeddedUnderTest());

const CHILD = join(import.meta.dirname, 'embedded', 'child.ts');

function setup() {
  const kit = createEmbeddedUnderTest();
  onTestFinished(() => kit.teardown());
  return kit;
}

function temporaryFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'parley-bus-child-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, 'bus.db');
}

/** Starts child.ts; `lines` has what it says, `ended` its signal or null when it ended by itself. */
function startChild(what: 'publish' | 'poison', file: string) {
  const child = spawn(process.execPath, [CHILD, what, file], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createRecord<string>();
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    const parts = (rest + chunk).split('\n');
    rest = parts.pop() ?? '';
    lines.add(...parts);
  });
  const ended = new Promise<NodeJS.Signals | null>((resolve) => child.on('close', (_code, signal) => resolve(signal)));
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return { child, lines, ended };
}

it('[B1] kill -9 in a loop of publishes: what was taken is there, once, in order', async () => {
  const file = temporaryFile();
  const { child, lines, ended } = startChild('publish', file);
  await lines.until(2_000);
  child.kill('SIGKILL');
  expect(await ended).toBe('SIGKILL');
  const sqlite = openSqlite(file);
  const bus = openBusOn(sqlite);
  const messages = (await bus.depth(SHARD_QUEUE))?.messages ?? 0;
  expect(messages).toBeGreaterThanOrEqual(lines.items.length);
  const kept = await (await collect(bus, SHARD_QUEUE, { batch: 100, ordered: true })).texts(messages);
  expect(kept).toEqual(expect.arrayContaining([...lines.items]));
  expect(new Set(kept).size).toBe(kept.length);
  for (let lane = 0; lane < 20; lane += 1) {
    const numbers = kept.filter((text) => text.startsWith(`${lane}-`)).map((text) => Number(text.split('-')[1]));
    expect(numbers).toEqual(numbers.map((_, index) => index));
  }
  await bus.close();
  await sqlite.close();
});

it('[K4] a message that kills its process is found by itself and dead-lettered at the limit; its neighbours are handled', async () => {
  const file = temporaryFile();
  const sqlite = openSqlite(file);
  const bus = openBusOn(sqlite);
  await bus.publish(['a', 'b', 'poison', 'c', 'last'].map(submitted));
  await bus.close();
  await sqlite.close();
  const handled: string[] = [];
  let crashes = 0;
  for (;;) {
    const { lines, ended } = startChild('poison', file);
    const signal = await ended;
    handled.push(...lines.items);
    if (signal === null) break;
    crashes += 1;
    expect(crashes).toBeLessThanOrEqual(LIMITS.deliveries);
  }
  expect(crashes).toBe(LIMITS.deliveries);
  expect(handled).toEqual(['a', 'b', 'c', 'last']);
  const after = openSqlite(file);
  const reopened = openBusOn(after);
  expect(await reopened.depth('dead')).toEqual({ messages: 1, consumers: 0 });
  const [letter] = await (await collect(reopened, 'dead')).seen.until(1);
  expect(letter?.body).toMatchObject({ reason: 'delivery_limit', queue: SHARD_QUEUE, message: { body: { text: 'poison' } } });
  await reopened.close();
  await after.close();
}, 120_000);

it('[B7] after an orderly close nobody is a suspect; after a kill what may have been in hand is tried alone, in order', async () => {
  const kit = setup();
  const bus = await kit.open();
  await bus.publish(texts(1, 50).map(submitted));
  const first = await bus.consume(SHARD_QUEUE, { batch: 2, ordered: true }, async (batch) => ackAll(batch));
  await first.close();
  await bus.close();
  const again = await kit.open();
  const before = (await again.depth(SHARD_QUEUE))?.messages ?? 0;
  await holdForEver(again, SHARD_QUEUE, 2, { batch: 2, ordered: true });
  await kit.restart();
  const batches: (readonly Delivery[])[] = [];
  const done = createRecord<Delivery>();
  await (await kit.open()).consume(SHARD_QUEUE, { batch: 20, ordered: true }, async (batch) => {
    batches.push(batch);
    done.add(...batch);
    return ackAll(batch);
  });
  const all = await done.until(before);
  expect(all.map(({ body }) => textOf(body))).toEqual(texts(51 - before, 50));
  // 2 x batch of the one that died: those may have been in hand.
  expect(all.map(({ crashes }) => crashes)).toEqual(all.map((_, index) => (index < 4 ? 1 : 0)));
  expect(batches.slice(0, 5).map(({ length }) => length)).toEqual([1, 1, 1, 1, 20]);
});

it('[B7] suspects of different queues are not tried at the same time', async () => {
  const kit = setup();
  const bus = await kit.open();
  await bus.publish([...texts(1, 5).map(submitted), ...texts(6, 10).map(job)]);
  await holdForEver(bus, SHARD_QUEUE, 5);
  await holdForEver(bus, 'jobs.slack', 5, SHARED);
  await kit.restart();
  const again = await kit.open();
  const seen = createRecord<Delivery>();
  let active = 0;
  let most = 0;
  for (const [queue, options] of [[SHARD_QUEUE, ORDERED] as const, ['jobs.slack', SHARED] as const]) {
    await again.consume(queue, options, async (batch) => {
      active += 1;
      most = Math.max(most, active);
      // Long enough for the other queue to commit its mark and start too, if it might.
      for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
      active -= 1;
      seen.add(...batch);
      return ackAll(batch);
    });
  }
  expect((await seen.until(10)).every(({ crashes }) => crashes === 1)).toBe(true);
  expect(most).toBe(1);
});

it('[B19] a full disk is `busy`; with space again messages are taken without a restart', async () => {
  const kit = setup();
  const bus = await kit.open();
  await bus.publish([submitted('a')]);
  await kit.outage.begin();
  await expect(bus.publish([submitted('x'.repeat(100_000))])).rejects.toMatchObject({ code: 'busy', retryAfterMs: expect.any(Number) });
  expect(bus.health()).toBe('blocked');
  await kit.outage.end();
  await vi.waitFor(() => expect(bus.health()).toBe('up'), { timeout: 20_000 });
  await bus.publish([submitted('b')]);
  expect(await (await collect(bus, SHARD_QUEUE)).texts(2)).toEqual(['a', 'b']);
});

it('[B19] an outcome that cannot be written is tried again; its delivery is not handed out twice', async () => {
  const kit = setup();
  const bus = await kit.open();
  const reason = 'x'.repeat(100_000);
  await bus.publish([job('bad'), job('good')]);
  const answered = createRecord<string>();
  const inHand = Promise.withResolvers<void>();
  const mayGo = Promise.withResolvers<void>();
  const consumer = await bus.consume('jobs.slack', { batch: 1, ordered: false }, async (batch) => {
    answered.add(...batch.map(({ body }) => textOf(body)));
    inHand.resolve();
    await mayGo.promise;
    return batch.map(({ body }) => (textOf(body) === 'bad' ? ({ do: 'dead', reason } as const) : ack));
  });
  await inHand.promise;
  await kit.outage.begin();
  mayGo.resolve();
  await answered.until(2);
  await vi.waitFor(() => expect(bus.health()).toBe('blocked'));
  expect(await bus.depth('dead')).toMatchObject({ messages: 0 });
  await kit.outage.end();
  await consumer.close();
  expect(await bus.depth('dead')).toMatchObject({ messages: 1 });
  expect(answered.items).toEqual(['bad', 'good']);
});

it('[B8] a retry that waits survives a kill, counted in depth', async () => {
  const kit = setup();
  const bus = await kit.open();
  await bus.consume('jobs.slack', SHARED, async (batch) => batch.map(() => ({ do: 'retry', afterMs: 500, reason: 'later' }) as const));
  await bus.publish([job('a')]);
  const waiting = () => kit.sqlite().get<{ n: number }>('SELECT count(*) AS n FROM bus_later')?.n;
  await vi.waitFor(() => expect(waiting()).toBe(1), { interval: 1 });
  expect(await bus.depth('jobs.slack')).toMatchObject({ messages: 1 });
  await kit.restart();
  const [delivery] = await (await collect(await kit.open(), 'jobs.slack', SHARED)).seen.until(1);
  expect(delivery).toMatchObject({ attempt: 1, crashes: 0 });
});

it('[B8] `retry` on a queue that keeps order, or too few outcomes, releases the consumer like a throw', async () => {
  const kit = setup();
  const bus = await kit.open();
  await bus.publish([submitted('a')]);
  const wrong = await bus.consume(SHARD_QUEUE, ORDERED, async () => [{ do: 'retry', afterMs: 1, reason: 'no' }]);
  expect(await wrong.ended).toBe('released');
  const short = await bus.consume(SHARD_QUEUE, ORDERED, async () => []);
  expect(await short.ended).toBe('released');
  expect(await (await collect(bus, SHARD_QUEUE)).texts(1)).toEqual(['a']);
});

it('[B9] a message on which handlers throw for ever is dead-lettered at the limit; the queue goes on', async () => {
  const kit = setup();
  const bus = await kit.open();
  await bus.publish(['bad', 'good'].map(submitted));
  const good = createRecord<string>();
  const counts: number[] = [];
  const consumeOnce = () =>
    bus.consume(SHARD_QUEUE, { batch: 1, ordered: true }, async (batch) => {
      if (batch.some(({ body }) => textOf(body) === 'bad')) {
        counts.push(...batch.map(({ crashes }) => crashes));
        throw new Error('the handler is broken');
      }
      good.add(...batch.map(({ body }) => textOf(body)));
      return ackAll(batch);
    });
  for (let n = 0; n < LIMITS.deliveries; n += 1) expect(await (await consumeOnce()).ended).toBe('released');
  await consumeOnce();
  expect(await good.until(1)).toEqual(['good']);
  expect(counts).toEqual(Array.from({ length: LIMITS.deliveries }, (_, index) => index));
  const [letter] = await (await collect(bus, 'dead', SHARED)).seen.until(1);
  expect(letter?.body).toMatchObject({ reason: 'delivery_limit' });
});

it('[B3] a long queue is read in windows: order holds while more arrives, and little is in memory', async () => {
  const kit = setup();
  const bus = await kit.open({ maxInFlight: 10_000 });
  await bus.publish(texts(1, 500).map(submitted));
  const seen = createRecord<string>();
  await bus.consume(SHARD_QUEUE, { batch: 7, ordered: true }, async (batch) => {
    seen.add(...batch.map(({ body }) => textOf(body)));
    if (seen.items.length < 900) await bus.publish([submitted('more')]);
    return ackAll(batch);
  });
  await Promise.all(texts(501, 999).map((text) => bus.publish([submitted(text)])));
  const numbered = () => seen.items.filter((text) => text !== 'more');
  while (numbered().length < 999) await seen.until(seen.items.length + 1);
  expect(numbered()).toEqual(texts(1, 999));
});

it('[B14] a handler of frames that throws does not disturb its neighbours or the sender', async () => {
  const kit = setup();
  const bus = await kit.open();
  const seen = createRecord<string>();
  const bad = await bus.onBroadcast({
    onFrame() {
      throw new Error('the gateway is broken');
    },
    onGap() {},
  });
  const good = await bus.onBroadcast({ onFrame: (got) => seen.add(textOf(got)), onGap() {} });
  await Promise.all([bad.bind(SITE), good.bind(SITE)]);
  await bus.broadcast([frame(SITE, 'a'), frame(SITE, 'b')]);
  expect(await seen.until(2)).toEqual(['a', 'b']);
});
