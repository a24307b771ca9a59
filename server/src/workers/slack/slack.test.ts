import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createClock, pause } from '../../lib/clock.ts';
import type { NewEntry } from '../../store/store.ts';
import { sendJob } from '../../worker/index.ts';
import { createFakeBus } from '../../worker/testing/fake-bus.ts';
import { createFakeStore } from '../../worker/testing/fake-store.ts';
import { createWorkerDeps } from '../../worker/testing/worker-deps.ts';
import { createSlackClient } from './client.ts';
import { startSlack } from './index.ts';
import { type SlackEmulator, startSlackEmulator } from './testing/emulator.ts';

/** What happens to a request on its way: passed on, answered instead, or passed on and its answer lost. */
type Fate =
  | 'pass'
  | 'lose_answer'
  | 'cut'
  | { readonly status: number; readonly headers?: Record<string, string>; readonly error?: string };
interface Call {
  readonly method: string;
  readonly text: string;
  readonly at: number;
}

let emulator: SlackEmulator;
let proxy: Server;
let apiUrl: string;
let calls: Call[];
let decideFate: (call: Call) => Fate;
const closing: (() => Promise<void>)[] = [];

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await bodyOf(request);
  const method = request.url?.split('/').at(-1) ?? '';
  const call = { method, text: new URLSearchParams(body).get('text') ?? '', at: Date.now() };
  calls.push(call);
  const fate = decideFate(call);
  if (fate === 'cut') return void request.socket.destroy();
  if (typeof fate === 'object')
    return void response.writeHead(fate.status, fate.headers).end(JSON.stringify({ ok: false, error: fate.error }));
  const headers = { 'content-type': String(request.headers['content-type']), authorization: String(request.headers.authorization) };
  const answer = await fetch(`${emulator.url}${request.url}`, { method: 'POST', headers, body });
  const text = await answer.text();
  if (fate === 'lose_answer') return void request.socket.destroy();
  response.writeHead(answer.status, { 'content-type': 'application/json' }).end(text);
}

beforeEach(async () => {
  emulator = await startSlackEmulator();
  calls = [];
  decideFate = () => 'pass';
  proxy = createServer((request, response) => void pass(request, response).catch(() => request.socket.destroy()));
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  apiUrl = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}/api/`;
});
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
  proxy.closeAllConnections();
  await new Promise((resolve) => proxy.close(resolve));
  await emulator.close();
});

const threads = () => emulator.threads();

/** Waits until something holds; fails by the test's own timeout. */
async function until(holds: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await holds())) await pause(createClock(), 20);
}

function entryOf(conversation: string, seq: number, text = `${conversation}${seq}`): NewEntry {
  const more = { clientMsgId: `${conversation}${seq}`.padEnd(16, '-'), author: { kind: 'visitor', id: 'v', name: 'Ann' }, audience: 'all' };
  const entry = { id: 'e', siteId: 's', conversationId: conversation, seq, ...more, body: { kind: 'message', text }, hash: 'h' };
  return { ...entry, acceptedAt: Date.now(), storedAt: Date.now() } as unknown as NewEntry;
}

async function createWorld() {
  const clock = createClock();
  const bus = createFakeBus(clock, ['slack']);
  const store = createFakeStore(clock);
  const { logger, metrics } = createWorkerDeps();
  const settings = { token: emulator.settings.token, apiUrl, channel: await emulator.channelId() };
  const start = async (more: Partial<typeof settings> = {}) => {
    const worker = await startSlack({ bus, store, clock, logger, metrics, settings: { ...settings, ...more } });
    closing.push(worker.close);
    return worker;
  };
  const say = async (...entries: readonly NewEntry[]) => {
    const [first] = entries;
    if (!first) return;
    await store.log.insert(entries);
    const { siteId, conversationId } = first;
    await store.conversations.project([{ siteId, conversationId, headSeq: entries.at(-1)?.seq ?? 0 }]);
    bus.inject('events.slack', {
      type: 'message.stored',
      v: 1,
      id: 'e',
      at: 1,
      siteId,
      conversationId,
      epoch: '1.1',
      seq: entries.at(-1)?.seq,
      entries,
    });
  };
  const row = (conversation = 'a') => store.rows().find((one) => one.worker === 'slack' && (one.conversationId as string) === conversation);
  const done = (seq: number, conversation = 'a') => until(() => (row(conversation)?.doneSeq ?? 0) >= seq);
  return { bus, store, start, say, row, done };
}

it('[L1] each conversation is one thread; its entries are posted once each, in order', async () => {
  const { start, say, done } = await createWorld();
  await start();
  await say(entryOf('a', 1), entryOf('a', 2));
  await say(entryOf('b', 1));
  await say(entryOf('a', 3));
  await Promise.all([done(3), done(1, 'b')]);
  const found = await threads();
  expect(found).toHaveLength(2);
  expect(found).toContainEqual(['Ann: a1', 'Ann: a2', 'Ann: a3']);
  expect(found).toContainEqual(['Ann: b1']);
});

it('[L2] no mention, no link and no mark-up of a visitor takes effect', async () => {
  const { start, say, done } = await createWorld();
  await start();
  await say(entryOf('a', 1, '<!channel> <@U1> <http://evil|bank> *bold* &amp;'));
  await done(1);
  const { messages } = await emulator.ask('conversations.history', { channel: await emulator.channelId() });
  expect(messages[0]).toMatchObject({
    ...{ text: 'Ann: &lt;!channel&gt; &lt;@U1&gt; &lt;http://evil|bank&gt; *bold* &amp;amp;' },
    ...{ mrkdwn: false, parse: 'none', link_names: false, unfurl_links: false, unfurl_media: false },
  });
});

it('[L3] 429 is obeyed for as long as Slack says, and the order is kept', async () => {
  const { start, say, done } = await createWorld();
  let limits = 1;
  decideFate = ({ text }) => (text.endsWith('a2') && limits-- > 0 ? { status: 429, headers: { 'retry-after': '2' } } : 'pass');
  await start();
  await say(entryOf('a', 1), entryOf('a', 2), entryOf('a', 3));
  await done(3);
  expect(await threads()).toEqual([['Ann: a1', 'Ann: a2', 'Ann: a3']]);
  const [refused, again] = calls.filter(({ text }) => text.endsWith('a2'));
  expect((again?.at ?? 0) - (refused?.at ?? 0)).toBeGreaterThanOrEqual(1_900);
  expect(calls.filter(({ method }) => method !== 'chat.postMessage')).toEqual([]);
});

it.each([
  ['the first post, which opens the thread', 'a1', 'conversations.history'],
  ['a later post', 'a2', 'conversations.replies'],
])('[L4] the answer to %s is lost: it is found by its mark and not repeated', async (_which, text, method) => {
  const { start, say, done } = await createWorld();
  let losses = 1;
  decideFate = (call) => (call.text.endsWith(text) && losses-- > 0 ? 'lose_answer' : 'pass');
  await start();
  await say(entryOf('a', 1), entryOf('a', 2), entryOf('a', 3));
  await done(3);
  expect(await threads()).toEqual([['Ann: a1', 'Ann: a2', 'Ann: a3']]);
  expect(calls.filter((call) => call.method === method)).toHaveLength(1);
});

it('[L4] a post that was never made is looked up in vain and then made', async () => {
  const { start, say, done } = await createWorld();
  let cuts = 1;
  decideFate = (call) => (call.text.endsWith('a2') && cuts-- > 0 ? 'cut' : 'pass');
  await start();
  await say(entryOf('a', 1), entryOf('a', 2), entryOf('a', 3));
  await done(3);
  expect(await threads()).toEqual([['Ann: a1', 'Ann: a2', 'Ann: a3']]);
});

it.each([
  // The emulator lets every token in; Slack does not.
  ['a wrong token', 'slack_auth', {}, { status: 200, error: 'invalid_auth' } as Fate],
  ['a wrong channel', 'slack_channel', { channel: 'C0NOSUCH00' }, 'pass' as Fate],
])('[L5] %s is recorded with %s and the cursor moves on', async (_what, code, settings, fate) => {
  const { start, say, row, done } = await createWorld();
  decideFate = () => fate;
  const worker = await start(settings);
  await say(entryOf('a', 1), entryOf('a', 2));
  await done(2);
  expect(row()).toMatchObject({ lastError: expect.stringMatching(`^${code}: `), failedSeq: 1 });
  expect(worker.state()).toBe('running');
});

it.each([
  [{ status: 503 }, 'slack_unavailable'],
  [{ status: 400 }, 'slack_refused'],
  ['cut', 'slack_unavailable'],
] as const)('[L5] what Slack answers as %j is %s', async (fate, code) => {
  decideFate = () => fate;
  const client = createSlackClient({ token: emulator.settings.token, apiUrl });
  const post = { channel: 'C0000000001', thread: null, text: 'x', mark: { type: 'parley_job', key: 'k' } } as const;
  await expect(client.post(post)).rejects.toMatchObject({ code });
});

it('[L1] a job posts its text once, also when the answer was lost', async () => {
  const { bus, start } = await createWorld();
  let losses = 1;
  decideFate = (call) => (call.text === 'a job: twice?' && losses-- > 0 ? 'lose_answer' : 'pass');
  await start();
  await sendJob(bus, 'slack:send_message', { text: 'a job: twice?' });
  await sendJob(bus, 'slack:send_message', { text: 'a job: by name', channel: 'general' });
  await until(
    async () => (await bus.depth('jobs.slack'))?.messages === 0 && calls.some(({ method }) => method === 'conversations.history'),
  );
  await until(async () => (await threads()).length === 2);
  expect((await threads()).flat().sort()).toEqual(['a job: by name', 'a job: twice?']);
  expect(calls.filter(({ text }) => text === 'a job: twice?')).toHaveLength(1);
});

it('[L4] a channel given by its name is looked up by its name too', async () => {
  const client = createSlackClient({ token: emulator.settings.token, apiUrl });
  const mark = { type: 'parley_job', key: 'k1' } as const;
  const ts = await client.post({ channel: 'general', thread: null, text: 'a job', mark });
  expect(await client.find({ channel: 'general', thread: null, since: Date.now() }, mark)).toBe(ts);
  expect(await client.find({ channel: 'general', thread: null, since: Date.now() }, { ...mark, key: 'k2' })).toBeNull();
});
