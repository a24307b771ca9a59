/** Two copies of a worker as processes on the real services: one is killed, both are killed, one comes back. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MessageSubmitted } from '@parley/shared-types/events.ts';
import type { SiteId } from '@parley/shared-types/model.ts';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createAmqpBus } from '../src/bus/amqp.ts';
import type { Bus } from '../src/bus/bus.ts';
import { type RoleProcess, startRole } from '../src/cli/role-process.ts';
import { createClock } from '../src/lib/clock.ts';
import { randomId, sortableId } from '../src/lib/ids.ts';
import { createLogger } from '../src/lib/logger.ts';
import { sendJob } from '../src/worker/index.ts';
import { type SlackEmulator, startSlackEmulator } from '../src/workers/slack/testing/emulator.ts';

const SOON = { timeout: 60_000, interval: 100 };
const CONVERSATIONS = ['c1', 'c2', 'c3', 'c4'].map((name) => `${name}-${randomId()}`);

let folder: string;
let emulator: SlackEmulator;
let bus: Bus;
let siteId: SiteId;
const running: RoleProcess[] = [];

/** Starts a process of one role on the services of this run, with a database of its own. */
async function start(name: string, role: string): Promise<RoleProcess> {
  const { TEST_AMQP_URL = '', TEST_MONGODB_URL = '' } = process.env;
  const dataDir = join(folder, name);
  mkdirSync(dataDir, { recursive: true });
  const MONGODB_URL = TEST_MONGODB_URL.replace('/parley', `/test_${folder.slice(-6)}`);
  const env = { AMQP_URL: TEST_AMQP_URL, MONGODB_URL, ROLES: role, PORT: '0', DATA_DIR: dataDir, LOG_LEVEL: 'warn', ...emulator.env };
  const started = await startRole({ name, env, logFile: join(folder, `${name}.log`) });
  running.push(started);
  return started;
}

const killed = async (role: RoleProcess) => {
  role.kill('SIGKILL');
  await role.exited;
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'parley-slack-'));
  emulator = await startSlackEmulator();
  bus = await createAmqpBus({
    url: process.env.TEST_AMQP_URL ?? '',
    installed: new Set(['slack']),
    clock: createClock(),
    logger: createLogger('silent', 'test'),
    limits: { maxInFlight: 1_000 },
  });
  siteId = (await start('persist', 'persist')).info.siteId;
});
afterAll(async () => {
  await Promise.all(running.map((role) => role.stop()));
  await bus.close();
  await emulator.close();
  rmSync(folder, { recursive: true, force: true });
});

async function say(conversation: string, text: string): Promise<void> {
  const message: MessageSubmitted = {
    ...{ id: sortableId(), type: 'message.submitted', v: 1, at: Date.now(), mayCreate: true },
    siteId,
    conversationId: conversation as MessageSubmitted['conversationId'],
    clientMsgId: randomId() as MessageSubmitted['clientMsgId'],
    author: { kind: 'visitor', id: `v-${conversation}`.slice(0, 32) as never },
    body: { kind: 'message', text },
  };
  await bus.publish([{ message }]);
}

/** `from` ... `to` in turn over the conversations, as they are to appear in each thread. */
const textsOf = (index: number, from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, step) => from + step)
    .filter((n) => n % CONVERSATIONS.length === index)
    .map((n) => `Visitor: message ${n}`);

async function sayAll(from: number, to: number): Promise<void> {
  for (let n = from; n <= to; n += 1) await say(CONVERSATIONS[n % CONVERSATIONS.length] ?? '', `message ${n}`);
}

const posted = async () => (await emulator.threads((text) => text.startsWith('Visitor: '))).flat().length;
const expectPosted = (to: number) =>
  vi.waitFor(async () => {
    const threads = await emulator.threads((text) => text.startsWith('Visitor: '));
    expect(threads).toHaveLength(CONVERSATIONS.length);
    for (const index of CONVERSATIONS.keys()) expect(threads).toContainEqual(textsOf(index, 1, to));
  }, SOON);

it('[K7] two copies share the work: 100 messages are posted once, in order, while one of them is killed -9', async () => {
  const [first] = await Promise.all([start('slack-1', 'slack'), start('slack-2', 'slack')]);
  const sending = sayAll(1, 100);
  await vi.waitFor(async () => expect(await posted()).toBeGreaterThan(10), SOON);
  expect(await posted()).toBeLessThan(100);
  await killed(first);
  await sending;
  await expectPosted(100);
}, 180_000);

it('[K7] all copies down means that the work waits: 20 messages and a job are posted once when one is started', async () => {
  await Promise.all(running.filter(({ name }) => name.startsWith('slack')).map(killed));
  await sayAll(101, 120);
  await sendJob(bus, 'slack:send_message', { text: 'job that waited' });
  await start('slack-3', 'slack');
  await expectPosted(120);
  await vi.waitFor(async () => expect(await emulator.threads((text) => text.includes('job'))).toEqual([['job that waited']]), SOON);
}, 180_000);
