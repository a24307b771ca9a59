/** The workers on the real embedded bus: what the unit tests show on a fake one, with durable queues under it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MessageSubmitted } from '@parley/shared-types/events.ts';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Bus, Publication } from '../src/bus/bus.ts';
import { openBus } from '../src/bus/open.ts';
import { createClock, pause } from '../src/lib/clock.ts';
import { createLogger } from '../src/lib/logger.ts';
import { createMetrics } from '../src/lib/metrics.ts';
import { openSqlite, type Sqlite } from '../src/lib/sqlite.ts';
import { sendJob, type Worker } from '../src/worker/index.ts';
import { createFakeStore, type FakeStore } from '../src/worker/testing/fake-store.ts';
import { startPersist } from '../src/workers/persist/index.ts';
import { startSlack } from '../src/workers/slack/index.ts';
import { type SlackEmulator, startSlackEmulator } from '../src/workers/slack/testing/emulator.ts';

const clock = createClock();
const logger = createLogger('silent', 'test');
const metrics = createMetrics();

let folder: string;
let sqlite: Sqlite;
let bus: Bus;
let store: FakeStore;
let emulator: SlackEmulator;
let workers: Worker[];

async function openAll(): Promise<void> {
  sqlite = openSqlite(join(folder, 'parley.db'));
  const limits = { maxInFlight: 10_000 } as Parameters<typeof openBus>[0]['config']['limits'];
  ({ bus } = await openBus({ config: { bus: null, limits }, sqlite, installed: new Set(['slack']), logger, metrics, clock }));
}
async function closeAll(): Promise<void> {
  await Promise.all(workers.splice(0).map((worker) => worker.close()));
  await bus.close();
  await sqlite.close();
}
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'parley-workers-'));
  emulator = await startSlackEmulator();
  store = createFakeStore(clock);
  workers = [];
  await openAll();
});
afterEach(async () => {
  await closeAll();
  await emulator.close();
  rmSync(folder, { recursive: true });
});

async function persist(): Promise<void> {
  workers.push(await startPersist({ bus, store, logger, metrics, clock, shards: null }));
}
async function slack(): Promise<void> {
  workers.push(await startSlack({ bus, store, logger, metrics, clock, settings: emulator.settings }));
}
async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await pause(clock, 20);
}

function submitted(n: number, conversation: string, more: object = {}): Publication {
  const message = {
    ...{ type: 'message.submitted', v: 1, id: `e${n}`, at: Date.now(), siteId: 's', conversationId: conversation, mayCreate: true },
    ...{ clientMsgId: `m${n}`.padEnd(16, '-'), author: { kind: 'visitor', id: 'v' }, body: { kind: 'message', text: `t${n}` } },
    ...more,
  } as unknown as MessageSubmitted;
  return { message };
}

it('[K9] a thousand messages of fifty conversations, some twice: each stored once, dense, in the order sent', async () => {
  const messages = Array.from({ length: 1_000 }, (_, n) => submitted(n, `c${n % 50}`));
  await persist();
  for (let at = 0; at < messages.length; at += 50) {
    await Promise.all(messages.slice(at, at + 50).map((message) => bus.publish([message])));
    await bus.publish(messages.slice(at, at + 5));
  }
  await until(() => store.entries().length === 1_000);
  for (let c = 0; c < 50; c++) {
    const entries = [...store.entries(`c${c}`)].sort((a, b) => a.seq - b.seq);
    expect(entries.map(({ seq }) => seq)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
    expect(entries.map(({ clientMsgId }) => clientMsgId)).toEqual(entries.map((_, index) => `m${c + index * 50}`.padEnd(16, '-')));
  }
});

it('[K7] with the workers down everything waits, also across a restart; then it is stored, threaded and the job is done, once', async () => {
  for (let n = 0; n < 20; n++) await bus.publish([submitted(n, 'a')]);
  await sendJob(bus, 'slack:send_message', { text: 'job: hello' });
  await closeAll();
  await openAll();
  await slack();
  await persist();
  const thread = async () => (await emulator.threads((text) => text === 'Visitor: t0'))[0] ?? [];
  await until(async () => (await thread()).length >= 20 && (await bus.depth('jobs.slack'))?.messages === 0);
  expect(await thread()).toEqual(Array.from({ length: 20 }, (_, n) => `Visitor: t${n}`));
  expect(await emulator.threads((text) => text === 'job: hello')).toEqual([['job: hello']]);
});

it('[K1] poison of every kind ends in the dead letters alone, and the shard goes on', async () => {
  await persist();
  await bus.publish([
    submitted(1, 'a'),
    submitted(2, 'a', { clientMsgId: 'short' }),
    submitted(3, 'a', { body: { kind: 'dance' } }),
    submitted(4, 'a'),
  ]);
  await until(async () => store.entries('a').length === 2 && (await bus.depth('dead'))?.messages === 2);
  expect(store.entries('a').map(({ seq }) => seq)).toEqual([1, 2]);
});

it('[K8] closing in the midst of a flood loses and repeats nothing', async () => {
  await persist();
  const sent = Promise.all(Array.from({ length: 400 }, (_, n) => bus.publish([submitted(n, `c${n % 3}`)])));
  await until(() => store.entries().length > 0);
  await workers.pop()?.close();
  await sent;
  await persist();
  await until(() => store.entries().length === 400);
  expect(new Set(store.entries().map(({ clientMsgId }) => clientMsgId)).size).toBe(400);
});
