/** Two copies of the webhooks worker as processes on the real services; one is killed in the midst of sending. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
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
import { openMongoStore } from '../src/store/mongodb/mongo-store.ts';
import { rotateSecrets } from '../src/workers/webhooks/index.ts';

const SOON = { timeout: 60_000, interval: 100 };
const CONVERSATIONS = ['c1', 'c2', 'c3', 'c4'].map((name) => `${name}-${randomId()}`);

let folder: string;
let receiver: Server;
let bus: Bus;
let siteId: SiteId;
let mongodbUrl: string;
const received: { readonly id: string; readonly conversation: string; readonly seq: number }[] = [];
const running: RoleProcess[] = [];

async function start(name: string, role: string): Promise<RoleProcess> {
  const dataDir = join(folder, name);
  mkdirSync(dataDir, { recursive: true });
  const services = { AMQP_URL: process.env.TEST_AMQP_URL ?? '', MONGODB_URL: mongodbUrl };
  const env = { ...services, ROLES: role, PORT: '0', DATA_DIR: dataDir, LOG_LEVEL: 'warn', WEBHOOK_ALLOW_CIDRS: '127.0.0.0/8' };
  const started = await startRole({ name, env, logFile: join(folder, `${name}.log`) });
  running.push(started);
  return started;
}

async function makeHook(): Promise<void> {
  const store = await openMongoStore({ url: mongodbUrl, clock: createClock(), logger: createLogger('silent', 'test') });
  const { port } = receiver.address() as AddressInfo;
  const fresh = { isOn: true, since: 0, stopped: null, failingSince: null, createdAt: Date.now() };
  const made = {
    siteId,
    hookId: 'hook',
    url: `http://127.0.0.1:${port}/`,
    events: ['message.created'] as const,
    secrets: rotateSecrets([], 0),
  };
  await store.hooks.add({ ...made, ...fresh });
  await store.close();
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'parley-hooks-'));
  mongodbUrl = (process.env.TEST_MONGODB_URL ?? '').replace('/parley', `/test_${folder.slice(-6)}`);
  receiver = createServer(async (request, response) => {
    const { data } = JSON.parse(Buffer.concat(await request.toArray()).toString());
    received.push({ id: String(request.headers['webhook-id']), conversation: data.conversationId, seq: data.seq });
    response.end();
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  bus = await createAmqpBus({
    ...{ url: process.env.TEST_AMQP_URL ?? '', installed: new Set(['webhooks'] as const), clock: createClock() },
    ...{ logger: createLogger('silent', 'test'), limits: { maxInFlight: 1_000 } },
  });
  siteId = (await start('persist', 'persist')).info.siteId;
  await makeHook();
});
afterAll(async () => {
  await Promise.all(running.map((role) => role.stop()));
  await bus?.close();
  receiver?.close();
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

it('[H1] killed -9 in the midst: the other copy goes on, every event comes, in order, one repeat a conversation at most and with its id', async () => {
  const [first] = await Promise.all([start('hooks-1', 'webhooks'), start('hooks-2', 'webhooks')]);
  const sending = (async () => {
    for (let n = 0; n < 100; n += 1) await say(CONVERSATIONS[n % CONVERSATIONS.length] ?? '', `message ${n}`);
  })();
  await vi.waitFor(() => expect(received.length).toBeGreaterThan(10), SOON);
  first.kill('SIGKILL');
  await first.exited;
  await sending;
  await vi.waitFor(() => expect(new Set(received.map(({ id }) => id)).size).toBe(100), SOON);
  for (const conversation of CONVERSATIONS) {
    const own = received.filter((one) => one.conversation === conversation);
    const once = own.filter(({ id }, index) => own.findIndex((one) => one.id === id) === index);
    expect(once.map(({ seq }) => seq)).toEqual(Array.from({ length: 25 }, (_, index) => index + 1));
    expect(own.length - once.length).toBeLessThanOrEqual(1);
    // The repeat follows at once: nothing came between.
    expect(own.map(({ seq }) => seq)).toEqual(own.map(({ seq }) => seq).toSorted((a, b) => a - b));
  }
}, 180_000);
