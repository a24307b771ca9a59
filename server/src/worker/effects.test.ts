import type { MessageStored } from '@parley/shared-types/events.ts';
import type { ConversationId, Entry, SiteId } from '@parley/shared-types/model.ts';
import { expect, it } from 'vitest';
import type { Clock } from '../lib/clock.ts';
import { ParleyError } from '../lib/errors.ts';
import type { NewEntry } from '../store/store.ts';
import type { EffectDefinition } from './effect.ts';
import { runEffectWorker } from './effects.ts';
import { settle } from './testing/manual-clock.ts';
import { createWorkerDeps, metricOf } from './testing/worker-deps.ts';

const place = (conversationId: string) => ({ siteId: 's' as SiteId, conversationId: conversationId as ConversationId });

function entryOf(conversation: string, seq: number): NewEntry {
  const entry = {
    ...{ ...place(conversation), id: `${conversation}${seq}`, seq, clientMsgId: `${conversation}-${seq}`.padEnd(16, 'x') },
    ...{ author: { kind: 'visitor', id: 'v' }, audience: 'all', body: { kind: 'message', text: `${conversation}${seq}` } },
    ...{ acceptedAt: 1, storedAt: 2, hash: 'h' },
  };
  return entry as unknown as NewEntry;
}

function storedEvent(entries: readonly NewEntry[]): MessageStored {
  const first = entries[0] as Entry;
  const seq = entries.at(-1)?.seq ?? 0;
  return { type: 'message.stored', v: 1, id: first.id, at: 0, ...place(first.conversationId), epoch: '1.1', seq, entries };
}

/** An outside that keeps what was done; `during` may throw or wait before, `after` it was done. */
function createWorld() {
  const world = createWorkerDeps(['slack']);
  const outside: { key: string; text: string }[] = [];
  const hooks = { before: async (_text: string) => {}, after: async (_text: string) => {}, lookups: 0 };
  const definition: EffectDefinition<string> = {
    worker: 'slack',
    targets: () => ['#chat'],
    plan(_row, [entry]) {
      if (entry?.body.kind !== 'message') return { do: 'skip', toSeq: entry?.seq ?? 0 };
      return { do: 'act', toSeq: entry.seq, action: entry.body.text };
    },
    async act({ action, key }) {
      await hooks.before(action);
      outside.push({ key, text: action });
      await hooks.after(action);
      return { providerId: 'thread' };
    },
    async lookup({ key }) {
      hooks.lookups += 1;
      return outside.some((one) => one.key === key) ? {} : null;
    },
  };
  const store = async (conversation: string, ...seqs: readonly number[]) => {
    const entries = seqs.map((seq) => entryOf(conversation, seq));
    await world.store.log.insert(entries);
    await world.store.conversations.project([{ ...place(conversation), headSeq: seqs.at(-1) ?? 0 }]);
    return entries;
  };
  const say = async (conversation: string, ...seqs: readonly number[]) => {
    world.bus.inject('events.slack', storedEvent(await store(conversation, ...seqs)));
  };
  const run = (clock: Clock = world.clock) => runEffectWorker(definition, { ...world.deps, store: world.store, clock });
  const texts = (conversation = '') => outside.map(({ text }) => text).filter((text) => text.startsWith(conversation));
  const row = (conversation = 'a') => world.store.rows().find((one) => one.worker === 'slack' && one.conversationId === conversation);
  return { ...world, outside, hooks, definition, stored: store, say, run, texts, row };
}

it('[K13] entries are done in order, one conversation beside the other', async () => {
  const { say, run, texts, row } = createWorld();
  run();
  await say('a', 1, 2, 3);
  await say('b', 1);
  await say('a', 4);
  await settle();
  expect(texts('a')).toEqual(['a1', 'a2', 'a3', 'a4']);
  expect(texts('b')).toEqual(['b1']);
  expect(row()).toMatchObject({ doneSeq: 4, wantedSeq: 4, lease: null, inFlight: null, providerId: 'thread' });
});

it('[K13] repeated, late and lost events change nothing', async () => {
  const { bus, say, stored, run, texts } = createWorld();
  run();
  const first = storedEvent(await stored('a', 1, 2));
  bus.inject('events.slack', first, first);
  await stored('a', 3);
  await say('a', 4);
  bus.inject('events.slack', first);
  await settle();
  expect(texts()).toEqual(['a1', 'a2', 'a3', 'a4']);
});

it('[K13] a batch of events is one bulk write', async () => {
  const { bus, stored, store, run } = createWorld();
  run();
  await settle();
  store.operations.length = 0;
  const events = [];
  for (let n = 0; n < 30; n++) events.push(storedEvent(await stored(`c${n}`, 1, 2)));
  bus.inject('events.slack', ...events);
  await settle();
  expect(store.operations.filter((name) => name === 'effects.want')).toHaveLength(1);
});

it('[K14] killed after it was done and before that was written: looked up, not repeated, order kept; the dead one adds nothing', async () => {
  const { hooks, say, run, texts, row, clock, metrics } = createWorld();
  const frozen = Promise.withResolvers<void>();
  let killed = false;
  hooks.after = async (text) => {
    if (text !== 'a2' || killed) return;
    killed = true;
    await frozen.promise;
  };
  // The first copy is stopped like a process: no timer of its goes on.
  run({ ...clock, after: () => () => {} });
  await say('a', 1, 2, 3);
  await settle();
  expect(row()).toMatchObject({ doneSeq: 1, inFlight: { toSeq: 2 } });
  run();
  await clock.advance(15_000);
  expect(texts()).toEqual(['a1', 'a2', 'a3']);
  expect(hooks.lookups).toBe(1);
  frozen.resolve();
  await clock.advance(15_000);
  expect(texts()).toEqual(['a1', 'a2', 'a3']);
  expect(row()).toMatchObject({ doneSeq: 3, inFlight: null });
  expect(await metricOf(metrics, 'effects_total', { worker: 'slack', result: 'found' })).toBe(1);
});

it('[K15] a passing error is tried later with the order kept; its waiting time is what was asked for', async () => {
  const { hooks, say, run, texts, row, clock } = createWorld();
  let limited = true;
  hooks.before = async (text) => {
    if (text === 'a2' && limited) throw new ParleyError('slack_unavailable', { retryAfterMs: 30_000 });
  };
  run();
  await say('a', 1, 2, 3);
  await settle();
  await say('a', 4);
  await clock.advance(29_000);
  expect(texts()).toEqual(['a1']);
  expect(row()).toMatchObject({ attempt: 1, inFlight: null, lease: null, lastError: 'slack_unavailable' });
  limited = false;
  await clock.advance(2_000);
  expect(texts()).toEqual(['a1', 'a2', 'a3', 'a4']);
  expect(hooks.lookups).toBe(0);
  expect(row()).toMatchObject({ attempt: 0, lastError: null });
});

it('[K14] an error after which nobody knows is looked up before it is repeated', async () => {
  const { hooks, say, run, texts, clock } = createWorld();
  let broken = true;
  hooks.after = async (text) => {
    if (text !== 'a1' || !broken) return;
    broken = false;
    throw new ParleyError('slack_unavailable', { detail: 'the answer was lost' });
  };
  run();
  await say('a', 1, 2);
  await clock.advance(5_000);
  expect(texts()).toEqual(['a1', 'a2']);
  expect(hooks.lookups).toBe(1);
});

it('[K15] a permanent error is recorded and the cursor moves on', async () => {
  const { hooks, say, run, texts, row, metrics } = createWorld();
  hooks.before = async (text) => {
    if (text === 'a2') throw new ParleyError('slack_channel', { detail: 'is_archived' });
  };
  run();
  await say('a', 1, 2);
  await settle();
  expect(row()).toMatchObject({ doneSeq: 2, lastError: 'slack_channel: is_archived', failedSeq: 2 });
  await say('a', 3);
  await settle();
  expect(texts()).toEqual(['a1', 'a3']);
  expect(row()).toMatchObject({ doneSeq: 3, lastError: 'slack_channel: is_archived', failedSeq: 2 });
  expect(await metricOf(metrics, 'effects_total', { worker: 'slack', result: 'failed' })).toBe(1);
});

it('[K15] what failed for good is done again when asked for, and what was done behind it is found, not repeated', async () => {
  const { hooks, say, run, texts, row, store, clock } = createWorld();
  hooks.before = async (text) => {
    if (text === 'a2') throw new ParleyError('slack_channel');
  };
  run();
  await say('a', 1, 2, 3);
  await settle();
  expect(texts()).toEqual(['a1', 'a3']);
  hooks.before = async () => {};
  expect(await store.effects.redo(row() as never, clock.now())).toBe(true);
  await say('a', 4);
  await settle();
  expect(texts()).toEqual(['a1', 'a3', 'a2', 'a4']);
  expect(row()).toMatchObject({ doneSeq: 4, lastError: null, failedSeq: null });
});

it('[K13] a target that rests is first looked at when it has rested, by what is known then', async () => {
  const world = createWorld();
  let seen = 0;
  const resting: EffectDefinition<string, number> = {
    ...world.definition,
    restMs: () => 60_000,
    look: async () => seen,
    plan: ({ wantedSeq }, _entries, read) =>
      read < wantedSeq ? { do: 'act', toSeq: wantedSeq, action: `to ${wantedSeq}` } : { do: 'skip', toSeq: wantedSeq },
  };
  runEffectWorker(resting, { ...world.deps, store: world.store });
  await world.say('a', 1);
  await world.clock.advance(50_000);
  await world.say('a', 2);
  expect(world.texts()).toEqual([]);
  await world.clock.advance(10_000);
  expect(world.texts('to')).toEqual(['to 2']);
  seen = 3;
  await world.say('a', 3);
  await world.clock.advance(60_000);
  expect(world.texts('to')).toEqual(['to 2']);
  expect(world.row()).toMatchObject({ doneSeq: 3, actedSeq: 2 });
});

it('[K15] why something is skipped is told until it is taken back; what failed for good stays told, unless a later step settles it', async () => {
  const { definition, deps, store, say, row } = createWorld();
  const plans: EffectDefinition<string>['plan'][] = [
    () => ({ do: 'skip', toSeq: 1, note: 'mail_no_address' }),
    () => ({ do: 'skip', toSeq: 2, note: null }),
    () => ({ do: 'act', toSeq: 3, action: 'fails' }),
    () => ({ do: 'skip', toSeq: 4, note: 'mail_no_address' }),
    () => ({ do: 'act', toSeq: 5, action: 'settles' }),
  ];
  const scripted: EffectDefinition<string> = {
    ...definition,
    plan: (...args) => plans.shift()?.(...args) ?? { do: 'wait', until: 0 },
    async act({ action }) {
      if (action === 'fails') throw new ParleyError('slack_refused');
      return { settles: true };
    },
  };
  runEffectWorker(scripted, { ...deps, store });
  const told = [];
  for (const seq of [1, 2, 3, 4, 5]) {
    await say('a', seq);
    await settle();
    told.push([row()?.lastError, row()?.failedSeq, row()?.actedSeq]);
  }
  const failed = ['slack_refused', 3, 0];
  expect(told).toEqual([['mail_no_address', null, 0], [null, null, 0], failed, failed, [null, null, 5]]);
});

it('[K16] what woke nobody is found by the sweep within 60 s, also after a restart', async () => {
  const { stored, run, texts, clock } = createWorld();
  const worker = run();
  await settle();
  await stored('a', 1, 2);
  await clock.advance(61_000);
  expect(texts()).toEqual(['a1', 'a2']);
  await worker.close();
  await clock.advance(24 * 3_600_000);
  await stored('b', 1);
  await clock.advance(24 * 3_600_000);
  run();
  await settle();
  expect(texts('b')).toEqual(['b1']);
});

it('[K16] a worker that is installed later does not send the history of the whole site', async () => {
  const { stored, run, texts, clock } = createWorld();
  await stored('old', 1, 2);
  await clock.advance(3_600_000);
  run();
  await clock.advance(120_000);
  expect(texts()).toEqual([]);
});

it('[K7] two copies share conversations by leases: each entry once, in order', async () => {
  const { hooks, say, run, texts, clock } = createWorld();
  hooks.before = () => new Promise((resolve) => void clock.after(500, resolve));
  run();
  run();
  const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l'];
  for (const name of names) await say(name, 1, 2, 3);
  await clock.advance(30_000);
  for (const name of names) expect(texts(name)).toEqual([`${name}1`, `${name}2`, `${name}3`]);
  expect(texts()).toHaveLength(36);
});

it('[K7] slow work keeps its lease for as long as it lives', async () => {
  const { hooks, say, run, texts, clock } = createWorld();
  hooks.before = () => new Promise((resolve) => void clock.after(45_000, resolve));
  run();
  run();
  await say('a', 1);
  await clock.advance(60_000);
  expect(texts()).toEqual(['a1']);
  expect(hooks.lookups).toBe(0);
});

it('[K13] with the store away nothing is lost and nothing is done twice', async () => {
  const { store, hooks, say, run, texts, clock } = createWorld();
  let away = false;
  store.before = (name) => {
    if (away && name.startsWith('effects')) throw new ParleyError('unavailable');
  };
  hooks.after = async (text) => {
    if (text === 'a2') away = true;
  };
  run();
  await say('a', 1, 2, 3);
  await clock.advance(40_000);
  away = false;
  hooks.after = async () => {};
  await clock.advance(40_000);
  expect(texts()).toEqual(['a1', 'a2', 'a3']);
});

it('[K8] close ends after the step in hand and gives the row back', async () => {
  const { hooks, say, run, texts, row, clock } = createWorld();
  hooks.before = () => new Promise((resolve) => void clock.after(1_000, resolve));
  const worker = run();
  await say('a', 1, 2, 3);
  await settle();
  const closed = worker.close();
  await clock.advance(2_000);
  await closed;
  expect(texts()).toEqual(['a1']);
  expect(row()).toMatchObject({ doneSeq: 1, lease: null, inFlight: null });
});
