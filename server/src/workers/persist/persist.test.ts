import type { EntriesFrame, FailedFrame, MessageStored, MessageSubmitted } from '@parley/shared-types/events.ts';
import { SHARDS } from '@parley/shared-types/topics.ts';
import { expect, it } from 'vitest';
import { ParleyError } from '../../lib/errors.ts';
import { shardOf } from '../../lib/shard.ts';
import { busy } from '../../worker/testing/fake-bus.ts';
import { settle } from '../../worker/testing/manual-clock.ts';
import { submitted } from '../../worker/testing/submitted.ts';
import { createWorkerDeps, metricOf } from '../../worker/testing/worker-deps.ts';
import { startPersist } from './index.ts';

const OPERATOR = { author: { kind: 'operator', id: 'o' }, mayCreate: false } as const;

/** Persisters on one store; `send` publishes a batch that arrives together. */
async function createWorld(shards: readonly number[] | null = null) {
  const world = createWorkerDeps(['slack']);
  const removed: string[] = [];
  const files = {
    removeFiles: async (_key: unknown, goes: (id: string) => boolean = () => true) => void removed.push(goes('f1') ? 'f1' : 'kept'),
  };
  const start = () => startPersist({ ...world.deps, store: world.store, files, shards });
  const send = async (...messages: readonly MessageSubmitted[]) => {
    await world.bus.publish(messages.map((message) => ({ message, trace: `trace-${message.id}` })));
    await settle();
  };
  const framesOf = <Type extends 'entries' | 'failed'>(type: Type) =>
    world.bus.frames.filter((frame) => frame.type === type) as Extract<EntriesFrame | FailedFrame, { type: Type }>[];
  const events = () => world.bus.waiting('events.slack') as readonly MessageStored[];
  const seqs = (conversation = 'a') =>
    world.store.entries(conversation).map(({ seq, clientMsgId }) => `${seq} ${clientMsgId.replaceAll('-', '')}`);
  const queue = `persist.${shardOf('s', 'a')}` as const;
  return { ...world, removed, start, send, framesOf, events, seqs, queue, worker: await start() };
}

it('[K9] messages are stored once each with dense numbers, framed and told with one event for each conversation', async () => {
  const { send, seqs, framesOf, events, store } = await createWorld();
  await send(submitted(1), submitted(2), submitted(3, OPERATOR));
  expect(seqs()).toEqual(['1 m1', '2 m2', '3 m3']);
  expect(framesOf('entries').map((frame) => frame.entries.map(({ seq }) => seq))).toEqual([[1, 2, 3]]);
  expect(framesOf('entries')[0]).toMatchObject({ epoch: '1.1', row: { headSeq: 3, excerpt: 't3', excerptBy: 'operator', visitorId: 'v' } });
  expect(events().map(({ seq, entries }) => [seq, entries.length])).toEqual([[3, 3]]);
  expect(store.entries()[0]).toMatchObject({ acceptedAt: 1_000, audience: 'all' });
});

it('[K9] a repeat with the same body is told again and stored once; another body is conflict', async () => {
  const { send, seqs, framesOf, events, metrics } = await createWorld();
  await send(submitted(1), submitted(1), submitted(2), submitted(1, { body: { kind: 'message', text: 'other' } }));
  expect(seqs()).toEqual(['1 m1', '2 m2']);
  expect(framesOf('failed')).toMatchObject([{ code: 'conflict', clientMsgId: submitted(1).clientMsgId }]);
  await send(submitted(1));
  expect(framesOf('entries').at(-1)?.entries).toMatchObject([{ seq: 1 }]);
  expect(framesOf('entries').at(-1)?.row.headSeq).toBe(2);
  expect(events().at(-1)).toMatchObject({ seq: 1 });
  expect(await metricOf(metrics, 'duplicates_total')).toBe(2);
  expect(await metricOf(metrics, 'stored_total')).toBe(2);
});

it('[K9] the same id of another sender is another message', async () => {
  const { send, seqs } = await createWorld();
  await send(submitted(1), submitted(1, OPERATOR));
  expect(seqs()).toEqual(['1 m1', '2 m1']);
});

it('[K9] there is no read of the store while heads are known and nothing is repeated', async () => {
  const { send, store } = await createWorld();
  await send(submitted(1));
  store.operations.length = 0;
  await send(submitted(2), submitted(3));
  expect(store.operations).toEqual(['log.insert', 'conversations.project']);
});

it('[K10] an unknown conversation begins with a grant only, and an unknown site has none', async () => {
  const { send, seqs, framesOf } = await createWorld();
  await send(submitted(1, OPERATOR), submitted(2, { conversationId: 'b', ...OPERATOR }), submitted(3, { siteId: 'nowhere' }));
  expect(
    framesOf('failed')
      .map(({ code, siteId }) => `${siteId} ${code}`)
      .sort(),
  ).toEqual(['nowhere not_found', 's not_found', 's not_found']);
  await send(submitted(4), submitted(5, OPERATOR));
  expect(seqs()).toEqual(['1 m4', '2 m5']);
});

it('[K10] a site is known for 30 s, and as it was while the store does not answer', async () => {
  const { send, store, seqs, clock } = await createWorld();
  await send(submitted(1));
  await clock.advance(31_000);
  store.before = (name) => {
    if (name === 'sites.get') throw new ParleyError('unavailable');
  };
  await send(submitted(2));
  expect(seqs()).toEqual(['1 m1', '2 m2']);
});

it('[K11] frames and confirmed events go out before the input is acked', async () => {
  const { bus, send, seqs, events, queue, clock } = await createWorld();
  bus.onPublish = ({ message }) => {
    if ('type' in message && message.type === 'message.stored') throw busy();
  };
  await send(submitted(1), submitted(2));
  expect(seqs()).toEqual(['1 m1', '2 m2']);
  expect(await bus.depth(queue)).toMatchObject({ messages: 2 });
  bus.onPublish = () => {};
  await clock.advance(5_000);
  expect(await bus.depth(queue)).toMatchObject({ messages: 0 });
  expect(events().map(({ seq }) => seq)).toEqual([2]);
  expect(seqs()).toEqual(['1 m1', '2 m2']);
});

const FILE = { id: 'f1', name: 'a.png', type: 'image/png', size: 9 };
const erase = (n: number) => submitted(n, { body: { kind: 'erase' }, mayCreate: false });

/** What is left of a conversation: bodies, and what its row shows. */
async function leftOf({ store }: Awaited<ReturnType<typeof createWorld>>) {
  const key = { siteId: 's', conversationId: 'a' } as never;
  const row = await store.conversations.get(key);
  const bodies = store.entries('a').map(({ body }) => (body.kind === 'message' ? body.text : body.kind));
  return { bodies, excerpt: row?.excerpt, profile: row?.profile };
}

it('[X11] an erasure leaves places and ids of what was before it: no word, no name, no profile, no file; later ones stay', async () => {
  const world = await createWorld();
  const { send, store, framesOf, events, removed, seqs } = world;
  await send(submitted(1, { body: { kind: 'message', text: 't1', files: [FILE] } }));
  await send(submitted(2, { body: { kind: 'profile', email: 'a@b.example' } }));
  await send(submitted(3, { ...OPERATOR, author: { kind: 'operator', id: 'o', name: 'Oda' } }), erase(4), submitted(5));
  expect(await leftOf(world)).toEqual({ bodies: ['erased', 'erased', 'erased', 'erase', 't5'], excerpt: 't5', profile: {} });
  expect(seqs()).toEqual(['1 m1', '2 m2', '3 m3', '4 m4', '5 m5']);
  expect(store.entries('a')[2]?.author).toEqual({ kind: 'operator', id: 'o' });
  expect(removed).toEqual(['f1']);
  // What came with it is not told any more either.
  expect(
    framesOf('entries')
      .at(-1)
      ?.entries.map(({ body }) => body.kind),
  ).toEqual(['erased', 'erase', 'message']);
  expect(
    events()
      .at(-1)
      ?.entries.map(({ body }) => body.kind),
  ).toEqual(['erased', 'erase', 'message']);
});

it('[X11] what was sent again late, from before an erasure, is a repeat and brings nothing back', async () => {
  const world = await createWorld();
  const { send, framesOf } = world;
  await send(submitted(1), submitted(2, { body: { kind: 'profile', name: 'Ann' } }), erase(3));
  await send(submitted(1), submitted(2, { body: { kind: 'profile', name: 'Ann' } }), erase(3));
  expect(framesOf('failed')).toEqual([]);
  expect(await leftOf(world)).toEqual({ bodies: ['erased', 'erased', 'erase'], excerpt: '', profile: {} });
});

it('[X11] where nothing was said there is nothing to erase, to rate or to note', async () => {
  const { send, seqs, framesOf } = await createWorld();
  const bodies = [{ kind: 'erase' }, { kind: 'rating', score: 5 }, { kind: 'event', name: 'bought' }];
  await send(...bodies.map((body, n) => submitted(n, { body, mayCreate: false })));
  expect(framesOf('failed').map(({ code }) => code)).toEqual(['not_found', 'not_found', 'not_found']);
  expect(seqs()).toEqual([]);
});

it.each(['conversations.project', 'erase', 'log.since'])(
  '[X11] killed at %s: the next one erases, and only then it is told',
  async (operation) => {
    const world = await createWorld();
    const { bus, send, store, queue, start, framesOf, removed } = world;
    await send(submitted(1, { body: { kind: 'message', text: 't1', files: [FILE] } }));
    const first = Promise.withResolvers<void>();
    let killed = false;
    store.before = async (name) => {
      if (name !== operation || killed) return;
      killed = true;
      bus.crash(queue);
      await first.promise;
    };
    await send(submitted(2), erase(3));
    expect(killed).toBe(true);
    await start();
    await settle();
    expect(await leftOf(world)).toEqual({ bodies: ['erased', 'erased', 'erase'], excerpt: '', profile: {} });
    expect(removed).toContain('f1');
    expect(
      framesOf('entries')
        .at(-1)
        ?.entries.map(({ body }) => body.kind),
    ).toEqual(['erase']);
    // The dead one wakes: what it still does adds nothing.
    first.resolve();
    await settle();
    expect(await leftOf(world)).toEqual({ bodies: ['erased', 'erased', 'erase'], excerpt: '', profile: {} });
  },
);

it.each(['conversations.project', 'log.insert'])(
  '[K11] killed at %s: the next one tells everything again and stores nothing twice',
  async (operation) => {
    const { bus, send, seqs, framesOf, events, store, queue, start } = await createWorld();
    const first = Promise.withResolvers<void>();
    let killed = false;
    store.before = async (name) => {
      if (name !== operation || killed) return;
      killed = true;
      bus.crash(queue);
      await first.promise;
    };
    await send(submitted(1), submitted(2), submitted(3));
    await start();
    await settle();
    expect(seqs()).toEqual(['1 m1', '2 m2', '3 m3']);
    expect(framesOf('entries').flatMap(({ entries }) => entries.map(({ seq }) => seq))).toEqual([1, 2, 3]);
    expect(events().flatMap(({ entries }) => entries.map(({ seq }) => seq))).toEqual([1, 2, 3]);
    // The dead one wakes: what it still does adds nothing.
    first.resolve();
    await settle();
    expect(seqs()).toEqual(['1 m1', '2 m2', '3 m3']);
  },
);

it('[K9] a writer whose head is stale re-reads it and renumbers', async () => {
  const { send, store, seqs, framesOf, events } = await createWorld();
  await send(submitted(1));
  // A zombie was faster by two entries.
  const [entry] = store.entries();
  if (!entry) throw new Error('nothing stored');
  const foreign = (n: number, seq: number) => ({ ...entry, seq, clientMsgId: submitted(n).clientMsgId, hash: 'h' });
  await store.log.insert([foreign(8, 2), foreign(9, 3)]);
  await send(submitted(2), submitted(3, { conversationId: 'b' }), submitted(4));
  expect(seqs()).toEqual(['1 m1', '2 m8', '3 m9', '4 m2', '5 m4']);
  expect(
    framesOf('entries')
      .at(-1)
      ?.entries.map(({ seq }) => seq),
  ).toEqual([4, 5]);
  expect(events().at(-1)?.seq).toBe(5);
});

it('[K9] two persisters that race on one conversation leave no gap and no repeat', async () => {
  const world = await createWorld();
  const { bus, store, seqs, start, clock, queue } = world;
  await start();
  // Both write at once, as when a hung one wakes: half of the messages reach both.
  store.before = () => new Promise((resolve) => void setImmediate(resolve));
  const messages = Array.from({ length: 60 }, (_, n) => submitted(n));
  await bus.publish(messages.slice(0, 40).map((message) => ({ message })));
  await settle();
  bus.crash(queue);
  await start();
  await bus.publish(messages.slice(20).map((message) => ({ message })));
  await clock.advance(10_000);
  const numbers = store.entries('a').map(({ seq }) => seq);
  expect(numbers).toEqual(numbers.map((_, index) => index + 1));
  expect(new Set(seqs().map((line) => line.split(' ')[1])).size).toBe(60);
  expect(numbers).toHaveLength(60);
});

it('[K5] the store away for two minutes: everything waits, in order, and nothing is a dead letter', async () => {
  const { bus, send, store, seqs, clock, worker } = await createWorld();
  await send(submitted(1));
  store.before = () => {
    throw new ParleyError('unavailable');
  };
  await send(submitted(2), submitted(3));
  await clock.advance(120_000);
  await send(submitted(4));
  store.before = () => {};
  await clock.advance(10_000);
  expect(seqs()).toEqual(['1 m1', '2 m2', '3 m3', '4 m4']);
  expect(bus.dead).toEqual([]);
  expect(worker.state()).toBe('running');
});

it('[K3] a message that breaks the persister is a dead letter alone, and its sender is told', async () => {
  const { bus, send, store, seqs, framesOf, clock } = await createWorld();
  const insert = store.log.insert;
  Object.assign(store.log, {
    insert: async (entries: Parameters<typeof insert>[0]) => {
      if (entries.some(({ body }) => body.kind === 'message' && body.text === 't3')) throw new Error('cannot store this');
      return insert(entries);
    },
  });
  await send(submitted(1), submitted(2), submitted(3), submitted(4));
  await clock.advance(5_000);
  expect(seqs()).toEqual(['1 m1', '2 m2', '3 m4']);
  expect(framesOf('failed')).toMatchObject([{ code: 'handler_failed', clientMsgId: submitted(3).clientMsgId }]);
  expect(bus.dead.map(({ reason }) => reason)).toEqual(['handler_failed: cannot store this']);
});

it('[K7] preferred shards are consumed at once and the others after 10 s', async () => {
  const { bus, clock } = await createWorld([0, 1]);
  const consumers = async () => {
    const depths = await Promise.all(Array.from({ length: SHARDS }, (_, shard) => bus.depth(`persist.${shard}`)));
    return depths.filter((depth) => (depth?.consumers ?? 0) > 0).length;
  };
  expect(await consumers()).toBe(2);
  await clock.advance(10_000);
  expect(await consumers()).toBe(SHARDS);
});

it('[O8] the trace of a message goes on in what is told of it', async () => {
  const { bus, send } = await createWorld();
  const traces: (string | undefined)[] = [];
  bus.onPublish = ({ trace }) => void traces.push(trace);
  await send(submitted(1));
  expect(traces).toEqual(['trace-e1', 'trace-e1']);
});
