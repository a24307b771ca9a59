/** Queues: who gets what, in which order, and what survives. */
import { expect, vi } from 'vitest';
import {
  ack,
  ackAll,
  type Case,
  collect,
  createRecord,
  frame,
  holdForEver,
  job,
  ORDERED,
  SHARD_QUEUE,
  SHARED,
  SITE,
  stored,
  submitted,
  textOf,
  texts,
} from './kit.ts';

const durable: Case = {
  rule: 'B1',
  says: 'what was published is there after everything was killed at once, with its id, time and trace',
  async run(kit) {
    const publications = [{ ...submitted('a'), trace: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' }, job('b')];
    const before = Date.now();
    await (await kit.open()).publish(publications);
    await kit.restart();
    const bus = await kit.open();
    const [event] = await (await collect(bus, SHARD_QUEUE)).seen.until(1);
    const [command] = await (await collect(bus, 'jobs.slack', SHARED)).seen.until(1);
    expect(event).toMatchObject({
      id: publications[0]?.message.id,
      body: publications[0]?.message,
      attempt: 0,
      trace: publications[0]?.trace,
    });
    expect(command).toMatchObject({ id: publications[1]?.message.id, body: publications[1]?.message, attempt: 0 });
    expect(Math.abs((event?.publishedAt ?? 0) - before)).toBeLessThan(60_000);
  },
};

const atLeastOnce: Case = {
  rule: 'B2',
  says: 'what was in hand when everything was killed is delivered again',
  async run(kit) {
    const bus = await kit.open();
    await bus.publish(texts(1, 3).map(submitted));
    await holdForEver(bus, SHARD_QUEUE, 1, { batch: 1, ordered: true });
    await kit.restart();
    const { texts: seen } = await collect(await kit.open(), SHARD_QUEUE);
    expect(await seen(3)).toEqual(texts(1, 3));
  },
};

const ordered: Case = {
  rule: 'B3',
  says: 'an ordered queue has one active consumer, one batch at a time, in the order published',
  async run(kit) {
    const [first, second] = [await kit.open(), await kit.open()];
    const seen = createRecord<string>();
    const sizes: number[] = [];
    let active = 0;
    let most = 0;
    for (const bus of [first, second]) {
      await bus.consume(SHARD_QUEUE, { batch: 20, ordered: true }, async (batch) => {
        active += 1;
        most = Math.max(most, active);
        sizes.push(batch.length);
        await new Promise(setImmediate);
        seen.add(...batch.map(({ body }) => textOf(body)));
        active -= 1;
        return ackAll(batch);
      });
    }
    await Promise.all(texts(1, 200).map((text) => first.publish([submitted(text)])));
    expect(await seen.until(200)).toEqual(texts(1, 200));
    expect(most).toBe(1);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(20);
  },
};

const shared: Case = {
  rule: 'B5',
  says: 'two consumers of an unordered queue share it, each message goes to one of them',
  async run(kit) {
    const seen = createRecord<string>();
    const both = Promise.withResolvers<void>();
    const working = new Set<string>();
    for (const name of ['one', 'two']) {
      const bus = await kit.open();
      await bus.consume('jobs.slack', SHARED, async (batch) => {
        working.add(name);
        if (working.size === 2) both.resolve();
        await both.promise;
        seen.add(...batch.map(({ body }) => textOf(body)));
        return ackAll(batch);
      });
    }
    await (await kit.open()).publish(texts(1, 40).map(job));
    expect([...(await seen.until(40))].sort()).toEqual(texts(1, 40));
  },
};

const copies: Case = {
  rule: 'B6',
  says: 'an installed effect worker gets every event, also what came while it was away',
  async run(kit) {
    const bus = await kit.open({ installed: ['slack'] });
    const options = { ...ORDERED, types: ['message.stored'] } as const;
    const before = await collect(bus, 'events.slack', options);
    await bus.publish([stored(1), submitted('a')]);
    expect(await before.texts(1)).toEqual(['#1']);
    await before.consumer.close();
    await bus.publish([stored(2), stored(3)]);
    expect(await (await collect(bus, 'events.slack', options)).texts(2)).toEqual(['#2', '#3']);
  },
};

const notInstalled: Case = {
  rule: 'B6',
  says: 'a worker that is not installed has no queue, and its events are taken all the same',
  async run(kit) {
    const bus = await kit.open({ installed: [] });
    await bus.publish([stored(1)]);
    expect(await bus.depth('events.slack')).toBeNull();
  },
};

const successor: Case = {
  rule: 'B7',
  says: 'what a dead consumer held comes first, in order, then what is newer',
  async run(kit) {
    const bus = await kit.open();
    const seen = createRecord<string>();
    await bus.consume(SHARD_QUEUE, ORDERED, (batch) => {
      seen.add(...batch.map(({ body }) => textOf(body)));
      return seen.items.length === 1 ? Promise.resolve(ackAll(batch)) : new Promise<never>(() => {});
    });
    await bus.publish([submitted('first')]);
    await seen.until(1);
    await bus.publish(texts(1, 3).map(submitted));
    await seen.until(2);
    await kit.restart();
    const next = await kit.open();
    await next.publish(texts(4, 5).map(submitted));
    const { texts: after } = await collect(next, SHARD_QUEUE);
    // The ack of the first may have been under way.
    expect((await after(5)).filter((text) => text !== 'first')).toEqual(texts(1, 5).slice(0, (await after(5)).includes('first') ? 4 : 5));
  },
};

const frames: Case = {
  rule: 'B14',
  says: 'frames reach every process bound to their site, in order, and no other',
  async run(kit) {
    const buses = [await kit.open(), await kit.open()] as const;
    const seen = [createRecord<string>(), createRecord<string>()] as const;
    const onGap = () => {};
    const [one, two] = await Promise.all([
      buses[0].onBroadcast({ onFrame: (got) => seen[0].add(textOf(got)), onGap }),
      buses[1].onBroadcast({ onFrame: (got) => seen[1].add(textOf(got)), onGap }),
    ]);
    await Promise.all([one.bind(SITE), two.bind(SITE), two.bind(frame('other', '').siteId)]);
    await buses[0].broadcast([frame(SITE, 'a'), frame('other', 'b'), frame('nobody', 'c')]);
    await buses[0].broadcast([frame(SITE, 'd')]);
    expect(await seen[1].until(3)).toEqual(['a', 'b', 'd']);
    expect(await seen[0].until(2)).toEqual(['a', 'd']);
    await two.unbind(SITE);
    await buses[0].broadcast([frame(SITE, 'e'), frame('other', 'f')]);
    expect(await seen[1].until(4)).toEqual(['a', 'b', 'd', 'f']);
    expect(await seen[0].until(3)).toEqual(['a', 'd', 'e']);
  },
};

const framesNotKept: Case = {
  rule: 'B14',
  says: 'no frame is kept for a process that is away',
  async run(kit) {
    const bus = await kit.open();
    const seen = createRecord<string>();
    const handler = { onFrame: (got: unknown) => seen.add(textOf(got)), onGap: () => {} };
    const before = await bus.onBroadcast(handler);
    await before.bind(SITE);
    await before.close();
    await bus.broadcast([frame(SITE, 'missed')]);
    const after = await bus.onBroadcast(handler);
    await after.bind(SITE);
    await bus.broadcast([frame(SITE, 'seen')]);
    expect(await seen.until(1)).toEqual(['seen']);
  },
};

const waits: Case = {
  rule: 'B17',
  says: 'a job waits for its worker; what no queue takes is an error',
  async run(kit) {
    const bus = await kit.open();
    await bus.publish([job('early')]);
    const unknown = { message: { ...job('x').message, kind: 'nobody:does_this' as 'slack:send_message' } };
    await expect(bus.publish([unknown])).rejects.toThrow();
    expect(await (await collect(bus, 'jobs.slack', SHARED)).texts(1)).toEqual(['early']);
  },
};

const depth: Case = {
  rule: 'B20',
  says: 'depth tells waiting and unacked messages together',
  async run(kit) {
    const bus = await kit.open({ installed: [] });
    expect(await bus.depth('events.slack')).toBeNull();
    await bus.publish(['a', 'b', 'c'].map(submitted));
    const inHand = Promise.withResolvers<void>();
    const mayGo = Promise.withResolvers<void>();
    await bus.consume(SHARD_QUEUE, { batch: 1, ordered: true }, async () => {
      inHand.resolve();
      await mayGo.promise;
      return [ack];
    });
    await inHand.promise;
    const expectDepth = (messages: number) =>
      vi.waitFor(async () => expect(await bus.depth(SHARD_QUEUE)).toEqual({ messages, consumers: 1 }), { timeout: 20_000, interval: 100 });
    await expectDepth(3);
    mayGo.resolve();
    await expectDepth(0);
  },
};

export const queues: readonly Case[] = [
  durable,
  atLeastOnce,
  ordered,
  shared,
  copies,
  notInstalled,
  successor,
  frames,
  framesNotKept,
  waits,
  depth,
];
