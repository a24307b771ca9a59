import { Manager } from 'socket.io-client';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ParleyError } from '../lib/errors.ts';
import { randomId, sha256 } from '../lib/ids.ts';
import { ask, createHarness, type Harness, OTHER_SITE, outcome, push, SHOP, SITE } from './testing/harness.ts';

let harness: Harness;
beforeEach(async () => {
  harness = await createHarness();
});
afterEach(() => harness.close());

type Entries = {
  conversationId: string;
  entries: { kind: string; seq: number; clientMsgId?: string; body?: { kind: string; text: string } }[];
};

async function openVisitor(siteId: string = SITE) {
  const socket = harness.visitor(siteId);
  const opened = await ask(socket, 'open', {});
  return { socket, grant: opened.grant as string, conversationId: opened.conversationId as string, visitorId: opened.visitorId as string };
}
const sendText = (socket: Awaited<ReturnType<typeof openVisitor>>['socket'], grant: string, text: string, clientMsgId = randomId()) =>
  ask(socket, 'send', { grant, clientMsgId, text });

it.each([['http://evil.example'], ['null'], ['http://127.0.0.1.evil.example']])(
  '[G1] a page of origin %s is refused before the upgrade',
  async (origin) => {
    expect(await outcome(harness.visitor(SITE, { origin }))).toBe('refused');
    expect(await outcome(harness.operator('x', origin))).toBe('refused');
  },
);

it('[G1] an allowed origin and our own are admitted; an unknown site is not', async () => {
  expect(await outcome(harness.visitor(SITE, { origin: SHOP }))).toBe('connected');
  expect(await outcome(harness.visitor(SITE))).toBe('connected');
  expect(await outcome(harness.visitor('nosite'))).toBe('refused');
});

it('[G2] open gives ids and a grant and stores nothing; the grant gives the same conversation again', async () => {
  const { socket, grant, conversationId, visitorId } = await openVisitor();
  expect(await harness.entries(conversationId)).toHaveLength(0);
  expect(await ask(socket, 'open', { grant })).toMatchObject({ ok: true, conversationId, visitorId });
  expect(await ask(socket, 'open', {})).not.toMatchObject({ conversationId });
});

it('[G3] a forged grant, one of another site and none at all are refused', async () => {
  const { socket, grant } = await openVisitor();
  const other = await openVisitor(OTHER_SITE);
  const forged = grant.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'));
  for (const wrong of [forged, other.grant, 'x'.repeat(20)]) {
    expect(await sendText(socket, wrong, 'hello')).toMatchObject({ ok: false, code: 'grant_invalid' });
  }
  expect(await ask(socket, 'send', { clientMsgId: randomId(), text: 'hello' })).toMatchObject({ ok: false, code: 'invalid' });
});

it('[G4] accepted follows the confirm; while the bus takes nothing the answer is busy at once', async () => {
  const { socket, grant, conversationId } = await openVisitor();
  await ask(socket, 'sync', { grant, epoch: null, last: 0 });
  const stored = push<Entries>(socket, 'entries');
  const clientMsgId = randomId();
  expect(await sendText(socket, grant, 'hello', clientMsgId)).toMatchObject({ ok: true });
  expect(await stored).toMatchObject({ conversationId, entries: [{ seq: 1, clientMsgId, body: { text: 'hello' } }] });
  harness.refuse(new ParleyError('busy', { retryAfterMs: 700 }));
  expect(await sendText(socket, grant, 'lost?')).toMatchObject({ ok: false, code: 'busy', retryAfterMs: 700 });
  harness.refuse(null);
});

it.each([
  ['an unknown field', { text: 'x', room: 'c:s:other' }, 'invalid'],
  ['a claimed author', { text: 'x', author: { kind: 'operator', id: 'o' } }, 'invalid'],
  ['a text that is an object', { text: { type: 'div', props: {}, constructor: null } }, 'invalid'],
  ['a query operator', { text: { $ne: null } }, 'invalid'],
  ['a blank text', { text: '  \n ' }, 'invalid'],
  ['a NUL', { text: 'a\0b' }, 'invalid'],
  ['a lone surrogate', { text: 'a\ud800b' }, 'invalid'],
  ['a text that is too long', { text: 'x'.repeat(8_001) }, 'too_long'],
  ['a short id', { text: 'x', clientMsgId: 'short' }, 'invalid'],
])('[G5] %s is refused with a code and the socket goes on', async (_what, wrong, code) => {
  const { socket, grant } = await openVisitor();
  expect(await ask(socket, 'send', { grant, clientMsgId: randomId(), ...wrong })).toMatchObject({ ok: false, code });
  expect(await sendText(socket, grant, 'fine')).toMatchObject({ ok: true });
});

it('[G5] a thousand seeded malformed packets harm nobody', async () => {
  const healthy = await openVisitor();
  let seed = 42;
  const random = () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return seed / 2_147_483_648;
  };
  const junk: unknown[] = [
    null,
    [],
    {},
    1e308,
    'x'.repeat(2_000),
    { __proto__: { a: 1 } },
    { constructor: 1 },
    [[[[[[]]]]]],
    true,
    Buffer.from([1, 2, 3]),
  ];
  const events = ['send', 'open', 'sync', '__proto__', 'constructor', 'toString', '', 'typing', 'seen', 'check', 'nothing'];
  const pick = <Value>(list: readonly Value[]) => list[Math.floor(random() * list.length)] as Value;
  let hostile = harness.visitor();
  for (let sent = 0; sent < 1_000; sent++) {
    if (hostile.disconnected && sent % 50 === 0) hostile = harness.visitor();
    hostile.emit(pick(events) || 'x', pick(junk), pick(junk));
  }
  expect(await sendText(healthy.socket, healthy.grant, 'still here')).toMatchObject({ ok: true });
});

it('[G6] a frame above the limit ends its socket only', async () => {
  const healthy = await openVisitor();
  const hostile = await openVisitor();
  const gone = new Promise((resolve) => hostile.socket.once('disconnect', resolve));
  hostile.socket.emit('send', { text: 'x'.repeat(200_000) });
  await gone;
  expect(await sendText(healthy.socket, healthy.grant, 'still here')).toMatchObject({ ok: true });
});

it('[G7] sync continues the own log; another epoch or a position ahead is not recovered', async () => {
  const { socket, grant } = await openVisitor();
  const first = await ask(socket, 'sync', { grant, epoch: null, last: 0 });
  expect(first).toMatchObject({ ok: true, entries: [], head: 0, recovered: true });
  for (const text of ['one', 'two', 'three']) {
    const stored = push<Entries>(socket, 'entries');
    await sendText(socket, grant, text);
    await stored;
  }
  const { epoch } = await ask(socket, 'sync', { grant, epoch: null, last: 0 });
  expect(await ask(socket, 'sync', { grant, epoch, last: 1 })).toMatchObject({
    recovered: true,
    head: 3,
    entries: [{ seq: 2 }, { seq: 3 }],
  });
  expect(await ask(socket, 'sync', { grant, epoch: '9.9', last: 2 })).toMatchObject({
    recovered: false,
    entries: [{ seq: 1 }, { seq: 2 }, { seq: 3 }],
  });
  expect(await ask(socket, 'sync', { grant, epoch, last: 7 })).toMatchObject({ recovered: false, head: 3 });
  expect(await ask(socket, 'check', { grant })).toMatchObject({ ok: true, head: 3, epoch });
});

it('[G10] an operator without a role in a site is told not_found for everything in it, and hears nothing of it', async () => {
  const visitor = await openVisitor(SITE);
  const { token } = await harness.addOperator('eve', { [OTHER_SITE]: 'owner' });
  const eve = harness.operator(token);
  const heard: unknown[] = [];
  eve.onAny((event, value) => void (event !== 'presence' && heard.push(value)));
  const place = { siteId: SITE, conversationId: visitor.conversationId };
  const requests: [string, object][] = [
    ['changes', { siteId: SITE, cursor: null }],
    ['sync', { ...place, epoch: null, last: 0 }],
    ['check', { items: [place] }],
    ['send', { ...place, clientMsgId: randomId(), body: { kind: 'message', text: 'x' } }],
    ['seen', { ...place, delivered: 1, read: 1 }],
    ['typing', { ...place, on: true }],
  ];
  for (const [event, request] of requests) expect(await ask(eve, event, request), event).toMatchObject({ ok: false, code: 'not_found' });
  await ask(visitor.socket, 'sync', { grant: visitor.grant, epoch: null, last: 0 });
  const stored = push<Entries>(visitor.socket, 'entries');
  await sendText(visitor.socket, visitor.grant, 'private');
  await stored;
  expect(heard).toEqual([]);
});

it('[G11] visitor and operator see one order, and [X5] a note stays a stub for the visitor, live and in sync', async () => {
  const visitor = await openVisitor();
  await ask(visitor.socket, 'sync', { grant: visitor.grant, epoch: null, last: 0 });
  const { token } = await harness.addOperator('ann', { [SITE]: 'agent' });
  const ann = harness.operator(token);
  await ask(ann, 'changes', { siteId: SITE, cursor: null });
  const place = { siteId: SITE, conversationId: visitor.conversationId };
  const arrived = push<Entries>(ann, 'entries');
  await sendText(visitor.socket, visitor.grant, 'hello');
  expect(await arrived).toMatchObject({ ...place, row: { headSeq: 1, excerpt: 'hello' }, entries: [{ seq: 1 }] });
  const hidden = push<Entries>(visitor.socket, 'entries');
  await ask(ann, 'send', { ...place, clientMsgId: randomId(), body: { kind: 'note', text: 'SECRET NOTE' } });
  expect((await hidden).entries).toEqual([{ kind: 'hidden', seq: 2 }]);
  const answer = push<Entries>(visitor.socket, 'entries');
  await ask(ann, 'send', { ...place, clientMsgId: randomId(), body: { kind: 'message', text: 'hi' } });
  expect(await answer).toMatchObject({ entries: [{ seq: 3, author: { kind: 'operator', name: 'ann' } }] });
  const synced = await ask(visitor.socket, 'sync', { grant: visitor.grant, epoch: null, last: 0 });
  expect(synced.entries.map((entry: { seq: number }) => entry.seq)).toEqual([1, 2, 3]);
  expect(JSON.stringify(synced)).not.toContain('SECRET');
});

it('[K10] an operator cannot begin a conversation: not_found follows', async () => {
  const { token } = await harness.addOperator('ann', { [SITE]: 'agent' });
  const ann = harness.operator(token);
  await ask(ann, 'changes', { siteId: SITE, cursor: null });
  const failed = push<{ refusal: { code: string } }>(ann, 'failed');
  const clientMsgId = randomId();
  const sent = await ask(ann, 'send', { siteId: SITE, conversationId: randomId(), clientMsgId, body: { kind: 'message', text: 'x' } });
  expect(sent).toMatchObject({ ok: true });
  expect(await failed).toMatchObject({ clientMsgId, refusal: { code: 'not_found' } });
});

it('[K9] the same id with another text is a conflict, with the same text the same entry', async () => {
  const { socket, grant, conversationId } = await openVisitor();
  await ask(socket, 'sync', { grant, epoch: null, last: 0 });
  const clientMsgId = randomId();
  const stored = push<Entries>(socket, 'entries');
  await sendText(socket, grant, 'one', clientMsgId);
  await stored;
  const again = push<Entries>(socket, 'entries');
  await sendText(socket, grant, 'one', clientMsgId);
  expect(await again).toMatchObject({ entries: [{ seq: 1, clientMsgId }] });
  const failed = push<{ clientMsgId: string; refusal: { code: string } }>(socket, 'failed');
  await sendText(socket, grant, 'two', clientMsgId);
  expect(await failed).toMatchObject({ clientMsgId, refusal: { code: 'conflict' } });
  expect(await harness.entries(conversationId)).toHaveLength(1);
});

it('[G12] read marks are written and told to the other side', async () => {
  const visitor = await openVisitor();
  await ask(visitor.socket, 'sync', { grant: visitor.grant, epoch: null, last: 0 });
  const stored = push<Entries>(visitor.socket, 'entries');
  await sendText(visitor.socket, visitor.grant, 'hello');
  await stored;
  const { token } = await harness.addOperator('ann', { [SITE]: 'agent' });
  const ann = harness.operator(token);
  const told = push<{ registers: object }>(visitor.socket, 'registers');
  ann.emit('seen', { siteId: SITE, conversationId: visitor.conversationId, delivered: 1, read: 1 });
  expect(await told).toMatchObject({ registers: { operators: { delivered: 1, read: 1 } } });
  expect(await ask(visitor.socket, 'check', { grant: visitor.grant })).toMatchObject({ registers: { operators: { read: 1 } } });
});

it('[G12] what a visitor has read in one place is told to their other sockets', async () => {
  const { socket, grant } = await openVisitor();
  const stored = push<Entries>(socket, 'entries');
  await sendText(socket, grant, 'hello');
  await stored;
  const other = harness.visitor();
  await ask(other, 'open', { grant });
  const told = push<{ registers: object }>(other, 'registers');
  socket.emit('seen', { grant, delivered: 1, read: 1 });
  expect(await told).toMatchObject({ registers: { visitor: { delivered: 1, read: 1 } } });
});

it('[G13] typing and presence reach the other side', async () => {
  const visitor = await openVisitor();
  const { token } = await harness.addOperator('ann', { [SITE]: 'agent' });
  const online = push<{ operatorsOnline: boolean }>(visitor.socket, 'presence', (value) => value.operatorsOnline);
  const ann = harness.operator(token);
  expect(await push<object>(ann, 'presence')).toMatchObject({ siteId: SITE, visitors: [visitor.visitorId] });
  await online;
  const typing = push<object>(ann, 'typing');
  visitor.socket.emit('typing', { grant: visitor.grant, on: true });
  expect(await typing).toMatchObject({ siteId: SITE, conversationId: visitor.conversationId, on: true, side: 'visitor' });
});

it('[G14] above the rate: rate_limited with the time to wait; who goes on is cut', async () => {
  const { socket, grant } = await openVisitor();
  const answers = await Promise.all(Array.from({ length: 25 }, (_, index) => sendText(socket, grant, `m${index}`).catch(() => null)));
  expect(answers.filter((answer) => answer?.code === 'rate_limited' && answer.retryAfterMs > 0).length).toBeGreaterThan(5);
  const cut = new Promise((resolve) => socket.once('disconnect', resolve));
  for (let index = 0; index < 200; index++) socket.emit('send', { grant, clientMsgId: randomId(), text: 'flood' });
  await cut;
});

it('[G16] a draining gateway asks its clients to move and answers draining to new sends', async () => {
  const { socket, grant } = await openVisitor();
  const asked = push<{ withinMs: number }>(socket, 'drain');
  const drained = harness.gateway.drain();
  expect((await asked).withinMs).toBeGreaterThan(0);
  expect(await sendText(socket, grant, 'late')).toMatchObject({ ok: false, code: 'draining' });
  socket.disconnect();
  await drained;
  expect(await outcome(harness.visitor())).toBe('refused');
});

it('[G16] a client that was being let in when the drain began is asked to move too', async () => {
  const { socket } = await openVisitor();
  const base = { path: '/parley/socket', transports: ['websocket'], reconnection: false, autoConnect: false };
  const manager = new Manager(harness.url, { ...base, query: { site: SITE }, extraHeaders: { origin: harness.url } });
  await new Promise<unknown>((resolve) => void manager.open(resolve));
  const drained = harness.gateway.drain();
  const late = manager.socket('/visitor', { auth: { v: 1, siteId: SITE } });
  const asked = push<{ withinMs: number }>(late, 'drain');
  late.connect();
  expect((await asked).withinMs).toBeGreaterThan(0);
  late.disconnect();
  socket.disconnect();
  await drained;
});

it('[G18] a newer protocol is answered with ours; none in common is protocol_unsupported', async () => {
  const newer = harness.visitor(SITE, { v: 9 });
  expect(await ask(newer, 'open', {})).toMatchObject({ ok: true, v: 1 });
  expect(await outcome(harness.visitor(SITE, { v: 0 }))).toBe('protocol_unsupported');
});

it('[G20] an operator needs a session; its sockets end with it', async () => {
  expect(await outcome(harness.operator('nonsense'))).toBe('unauthorized');
  const { token } = await harness.addOperator('ann', { [SITE]: 'agent' });
  const ann = harness.operator(token);
  expect(await ask(ann, 'hello', {})).toMatchObject({ ok: true, operator: { name: 'ann' }, sites: [{ siteId: SITE, role: 'agent' }] });
  const gone = new Promise((resolve) => ann.once('disconnect', resolve));
  await harness.gateway.endSession(sha256(token));
  await gone;
});

it('[X11] what is told beside messages is stored once in order; an erasure empties the log for both sides, alone it begins nothing', async () => {
  const { socket, grant, conversationId } = await openVisitor();
  const { token } = await harness.addOperator('ann', { [SITE]: 'agent' });
  const ann = harness.operator(token);
  await ask(ann, 'hello', {});
  const sync = () => ask(socket, 'sync', { grant, epoch: null, last: 0 });
  const tell = (body: object, clientMsgId = randomId()) => ask(socket, 'tell', { grant, clientMsgId, body });
  await sync();
  const refused = push<{ refusal: { code: string } }>(socket, 'failed');
  expect(await tell({ kind: 'rating', score: 5 })).toMatchObject({ ok: true });
  expect((await refused).refusal.code).toBe('not_found');
  const seen: Entries['entries'][number][] = [];
  const told = (kind: string) =>
    push<Entries>(ann, 'entries', ({ entries }) => {
      seen.push(...entries);
      return entries.some(({ body }) => body?.kind === kind);
    });
  const erased = told('erase');
  await sendText(socket, grant, 'my secret');
  const eventId = randomId();
  expect(await tell({ kind: 'event', name: 'bought', data: { total: 3 } }, eventId)).toMatchObject({ ok: true });
  expect(await tell({ kind: 'rating', score: 2, text: 'slow' })).toMatchObject({ ok: true });
  expect(await tell({ kind: 'erase' })).toMatchObject({ ok: true });
  await erased;
  const log = await harness.entries(conversationId);
  expect(log.map(({ body }) => body.kind)).toEqual(['erased', 'erased', 'erased', 'erase']);
  const { entries } = (await sync()) as unknown as Entries;
  expect(entries.map(({ kind }) => kind)).toEqual(['hidden', 'hidden', 'hidden', 'entry']);
  expect(entries[1]).toEqual({ kind: 'hidden', seq: 2, clientMsgId: eventId });
  const forAnn = (await ask(ann, 'sync', { siteId: SITE, conversationId, epoch: null, last: 0 })) as unknown as Entries;
  expect(forAnn.entries.map(({ kind }) => kind)).toEqual(['hidden', 'hidden', 'hidden', 'entry']);
  expect(await harness.store.conversations.get({ siteId: SITE, conversationId: conversationId as never })).toMatchObject({
    excerpt: '',
    profile: {},
  });
  for (const body of [{ kind: 'note', text: 'x' }, { kind: 'rating', score: 6 }, { kind: 'erased' }, { kind: 'event', name: '' }])
    expect(await tell(body)).toMatchObject({ ok: false, code: 'invalid' });
});
