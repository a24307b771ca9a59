/** What operators see of a visitor's profile and of the ways out of the chat. */
import type { ConversationId } from '@parley/shared-types/model.ts';
import type { EffectState } from '@parley/shared-types/socket.ts';
import { expect, it, onTestFinished } from 'vitest';
import { randomId } from '../lib/ids.ts';
import { ask, createHarness, type Harness, OTHER_SITE, push, SITE } from './testing/harness.ts';

async function setup(): Promise<Harness> {
  const harness = await createHarness();
  onTestFinished(() => harness.close());
  return harness;
}

async function talk(harness: Harness) {
  const socket = harness.visitor();
  const { grant, conversationId } = await ask(socket, 'open', {});
  await ask(socket, 'sync', { grant, epoch: null, last: 0 });
  const stored = push(socket, 'entries');
  await ask(socket, 'send', { grant, clientMsgId: randomId(), text: 'hello' });
  await stored;
  return { socket, grant, conversationId: conversationId as ConversationId };
}

async function signIn(harness: Harness, site = SITE) {
  const { token } = await harness.addOperator(`op-${randomId().slice(0, 6)}`, { [site]: 'agent' });
  const socket = harness.operator(token);
  await ask(socket, 'hello', {});
  await ask(socket, 'changes', { siteId: site, cursor: null });
  return socket;
}

it('[K9] what a visitor says of themselves is an entry of the log, once for each id, and the row shows it', async () => {
  const harness = await setup();
  const { socket, grant, conversationId } = await talk(harness);
  const operator = await signIn(harness);
  const seen = push<{ row: { profile: object } }>(operator, 'entries');
  const said = { grant, clientMsgId: randomId(), email: 'zoe@example.test', data: { plan: 'pro' } };
  expect(await ask(socket, 'identify', said)).toMatchObject({ ok: true });
  expect((await seen).row.profile).toEqual({ email: 'zoe@example.test', data: { plan: 'pro' } });
  const again = push(socket, 'entries');
  expect(await ask(socket, 'identify', said)).toMatchObject({ ok: true });
  await again;
  const bodies = (await harness.entries(conversationId)).map(({ body }) => body);
  expect(bodies).toEqual([
    { kind: 'message', text: 'hello' },
    { kind: 'profile', email: 'zoe@example.test', data: { plan: 'pro' } },
  ]);
});

it('[G5] a profile that says nothing, or not what it should, is refused and nothing of it is kept', async () => {
  const harness = await setup();
  const { socket, grant, conversationId } = await talk(harness);
  const wrong: object[] = [
    {},
    { email: 'not an address' },
    { email: `${'a'.repeat(300)}@example.test` },
    { name: 'two\nlines' },
    { name: ' ' },
    { data: { deep: { er: 1 } } },
    { data: Object.fromEntries(Array.from({ length: 51 }, (_, n) => [`k${n}`, n])) },
    { email: 'a@example.test', role: 'admin' },
  ];
  for (const said of wrong) expect(await ask(socket, 'identify', { grant, clientMsgId: randomId(), ...said })).toMatchObject({ ok: false });
  expect(await ask(socket, 'send', { grant, clientMsgId: randomId(), text: 'still here' })).toMatchObject({ ok: true });
  expect(await harness.entries(conversationId)).toSatisfy((entries: unknown[]) => entries.length <= 2);
});

it('[K15] operators see how far each way out has come; what failed is done again when they ask, and its worker is woken', async () => {
  const harness = await setup();
  const { conversationId } = await talk(harness);
  const operator = await signIn(harness);
  const place = { siteId: SITE, conversationId };
  const effect = { ...place, worker: 'slack', target: 'C1' };
  await harness.store.effects.want([{ ...effect, wantedSeq: 1, dueAt: 1 }]);
  const now = Date.now();
  const [row] = await harness.store.effects.lease({ worker: 'slack', owner: 'me', now, ttlMs: 60_000, limit: 1 });
  if (!row) throw new Error('the row should be due');
  expect(await ask(operator, 'redo', effect)).toMatchObject({ ok: false, code: 'effect_in_hand' });
  await harness.store.effects.update(row, { doneSeq: 1, failedSeq: 1, lastError: 'slack_channel: archived', release: true }, now);
  const before = (await ask(operator, 'delivery', place)) as unknown as { effects: EffectState[] };
  expect(before.effects).toEqual([
    {
      worker: 'slack',
      target: 'C1',
      doneSeq: 1,
      wantedSeq: 1,
      actedSeq: 0,
      dueAt: 1,
      attempt: 0,
      lastError: 'slack_channel: archived',
      failedSeq: 1,
    },
  ]);
  const depth = async () => (await harness.bus.depth('events.slack'))?.messages ?? 0;
  const waiting = await depth();
  expect(await ask(operator, 'redo', effect)).toMatchObject({ ok: true });
  expect((await harness.store.effects.of(place))[0]).toMatchObject({ doneSeq: 0, failedSeq: null, lastError: null });
  expect(await depth()).toBe(waiting + 1);
});

it('[G10] delivery and redo of another site, or of nothing, are not found', async () => {
  const harness = await setup();
  const { conversationId } = await talk(harness);
  const stranger = await signIn(harness, OTHER_SITE);
  const place = { siteId: SITE, conversationId };
  expect(await ask(stranger, 'delivery', place)).toMatchObject({ ok: false, code: 'not_found' });
  expect(await ask(stranger, 'redo', { ...place, worker: 'slack', target: 'C1' })).toMatchObject({ ok: false, code: 'not_found' });
  expect(await ask(stranger, 'redo', { ...place, siteId: OTHER_SITE, worker: 'slack', target: 'C1' })).toMatchObject({ code: 'not_found' });
  expect(await ask(stranger, 'redo', { ...place, worker: 'persist', target: 'C1' })).toMatchObject({ ok: false, code: 'invalid' });
});
