/** Two copies of the e-mail worker as processes on the real services: one is killed, both are killed, one comes back. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MessageSubmitted } from '@parley/shared-types/events.ts';
import type { Author, EntryBody, SiteId } from '@parley/shared-types/model.ts';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createAmqpBus } from '../src/bus/amqp.ts';
import type { Bus } from '../src/bus/bus.ts';
import { type RoleProcess, startRole } from '../src/cli/role-process.ts';
import { createClock } from '../src/lib/clock.ts';
import { randomId, sortableId } from '../src/lib/ids.ts';
import { createLogger } from '../src/lib/logger.ts';
import { type SmtpSink, startSmtpSink } from '../src/workers/email/testing/smtp-sink.ts';

const SOON = { timeout: 90_000, interval: 100 };

let folder: string;
let sink: SmtpSink;
let bus: Bus;
let siteId: SiteId;
const running: RoleProcess[] = [];

/** Starts a process of one role on the services of this run, with a database of its own. */
async function start(name: string, role: string): Promise<RoleProcess> {
  const { TEST_AMQP_URL = '', TEST_MONGODB_URL = '' } = process.env;
  const dataDir = join(folder, name);
  mkdirSync(dataDir, { recursive: true });
  const MONGODB_URL = TEST_MONGODB_URL.replace('/parley', `/test_${folder.slice(-6)}`);
  const own = { ROLES: role, PORT: '0', DATA_DIR: dataDir, LOG_LEVEL: 'warn', PUBLIC_URL: 'https://chat.example' };
  const mail = { SMTP_URL: sink.url, MAIL_FROM: 'chat@shop.example', MAIL_VISITOR_AFTER: '1' };
  const started = await startRole({
    ...{ name, env: { AMQP_URL: TEST_AMQP_URL, MONGODB_URL, ...own, ...mail }, logFile: join(folder, `${name}.log`) },
  });
  running.push(started);
  return started;
}

const killed = async (role: RoleProcess) => {
  role.kill('SIGKILL');
  await role.exited;
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'parley-email-'));
  sink = await startSmtpSink();
  bus = await createAmqpBus({
    url: process.env.TEST_AMQP_URL ?? '',
    installed: new Set(['email']),
    clock: createClock(),
    logger: createLogger('silent', 'test'),
    limits: { maxInFlight: 1_000 },
  });
  siteId = (await start('persist', 'persist')).info.siteId;
});
afterAll(async () => {
  await Promise.all(running.map((role) => role.stop()));
  await bus.close();
  await sink.close();
  rmSync(folder, { recursive: true, force: true });
});

function submit(conversation: string, author: Author, body: EntryBody): Promise<void> {
  const message = {
    ...{ id: sortableId(), type: 'message.submitted', v: 1, at: Date.now(), mayCreate: author.kind === 'visitor', siteId },
    ...{ conversationId: conversation, clientMsgId: randomId(), author, body },
  } as unknown as MessageSubmitted;
  return bus.publish([{ message }]);
}

/** Conversations whose visitors left an address and were answered. */
async function answer(names: readonly string[]): Promise<void> {
  for (const name of names) {
    const conversation = `${name}-${folder.slice(-6)}`;
    await submit(conversation, { kind: 'visitor', id: name }, { kind: 'profile', email: `${name}@example.com` });
    await submit(conversation, { kind: 'operator', id: 'ann', name: 'Ann' }, { kind: 'message', text: `for ${name}` });
  }
}

const named = (letter: string, count: number) => Array.from({ length: count }, (_, n) => `${letter}${n}`);
/** Each visitor has been mailed; what went out again, because a worker died over it, has the same Message-ID. */
async function expectMailed(names: readonly string[]): Promise<void> {
  const wanted = names.map((name) => `${name}@example.com`).sort();
  await vi.waitFor(() => expect([...new Set(sink.mails.flatMap(({ rcpt }) => rcpt))].sort()).toEqual(wanted), SOON);
  expect(new Set(sink.mails.map(({ messageId }) => messageId)).size).toBe(wanted.length);
}

it('[K7] two copies share the mails; one killed, the other goes on; all down, the mails wait', async () => {
  const [first] = await Promise.all([start('email-1', 'email'), start('email-2', 'email')]);
  await answer(named('a', 20));
  await vi.waitFor(() => expect(sink.mails.length).toBeGreaterThan(2), SOON);
  if (first) await killed(first);
  await expectMailed(named('a', 20));
  await Promise.all(running.filter(({ name }) => name.startsWith('email')).map(killed));
  await answer(named('b', 5));
  await start('email-3', 'email');
  await expectMailed([...named('a', 20), ...named('b', 5)]);
});
