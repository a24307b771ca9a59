import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { HookEventType } from '@parley/shared-types/hooks.ts';
import { HOOK_EVENTS } from '@parley/shared-types/hooks.ts';
import type { ConversationId, EntryBody, SiteId } from '@parley/shared-types/model.ts';
import { hookBodyOf } from '@parley/shared-types/schemas/hooks.ts';
import { Webhook } from 'standardwebhooks';
import { expect, it, onTestFinished } from 'vitest';
import { createClock, pause } from '../../lib/clock.ts';
import { readCidrs } from '../../lib/safe-address.ts';
import { newEntry } from '../../store/contract/fixtures.ts';
import type { Hook } from '../../store/hook-store.ts';
import { createSqliteUnderTest } from '../../store/sqlite/kit.ts';
import type { NewEntry } from '../../store/store.ts';
import { createFakeBus } from '../../worker/testing/fake-bus.ts';
import { createWorkerDeps } from '../../worker/testing/worker-deps.ts';
import { eventId } from './decide.ts';
import { createHooksByHand, startWebhooks } from './index.ts';
import { rotateSecrets } from './sign.ts';

const SITE = 's' as SiteId;
const isAllowed = readCidrs(['127.0.0.0/8']) ?? (() => false);
const HOUR = 3_600_000;

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await pause(createClock(), 10);
}

interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly body: { readonly type: string; readonly data: { readonly seq: number; readonly conversationId: string } };
}

/** A real receiver. `answer` decides about each request; 'hang' never answers. */
async function createReceiver() {
  const received: Received[] = [];
  const receiver = {
    received,
    letGo: () => server.closeAllConnections(),
    answer: (_one: Received): number | 'hang' | 'cut' | ((response: ServerResponse) => void) => 200,
    url: '',
  };
  const server = createServer(async (request, response) => {
    const text = Buffer.concat(await request.toArray()).toString();
    const one = { path: request.url ?? '', headers: request.headers, text, body: JSON.parse(text) };
    received.push(one);
    const how = receiver.answer(one);
    if (how === 'cut') request.socket.destroy();
    else if (typeof how === 'function') how(response);
    else if (how !== 'hang') response.writeHead(how).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  receiver.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return receiver;
}

async function createWorld(more: { readonly timeoutMs?: number } = {}) {
  const under = await createSqliteUnderTest();
  const { store, clock } = under;
  const bus = createFakeBus(clock, ['webhooks']);
  const { logger, metrics } = createWorkerDeps();
  const receiver = await createReceiver();
  const settings = { isAllowed, disableAfterMs: 120 * HOUR, timeoutMs: 2_000, ...more };
  const closing: (() => Promise<void>)[] = [];
  onTestFinished(async () => {
    await Promise.all(closing.map((close) => close()));
    await under.teardown();
  });
  const start = async () => {
    const worker = await startWebhooks({
      bus,
      store,
      clock,
      logger,
      metrics,
      settings,
    });
    closing.push(worker.close);
    return worker;
  };
  const hook = async (fields: Partial<Hook> = {}): Promise<Hook> => {
    const made = {
      ...{ siteId: SITE, hookId: `hook${Math.random()}`, url: `${receiver.url}/a`, events: HOOK_EVENTS, isOn: true, since: 0 },
      ...{ secrets: rotateSecrets([], clock.now()), stopped: null, failingSince: null, createdAt: 0, ...fields },
    };
    await store.hooks.add(made);
    return made;
  };
  const wake = (conversation: string, entries: readonly NewEntry[]) =>
    bus.inject('events.webhooks', {
      ...{ type: 'message.stored', v: 1, id: 'e', at: 1, siteId: SITE, conversationId: conversation, epoch: '1.1' },
      ...{ seq: entries.at(-1)?.seq, entries },
    });
  const seqs = new Map<string, number>();
  const say = async (conversation: string, ...bodies: readonly (string | EntryBody | Partial<NewEntry>)[]) => {
    const key = { siteId: SITE, conversationId: conversation as ConversationId };
    const entries = bodies.map((said) => {
      const seq = (seqs.get(conversation) ?? 0) + 1;
      seqs.set(conversation, seq);
      const given = typeof said === 'string' ? { body: { kind: 'message' as const, text: said } } : 'kind' in said ? { body: said } : said;
      return newEntry(key, seq, { storedAt: clock.now(), ...given });
    });
    await store.log.insert(entries);
    wake(conversation, entries);
    return entries;
  };
  const types = (conversation = 'c') =>
    receiver.received.filter(({ body }) => body.data.conversationId === conversation).map(({ body }) => body.type);
  return { ...under, bus, receiver, start, hook, say, wake, types, settings };
}

const verify = (hook: Hook, { headers, text }: Received, index = 0) =>
  new Webhook(hook.secrets[index]?.secret ?? '').verify(text, headers as Record<string, string>);

it('[H1] every event of a conversation comes once, in order, of its schema, and the standard package verifies it', async () => {
  const { start, hook, say, receiver, types } = await createWorld();
  const made = await hook();
  await start();
  const operator = { kind: 'operator', id: 'op', name: 'Ann' } as const;
  await say('c', 'hello', { author: operator, body: { kind: 'message', text: 'hi', replies: ['Yes'] } });
  await say(
    ...(['c', { kind: 'assign', operatorId: 'op' as never, name: 'Ann' }, { kind: 'tags', tags: ['vip'] }] as const),
    ...([
      { kind: 'note', text: 'psst' },
      { kind: 'profile', email: 'nora@example.test' },
      { kind: 'status', status: 'resolved' },
    ] as const),
    ...([
      'again',
      { kind: 'rating', score: 5 },
      { kind: 'edit', of: 2, text: 'hi!' },
      { kind: 'remove', of: 1 },
      { kind: 'erase' },
    ] as const),
  );
  await until(() => types().length === 14);
  expect(types()).toEqual([
    ...['conversation.opened', 'message.created', 'message.created', 'conversation.assigned', 'conversation.tagged', 'note.created'],
    ...['visitor.identified', 'conversation.resolved', 'conversation.reopened', 'message.created', 'conversation.rated'],
    ...['message.edited', 'message.removed', 'conversation.erased'],
  ]);
  expect(new Set(types())).toEqual(new Set(HOOK_EVENTS));
  for (const one of receiver.received) {
    expect(verify(made, one)).toEqual(one.body);
    hookBodyOf(one.body.type as HookEventType).parse(one.body);
    expect(one.headers['webhook-id']).toBe(
      eventId({ siteId: SITE, conversationId: 'c' as ConversationId }, one.body.data.seq, one.body.type as HookEventType),
    );
  }
});

it('[H1] while secrets change over both sign; a day later the older one does not', async () => {
  const { start, hook, say, receiver, store, clock } = await createWorld();
  const made = await hook({ events: ['message.created'] });
  const secrets = rotateSecrets(made.secrets, clock.now());
  await store.hooks.change(made, { secrets });
  const rotated = { ...made, secrets };
  await start();
  await say('c', 'one');
  await until(() => receiver.received.length === 1);
  const [one] = receiver.received as [Received];
  expect(String(one.headers['webhook-signature']).split(' ')).toHaveLength(2);
  for (const index of [0, 1]) verify(rotated, one, index);
  clock.advance(25 * HOUR);
  await say('c', 'two');
  await until(() => receiver.received.length === 2);
  const signature = String(receiver.received[1]?.headers['webhook-signature']);
  expect(signature.split(' ')).toHaveLength(1);
  expect(secrets[0]?.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
});

it('[H1] a new hook, and one that was off, gets nothing from before', async () => {
  const { start, hook, say, clock, receiver } = await createWorld();
  await start();
  await say('c', 'before');
  clock.advance(1_000);
  await hook({ events: ['message.created'], since: clock.now() });
  await hook({ events: ['message.created'], isOn: false });
  await say('c', 'after');
  await until(() => receiver.received.length === 1);
  expect(receiver.received[0]?.body.data.seq).toBe(2);
});

it('[H5] notes, and edits of notes, go only to who chose notes; what was erased is not sent, nor sent again', async () => {
  const { start, hook, say, receiver, store, clock, types, settings } = await createWorld();
  const made = await hook({ events: HOOK_EVENTS.filter((type) => type !== 'note.created') });
  const key = { siteId: SITE, conversationId: 'c' as ConversationId };
  await say('c', 'a secret of mine', { kind: 'note', text: 'psst' }, { kind: 'edit', of: 2, text: 'hush' }, { kind: 'remove', of: 2 });
  await say('c', { kind: 'erase' });
  await store.erase(key, 5);
  await start();
  await until(() => types().includes('conversation.erased'));
  expect(types()).toEqual(['conversation.opened', 'conversation.erased']);
  expect(receiver.received.map(({ text }) => text).join()).not.toMatch(/secret|psst|hush/);
  await say('c', 'words');
  await until(() => types().includes('message.created'));
  await until(async () => (await store.hooks.deliveries(made)).some(({ type }) => type === 'message.created'));
  await store.erase(key, 7);
  const byHand = createHooksByHand({ store, clock, settings });
  const [delivery] = (await store.hooks.deliveries(made)).filter(({ type }) => type === 'message.created');
  await expect(byHand.redeliver(made, delivery?.id ?? '')).rejects.toMatchObject({ code: 'hook_event_gone' });
});

it.each([
  ['500', 500, 'hook_status'],
  ['400', 400, 'hook_status'],
  ['redirect', (response: ServerResponse) => void response.writeHead(307, { location: '/b' }).end(), 'hook_status'],
  ['cut', 'cut' as const, 'hook_unreachable'],
  ['hang', 'hang' as const, 'hook_timeout'],
])('[H2] %s is tried again with the same id, the order kept', async (_name, fate, error) => {
  const { start, hook, say, wake, receiver, store, clock } = await createWorld({ timeoutMs: 300 });
  const made = await hook({ events: ['message.created'] });
  receiver.answer = () => fate;
  await start();
  const entries = await say('c', 'one', 'two');
  await until(async () => (await store.hooks.deliveries(made)).length === 1);
  const [waiting] = await store.hooks.deliveries(made);
  expect(waiting).toMatchObject({ state: 'waiting', attempt: 1, error, type: 'message.created', seq: 1 });
  expect((waiting?.nextAt ?? 0) - (waiting?.at ?? 0)).toBeGreaterThanOrEqual(5_000);
  receiver.answer = () => 200;
  clock.advance(8_000);
  wake('c', entries);
  await until(async () => (await store.hooks.deliveries(made)).filter(({ state }) => state === 'delivered').length === 2);
  expect(receiver.received.map(({ body }) => body.data.seq)).toEqual([1, 1, 2]);
  expect(receiver.received[0]?.headers['webhook-id']).toBe(receiver.received[1]?.headers['webhook-id']);
  for (const one of receiver.received) expect(verify(made, one)).toBeTruthy();
  expect((await store.hooks.get(made))?.failingSince).toBeNull();
});

it('[H2] 429 is obeyed for as long as it says; a refused connection is told', async () => {
  const { start, hook, say, receiver, store } = await createWorld();
  const busy = await hook({ events: ['message.created'] });
  const away = await hook({ events: ['message.created'], url: 'http://127.0.0.1:2/' });
  receiver.answer = () => (response) => void response.writeHead(429, { 'retry-after': '7200' }).end();
  await start();
  await say('c', 'one');
  await until(async () => (await store.hooks.deliveries(busy)).length + (await store.hooks.deliveries(away)).length === 2);
  const [one] = await store.hooks.deliveries(busy);
  expect((one?.nextAt ?? 0) - (one?.at ?? 0)).toBeGreaterThanOrEqual(2 * HOUR);
  expect(await store.hooks.deliveries(away)).toMatchObject([{ error: 'hook_unreachable', status: null, state: 'waiting' }]);
});

it('[H2] 410, and failing without a break for longer than the settings say, switch the hook off with the reason', async () => {
  const { start, hook, say, receiver, store, clock } = await createWorld();
  const gone = await hook({ events: ['message.created'] });
  const failing = await hook({ events: ['message.created'], url: `${receiver.url}/failing`, failingSince: clock.now() - 121 * HOUR });
  receiver.answer = ({ path }) => (path === '/failing' ? 500 : 410);
  await start();
  await say('c', 'one');
  await until(async () => (await store.hooks.ofSite(SITE)).every(({ isOn }) => !isOn));
  expect(await store.hooks.get(gone)).toMatchObject({ isOn: false, stopped: 'gone' });
  expect(await store.hooks.get(failing)).toMatchObject({ isOn: false, stopped: 'failing' });
  await until(async () => (await store.hooks.deliveries(gone))[0]?.state === 'failed');
  await say('c', 'two');
  await until(async () => (await store.effects.backlog('webhooks')) <= 1);
  expect(receiver.received).toHaveLength(2);
});

it('[H1] killed between sending and writing: once more with the same id; noted as arrived: not at all', async () => {
  const { start, hook, say, receiver, store, clock, wake } = await createWorld();
  const made = await hook({ events: ['message.created'] });
  const key = { siteId: SITE, conversationId: 'c' as ConversationId };
  const entries = await say('c', 'one');
  // What a copy leaves that died: a lease that has run out, with its mark, and nothing in the log of the hook.
  await store.effects.want([{ ...key, worker: 'webhooks', target: made.hookId, wantedSeq: 1, dueAt: 0 }]);
  const lease = () => store.effects.lease({ worker: 'webhooks', owner: 'dead', now: clock.now(), ttlMs: 1, limit: 1 });
  const [row] = await lease();
  if (row) await store.effects.update(row, { inFlight: { toSeq: 1, key: 'k' } }, clock.now() + 1);
  clock.advance(10);
  await start();
  wake('c', entries);
  await until(() => receiver.received.length === 1);
  expect(receiver.received[0]?.headers['webhook-id']).toBe(eventId(key, 1, 'message.created'));
  await until(async () => (await store.effects.of(key)).some(({ worker, doneSeq }) => worker === 'webhooks' && doneSeq === 1));
  expect(await store.hooks.deliveries(made)).toMatchObject([{ state: 'delivered', status: 200, attempt: 1 }]);
  expect(receiver.received).toHaveLength(1);
});

it('[H4] a hook that hangs in many conversations at once holds up no other one', async () => {
  const { start, hook, say, receiver } = await createWorld({ timeoutMs: 20_000 });
  await hook({ events: ['message.created'], url: `${receiver.url}/hang` });
  await hook({ events: ['message.created'], url: `${receiver.url}/quick` });
  receiver.answer = ({ path }) => (path === '/hang' ? 'hang' : 200);
  await start();
  for (let n = 0; n < 60; n += 1) await say(`c${n}`, 'one');
  const came = (path: string) => receiver.received.filter((one) => one.path === path).length;
  // None of the hanging ones has been answered when all of the others have come.
  await until(() => came('/quick') === 60);
  expect(came('/hang')).toBeLessThanOrEqual(4);
  receiver.letGo();
});

it('[H1] two copies share the work: each event comes once, in order', async () => {
  const { start, hook, say, receiver, types } = await createWorld();
  await hook({ events: ['message.created'] });
  await Promise.all([start(), start()]);
  for (let n = 0; n < 5; n += 1) for (const conversation of ['c', 'd', 'e']) await say(conversation, `${n}`, `${n}`);
  await until(() => receiver.received.length >= 30);
  for (const conversation of ['c', 'd', 'e']) {
    const seqs = receiver.received.filter(({ body }) => body.data.conversationId === conversation).map(({ body }) => body.data.seq);
    expect(seqs).toEqual(Array.from({ length: 10 }, (_, index) => index + 1));
    expect(types(conversation)).toHaveLength(10);
  }
});

it('[H6] a test and an event once more are one attempt each, with what came back', async () => {
  const { start, hook, say, receiver, store, clock, settings } = await createWorld();
  const made = await hook({ events: ['message.created'] });
  const byHand = createHooksByHand({ store, clock, settings });
  receiver.answer = () => 404;
  expect(await byHand.ping(made)).toMatchObject({ status: 404, error: 'hook_status' });
  expect(verify(made, receiver.received[0] as Received)).toMatchObject({ type: 'ping' });
  receiver.answer = () => 200;
  await start();
  await say('c', 'one');
  await until(async () => (await store.hooks.deliveries(made)).length === 1);
  const [delivery] = await store.hooks.deliveries(made);
  expect(await byHand.redeliver(made, delivery?.id ?? '')).toMatchObject({ status: 200, error: null });
  expect(await store.hooks.deliveries(made)).toMatchObject([{ id: delivery?.id, attempt: 2, state: 'delivered' }]);
  expect(receiver.received.at(-1)?.headers['webhook-id']).toBe(delivery?.id);
  await expect(byHand.redeliver(made, 'unknown')).rejects.toMatchObject({ code: 'not_found' });
  await expect(byHand.ping({ ...made, siteId: 'other' as SiteId })).rejects.toMatchObject({ code: 'not_found' });
  await store.hooks.change(made, { isOn: false });
  await expect(byHand.redeliver(made, delivery?.id ?? '')).rejects.toMatchObject({ code: 'hook_off' });
});
