/** Rules of the gateway that need a look behind it: what it reads, what it waits for, whom it cuts. */
import { once } from 'node:events';
import { connect } from 'node:net';
import type { ClientMsgId, ConversationId, SiteId, VisitorId } from '@parley/shared-types/model.ts';
import { expect, it, onTestFinished, vi } from 'vitest';
import { randomId, sortableId } from '../lib/ids.ts';
import { ask, createHarness, type Harness, OTHER_SITE, push, SITE, type Socket } from './testing/harness.ts';

async function setup(env: Readonly<Record<string, string>> = {}): Promise<Harness> {
  const harness = await createHarness(env);
  onTestFinished(() => harness.close());
  return harness;
}

async function openVisitor(harness: Harness) {
  const socket = harness.visitor();
  const { grant, conversationId, visitorId } = await ask(socket, 'open', {});
  return { socket, grant, conversationId, visitorId };
}

const send = (socket: Socket, grant: string, text: string) => ask(socket, 'send', { grant, clientMsgId: randomId(), text });

/** Opens a conversation with one message in it. */
async function talk(harness: Harness, text = 'hello') {
  const visitor = await openVisitor(harness);
  await ask(visitor.socket, 'sync', { grant: visitor.grant, epoch: null, last: 0 });
  const stored = push(visitor.socket, 'entries');
  await send(visitor.socket, visitor.grant, text);
  await stored;
  return visitor;
}

it('[G9] the position checks of one second are one read of the store, each conversation asked for once', async () => {
  const harness = await setup();
  const visitors = await Promise.all(Array.from({ length: 5 }, () => talk(harness)));
  const before = harness.positionReads.length;
  const answers = await Promise.all([...visitors, ...visitors].map(({ socket, grant }) => ask(socket, 'check', { grant })));
  expect(answers.map((answer) => (answer as unknown as { head: number }).head)).toEqual(answers.map(() => 1));
  expect(harness.positionReads.slice(before)).toEqual([5]);
});

it('[G15] a reader that does not read is cut; the others go on meanwhile', async () => {
  const harness = await setup({ MAX_BUFFERED_BYTES: '65536', MESSAGE_RATE: '100000', MESSAGE_BURST: '100000' });
  const writer = await talk(harness);
  const reader = harness.visitor();
  await ask(reader, 'open', { grant: writer.grant });
  await ask(reader, 'sync', { grant: writer.grant, epoch: null, last: 0 });
  const open = async () => (await harness.metrics.connections.get()).values.find(({ labels }) => labels.namespace === 'visitor')?.value;
  expect(await open()).toBe(2);
  const engine = reader.io.engine as unknown as { transport: { ws: { _socket?: { pause(): void }; pause?(): void } } };
  engine.transport.ws.pause?.();
  engine.transport.ws._socket?.pause();
  let sent = 0;
  await vi.waitFor(
    async () => {
      for (let n = 0; n < 50; n += 1) expect(await send(writer.socket, writer.grant, 'x'.repeat(8_000))).toMatchObject({ ok: true });
      sent += 50;
      expect(await open()).toBe(1);
    },
    { timeout: 60_000, interval: 10 },
  );
  expect(sent).toBeGreaterThan(0);
  expect(await send(writer.socket, writer.grant, 'still here')).toMatchObject({ ok: true });
}, 90_000);

it('[G17] after the bus was away every client is asked to sync, each within some seconds', async () => {
  const harness = await setup();
  const { socket } = await openVisitor(harness);
  const { token } = await harness.addOperator('ann', { [SITE]: 'agent' });
  const ann = harness.operator(token);
  await ask(ann, 'hello', {});
  const asked = [push<{ withinMs: number }>(socket, 'resync'), push<{ withinMs: number }>(ann, 'resync')];
  harness.gap();
  for (const { withinMs } of await Promise.all(asked)) expect(withinMs).toBeGreaterThan(0);
});

it('[G16] neither a connection on which nobody ever asks, nor a client that is frozen, holds up the end', async () => {
  const harness = await createHarness();
  const { port } = new URL(harness.url);
  // Browsers keep such a connection ready; node would wait 60 to 90 s for its first request.
  const silent = connect(Number(port), '127.0.0.1');
  await once(silent, 'connect');
  const frozen = await openVisitor(harness);
  const engine = frozen.socket.io.engine as unknown as { transport: { ws: { _socket: { pause(): void } } } };
  engine.transport.ws._socket.pause();
  const closed = once(silent, 'close');
  silent.resume();
  await harness.gateway.drain();
  await closed;
  await harness.close();
}, 25_000);

it('[G7] the first sync of a site is answered only when frames of the site arrive', async () => {
  const harness = await setup();
  const release = harness.holdBinds();
  const { socket, grant } = await openVisitor(harness);
  let answered = false;
  const sync = ask(socket, 'sync', { grant, epoch: null, last: 0 }).finally(() => {
    answered = true;
  });
  // Another question on the same socket is answered meanwhile: it is not slow, it waits.
  expect(await ask(socket, 'open', { grant })).toMatchObject({ ok: true });
  expect(answered).toBe(false);
  release();
  expect(await sync).toMatchObject({ ok: true, head: 0 });
});

it('[X1] site, author, seq and time of an entry are the server’s, whatever a client says about itself', async () => {
  const harness = await setup();
  const { socket, grant, conversationId, visitorId } = await talk(harness);
  const claims = { siteId: 'other', author: { kind: 'operator', id: 'boss' }, seq: 99, role: 'owner', room: 's:other', storedAt: 1 };
  for (const [name, value] of Object.entries(claims)) {
    const answer = await ask(socket, 'send', { grant, clientMsgId: randomId(), text: 'x', [name]: value });
    expect(answer, name).toMatchObject({ ok: false, code: 'invalid' });
  }
  const [entry, ...more] = await harness.entries(conversationId);
  expect(more).toEqual([]);
  expect(entry).toMatchObject({ siteId: SITE, seq: 1, author: { kind: 'visitor', id: visitorId } });
  expect(Math.abs((entry?.storedAt ?? 0) - Date.now())).toBeLessThan(60_000);
});

it('[X8] what comes over the bus with a site that does not exist, or in no known shape, is not stored', async () => {
  const harness = await setup();
  const conversationId = randomId() as ConversationId;
  const message = {
    ...({ id: sortableId(), type: 'message.submitted', v: 1, at: Date.now(), mayCreate: true } as const),
    siteId: SITE,
    conversationId,
    clientMsgId: randomId() as ClientMsgId,
    author: { kind: 'visitor', id: randomId() as VisitorId } as const,
    body: { kind: 'message', text: 'smuggled' } as const,
  };
  await harness.bus.publish([
    { message: { ...message, siteId: 'nosite' as SiteId } },
    { message: { ...message, body: { kind: 'message', text: { $gt: '' } } as never } },
  ]);
  await vi.waitFor(async () => expect(await harness.bus.depth('dead')).toMatchObject({ messages: 1 }), { timeout: 20_000 });
  await vi.waitFor(async () => {
    for (let shard = 0; shard < 8; shard += 1) expect(await harness.bus.depth(`persist.${shard}`)).toMatchObject({ messages: 0 });
  });
  expect(await harness.entries(conversationId)).toEqual([]);
});

it('[I3] notes and status changes are entries of the same log, in one order with the messages', async () => {
  const harness = await setup();
  const { conversationId } = await talk(harness);
  const { token } = await harness.addOperator('ann', { [SITE]: 'agent' });
  const ann = harness.operator(token);
  await ask(ann, 'changes', { siteId: SITE, cursor: null });
  const bodies = [
    { kind: 'note', text: 'hm' },
    { kind: 'status', status: 'resolved' },
    { kind: 'message', text: 'done' },
  ];
  for (const body of bodies) {
    const arrived = push(ann, 'entries');
    expect(await ask(ann, 'send', { siteId: SITE, conversationId, clientMsgId: randomId(), body })).toMatchObject({ ok: true });
    await arrived;
  }
  const log = await harness.entries(conversationId);
  expect(log.map(({ seq, body }) => [seq, body.kind])).toEqual([
    [1, 'message'],
    [2, 'note'],
    [3, 'status'],
    [4, 'message'],
  ]);
});

it('[X9] an operator whose roles change is disconnected, everybody else stays; back again they have the new site', async () => {
  const harness = await setup();
  const { operator, token } = await harness.addOperator('ann', { [SITE]: 'agent' });
  const { token: other } = await harness.addOperator('ben', { [SITE]: 'agent' });
  const [ann, ben] = [harness.operator(token), harness.operator(other)];
  await Promise.all([ask(ann, 'hello', {}), ask(ben, 'hello', {})]);
  const gone = new Promise<string>((resolve) => ann.once('disconnect', resolve));
  await harness.setRoles(operator.id, { [SITE]: 'agent', [OTHER_SITE]: 'owner' });
  await harness.gateway.endOperator(operator.id);
  expect(await gone).toBe('io server disconnect');
  ann.connect();
  const hello = (await ask(ann, 'hello', {})) as unknown as { sites: { siteId: string; role: string }[] };
  expect(hello.sites.map(({ siteId, role }) => [siteId, role])).toEqual([
    [SITE, 'agent'],
    [OTHER_SITE, 'owner'],
  ]);
  expect(ben.connected).toBe(true);
});

it('[G13] pages looked at are told to operators only where the site wants it, live, not faster than one reads, and when they ask', async () => {
  const harness = await setup();
  const { token } = await harness.addOperator('ann', { [SITE]: 'agent' });
  const ann = harness.operator(token);
  await ask(ann, 'hello', {});
  const heard: unknown[] = [];
  ann.on('visit', ((page: unknown) => heard.push(page)) as never);
  const visitor = await openVisitor(harness);
  const visit = (url: string) => ask(visitor.socket, 'visit', { grant: visitor.grant, url, title: 'A page' });
  expect(await visit('https://shop.example/off')).toMatchObject({ ok: true });
  expect(await ask(ann, 'where', { siteId: SITE })).toMatchObject({ ok: true });
  expect(await ask(ann, 'where', { siteId: OTHER_SITE })).toMatchObject({ ok: false, code: 'not_found' });
  await harness.changeSite({ settings: { pages: true } });
  const asked = push<{ withinMs: number }>(visitor.socket, 'where');
  expect(await ask(ann, 'where', { siteId: SITE })).toMatchObject({ ok: true });
  expect((await asked).withinMs).toBeGreaterThan(0);
  for (let page = 0; page < 20; page += 1) expect(await visit(`https://shop.example/${page}`)).toMatchObject({ ok: true });
  await vi.waitFor(() => expect(heard.length).toBeGreaterThanOrEqual(10));
  expect(heard.length).toBeLessThan(20);
  expect(heard[0]).toMatchObject({ siteId: SITE, conversationId: visitor.conversationId, url: 'https://shop.example/0', title: 'A page' });
});
