/** What operators decide in a conversation, as the gateway takes and tells it. */
import type { ConversationId, EntryBody, OperatorId } from '@parley/shared-types/model.ts';
import { expect, it, onTestFinished } from 'vitest';
import { randomId } from '../lib/ids.ts';
import { ask, createHarness, OTHER_SITE, push, SITE, type Socket } from './testing/harness.ts';

type Told = { conversationId: string; epoch: string; entries: { kind: string; seq: number; body?: EntryBody; audience?: string }[] };

/** A conversation with one message, and two operators of its site. */
async function setup() {
  const harness = await createHarness();
  onTestFinished(() => harness.close());
  const socket = harness.visitor();
  const { grant, conversationId } = await ask(socket, 'open', {});
  await ask(socket, 'sync', { grant, epoch: null, last: 0 });
  const join = async (name: string, site = SITE) => {
    const { operator, token } = await harness.addOperator(name, { [site]: 'agent' });
    const operatorSocket = harness.operator(token);
    await ask(operatorSocket, 'hello', {});
    return { id: operator.id, socket: operatorSocket };
  };
  const [ann, bob] = [await join('Ann'), await join('Bob')];
  const say = async (text: string) => {
    const told = push<Told>(ann.socket, 'entries');
    await ask(socket, 'send', { grant, clientMsgId: randomId(), text });
    await told;
  };
  await ask(ann.socket, 'changes', { siteId: SITE, cursor: null });
  await say('hello');
  const send = (by: Socket, body: object, more: object = {}) =>
    ask(by, 'send', { siteId: SITE, conversationId, clientMsgId: randomId(), body, ...more });
  /** Sends, and what everybody is told of it. */
  const decide = async (body: object) => {
    const told = [push<Told>(ann.socket, 'entries'), push<Told>(socket, 'entries')] as const;
    expect(await send(ann.socket, body)).toMatchObject({ ok: true });
    const [operators, visitor] = await Promise.all(told);
    return { body: operators.entries[0]?.body, visitor: visitor.entries[0], epoch: visitor.epoch };
  };
  const sync = async () => (await ask(socket, 'sync', { grant, epoch: null, last: 0 })) as unknown as Told;
  const key = { siteId: SITE, conversationId: conversationId as ConversationId };
  return { harness, socket, grant, key, join, ann, bob, say, send, decide, sync };
}

it('[X1] who is given a conversation is named by the server; tags are trimmed, each once, as they were written', async () => {
  const { harness, key, bob, decide } = await setup();
  expect((await decide({ kind: 'assign', operatorId: bob.id })).body).toEqual({ kind: 'assign', operatorId: bob.id, name: 'Bob' });
  expect((await decide({ kind: 'tags', tags: [' Big order ', 'big order', 'Big order', 'vip'] })).body).toEqual({
    kind: 'tags',
    tags: ['Big order', 'big order', 'vip'],
  });
  const row = await harness.store.conversations.get(key);
  expect(row).toMatchObject({ assignee: { id: bob.id, name: 'Bob' }, tags: ['Big order', 'big order', 'vip'] });
  expect((await decide({ kind: 'assign', operatorId: null })).body).toEqual({ kind: 'assign', operatorId: null });
});

it('[G10] who does not answer for the site is neither given a conversation nor named in a note', async () => {
  const { join, ann, bob, send, decide } = await setup();
  const other = await join('Cleo', OTHER_SITE);
  const note = (...mentions: readonly OperatorId[]) => ({ kind: 'note', text: 'look', mentions });
  for (const operatorId of [other.id, 'nobody' as OperatorId]) {
    const assigned = await send(ann.socket, { kind: 'assign', operatorId });
    expect(assigned).toMatchObject({ ok: false, code: 'invalid', problems: { operatorId: expect.any(String) } });
    const noted = await send(ann.socket, note(bob.id, operatorId));
    expect(noted).toMatchObject({ ok: false, code: 'invalid', problems: { mentions: expect.any(String) } });
  }
  expect(await send(other.socket, { kind: 'block', on: true })).toMatchObject({ ok: false, code: 'not_found' });
  expect((await decide(note(bob.id))).body).toEqual({ kind: 'note', text: 'look', mentions: [bob.id] });
});

it('[X5] nothing that operators decide or say among themselves reaches the visitor, live or by sync: only that there was something', async () => {
  const { ann, decide, sync } = await setup();
  const decisions = [
    { kind: 'note', text: 'secret', mentions: [ann.id] },
    { kind: 'assign', operatorId: ann.id },
    { kind: 'tags', tags: ['secret'] },
    { kind: 'snooze', until: 8_000_000_000_000 },
    { kind: 'spam', on: true },
    { kind: 'edit', of: 2, text: 'secret too' },
    { kind: 'remove', of: 2 },
    { kind: 'block', on: true },
  ];
  for (const [index, body] of decisions.entries()) expect((await decide(body)).visitor).toEqual({ kind: 'hidden', seq: index + 2 });
  const { entries } = await sync();
  expect(entries.slice(1)).toEqual(decisions.map((_, index) => ({ kind: 'hidden', seq: index + 2 })));
});

it('[K9] a message said otherwise or taken back is that for the visitor too, who syncs to the new epoch', async () => {
  const { decide, sync } = await setup();
  const first = await decide({ kind: 'message', text: 'Helo' });
  const edited = await decide({ kind: 'edit', of: 2, text: 'Hello' });
  expect(edited.epoch).not.toBe(first.epoch);
  expect(await sync()).toMatchObject({
    epoch: edited.epoch,
    entries: [{}, { body: { kind: 'message', text: 'Hello', isEdited: true } }, {}],
  });
  const removed = await decide({ kind: 'remove', of: 2 });
  expect(removed.epoch).not.toBe(edited.epoch);
  const { epoch, entries } = await sync();
  expect([epoch, entries[1]]).toEqual([removed.epoch, { kind: 'hidden', seq: 2 }]);
});

it('[K9] an answer behind another one is refused to its writer as answered; sent anyway, with the same id, it is there once', async () => {
  const { harness, key, ann, bob, send, decide } = await setup();
  await decide({ kind: 'message', text: 'from Ann' });
  const mine = { clientMsgId: randomId() };
  const failed = push<{ clientMsgId: string; refusal: { code: string } }>(bob.socket, 'failed');
  const body = { kind: 'message', text: 'from Bob' };
  await send(bob.socket, body, { ...mine, after: 1 });
  expect(await failed).toMatchObject({ ...mine, refusal: { code: 'answered' } });
  const told = push<Told>(ann.socket, 'entries');
  await send(bob.socket, body, mine);
  await told;
  const said = (await harness.entries(key.conversationId)).flatMap(({ body: one }) => (one.kind === 'message' ? [one.text] : []));
  expect(said).toEqual(['hello', 'from Ann', 'from Bob']);
});

it('[K9] a visitor who is blocked is told so with what they send', async () => {
  const { socket, grant, decide } = await setup();
  await decide({ kind: 'block', on: true });
  const clientMsgId = randomId();
  const failed = push(socket, 'failed');
  await ask(socket, 'send', { grant, clientMsgId, text: 'again' });
  expect(await failed).toMatchObject({ clientMsgId, refusal: { code: 'blocked' } });
});

it('[G13] who looks at a conversation is told to the other operators of its site, by name, and to nobody else', async () => {
  const { harness, socket, key, join, ann, bob } = await setup();
  const other = await join('Cleo', OTHER_SITE);
  const heard: string[] = [];
  for (const [who, one] of [
    ['ann', ann.socket],
    ['cleo', other.socket],
    ['visitor', socket],
  ] as const)
    one.on('viewing', () => void heard.push(who));
  const told = push(bob.socket, 'viewing');
  ann.socket.emit('viewing', { ...key, on: true });
  expect(await told).toEqual({ ...key, operatorId: ann.id, name: 'Ann', on: true });
  // foreign to the site, and nothing of it is stored
  expect(await ask(other.socket, 'viewing', { ...key, on: true })).toMatchObject({ ok: false, code: 'not_found' });
  const last = push(bob.socket, 'viewing');
  await ask(ann.socket, 'viewing', { ...key, on: false });
  expect(await last).toMatchObject({ on: false });
  expect([heard, (await harness.entries(key.conversationId)).length]).toEqual([[], 1]);
});

it('[I1] lists and counts are of the asking operator, follow what is decided, and of a site without a role there is none', async () => {
  const { key, ann, bob, decide, say } = await setup();
  const view = { status: 'open', assignee: 'any', snoozed: false, spam: false, tag: null };
  const list = async (more: object) => {
    const { rows } = (await ask(ann.socket, 'list', { siteId: SITE, view: { ...view, ...more }, before: null })) as unknown as {
      rows: { conversationId: string }[];
    };
    return rows.map(({ conversationId }) => conversationId);
  };
  const counts = (by: Socket) => ask(by, 'counts', { siteId: SITE });
  expect(await counts(ann.socket)).toMatchObject({ ok: true, mine: 0, unassigned: 1, open: 1, unread: 1, snoozed: 0, spam: 0, tags: {} });
  await decide({ kind: 'assign', operatorId: ann.id });
  await decide({ kind: 'tags', tags: ['vip'] });
  expect(await counts(ann.socket)).toMatchObject({ mine: 1, unassigned: 0, open: 1, tags: { vip: 1 } });
  expect(await counts(bob.socket)).toMatchObject({ mine: 0, open: 1 });
  expect([await list({ assignee: ann.id }), await list({ tag: 'vip' }), await list({ assignee: 'nobody' })]).toEqual([
    [key.conversationId],
    [key.conversationId],
    [],
  ]);
  await decide({ kind: 'snooze', until: 4_000_000_000_000 });
  expect([await list({}), await list({ snoozed: true })]).toEqual([[], [key.conversationId]]);
  await say('I am back');
  expect([await list({}), await counts(ann.socket)]).toMatchObject([[key.conversationId], { mine: 1, snoozed: 0 }]);
  for (const request of [{ view, before: null }, {}]) {
    const event = 'view' in request ? 'list' : 'counts';
    expect(await ask(ann.socket, event, { siteId: OTHER_SITE, ...request })).toMatchObject({ ok: false, code: 'not_found' });
  }
  expect(await ask(ann.socket, 'list', { siteId: SITE, view: { ...view, mood: 'good' }, before: null })).toMatchObject({ code: 'invalid' });
});

it('[X11] no operator erases by a socket: owners and admins do, over HTTP', async () => {
  const { harness, key, ann, send } = await setup();
  expect(await send(ann.socket, { kind: 'erase' })).toMatchObject({ ok: false, code: 'invalid' });
  expect((await harness.entries(key.conversationId)).map(({ body }) => body.kind)).toEqual(['message']);
});
