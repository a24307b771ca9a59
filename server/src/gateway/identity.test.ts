/** Visitors whom the site has signed a token for, at the gateway. */
import { isVerified, type VisitorId } from '@parley/shared-types/model.ts';
import { SignJWT } from 'jose';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { randomId } from '../lib/ids.ts';
import { type AnyAnswer, ask, createHarness, type Harness, OTHER_SITE, push, SITE, type Socket } from './testing/harness.ts';

const SECRET = { secret: 'a secret of the first site with its length', createdAt: 2 };
const OLDER = { secret: 'an older secret of the first site, too....', createdAt: 1 };
let harness: Harness;
beforeEach(async () => {
  harness = await createHarness({ MESSAGE_RATE: '1000', MESSAGE_BURST: '1000' });
  onTestFinished(() => harness.close());
  await harness.changeSite({ identitySecrets: [SECRET, OLDER] });
  await harness.changeSite({ identitySecrets: [{ secret: 'the secret of the other site, as long....', createdAt: 1 }] }, OTHER_SITE);
});

function tokenFor(
  sub: string,
  { secret = SECRET.secret, seconds = 600, ...claims }: Record<string, unknown> & { secret?: string; seconds?: number } = {},
) {
  const exp = Math.floor(Date.now() / 1_000) + seconds;
  return new SignJWT({ sub, exp, ...claims }).setProtectedHeader({ alg: 'HS256' }).sign(new TextEncoder().encode(secret));
}
const send = (socket: Socket, grant: string, text: string) => ask(socket, 'send', { grant, clientMsgId: randomId(), text });
type Entries = { conversationId: string; entries: { seq: number; body: { text: string } }[] };

async function openAs(sub: string, claims: Parameters<typeof tokenFor>[1] = {}): Promise<AnyAnswer & { socket: Socket }> {
  const socket = harness.visitor();
  return { ...(await ask(socket, 'open', { token: await tokenFor(sub, claims) })), socket };
}

it('[X1] one user on two devices is one visitor with one conversation; both hear what is said, without a read of the store before it', async () => {
  const [phone, desk, other] = await Promise.all([openAs('ann', { name: 'Ann' }), openAs('ann'), openAs('ben')]);
  expect(phone).toMatchObject({ ok: true, verified: { name: 'Ann' } });
  expect(isVerified(phone.visitorId as VisitorId)).toBe(true);
  expect(desk).toMatchObject({ visitorId: phone.visitorId, conversationId: phone.conversationId });
  expect(other.conversationId).not.toBe(phone.conversationId);
  const heard = push<Entries>(desk.socket, 'entries');
  await ask(desk.socket, 'sync', { grant: desk.grant, epoch: null, last: 0 });
  expect(await send(phone.socket, phone.grant, 'from the phone')).toMatchObject({ ok: true });
  expect((await heard).entries[0]?.body.text).toBe('from the phone');
  expect(harness.positionReads.length).toBeLessThanOrEqual(1);
});

it('[X1] a token of another site, or of nobody, opens nothing; the log says why and has no token', async () => {
  const socket = harness.visitor();
  const foreign = await tokenFor('ann', { secret: 'the secret of the other site, as long....' });
  const expired = await tokenFor('ann', { seconds: -5 });
  expect(await ask(socket, 'open', { token: foreign })).toMatchObject({ ok: false, code: 'token_invalid' });
  expect(await ask(socket, 'open', { token: expired })).toMatchObject({ ok: false, code: 'token_expired' });
  const good = await tokenFor('ann', { aud: SITE });
  expect(await ask(harness.visitor(OTHER_SITE), 'open', { token: good })).toMatchObject({ ok: false, code: 'token_invalid' });
  expect(await ask(socket, 'open', { token: good })).toMatchObject({ ok: true });
  const told = harness.logs.filter((line) => line.includes('was refused'));
  expect(told.map((line) => (JSON.parse(line) as { code: string; why?: string }).code)).toEqual([
    'token_invalid',
    'token_expired',
    'token_invalid',
  ]);
  expect(told[0]).toContain('signed by nobody we know');
  for (const secret of [foreign, expired, good, SECRET.secret, OLDER.secret]) expect(harness.logs.join()).not.toContain(secret);
});

it('[X1] a random visitor cannot claim to be a user, nor a user another one', async () => {
  const ann = await openAs('ann');
  const ben = await openAs('ben');
  const forged = [ann.visitorId, ann.conversationId, ...ben.grant.split('.').slice(2)].join('.');
  expect(await send(ben.socket, forged, 'as Ann')).toMatchObject({ ok: false, code: 'grant_invalid' });
  const anonymous = harness.visitor();
  const { grant } = await ask(anonymous, 'open', {});
  const token = await tokenFor('ann');
  const claim = { grant, clientMsgId: randomId(), token };
  expect(await ask(anonymous, 'identify', claim)).toMatchObject({ ok: false, code: 'token_invalid' });
  expect(await ask(ben.socket, 'identify', { ...claim, grant: ben.grant })).toMatchObject({ ok: false, code: 'token_invalid' });
});

it('[X1] name and address of a verified visitor come from a token only; facts are free; an anonymous profile is not merged', async () => {
  const anonymous = harness.visitor();
  const before = await ask(anonymous, 'open', {});
  const identify = (socket: Socket, grant: string, more: object) => ask(socket, 'identify', { grant, clientMsgId: randomId(), ...more });
  expect(await identify(anonymous, before.grant, { email: 'someone@else.example', name: 'Eve' })).toMatchObject({ ok: true });
  const token = await tokenFor('ann', { email: 'ann@shop.example', name: 'Ann' });
  const ann = await ask(anonymous, 'open', { token });
  await ask(anonymous, 'sync', { grant: ann.grant, epoch: null, last: 0 });
  for (const said of [{ email: 'x@y.example' }, { name: 'X' }, { name: 'X', data: { plan: 'pro' } }])
    expect(await identify(anonymous, ann.grant, said)).toMatchObject({ ok: false, code: 'verified_only' });
  const stored = push<Entries>(anonymous, 'entries', ({ entries }) => entries.some(({ seq }) => seq === 2));
  expect(await identify(anonymous, ann.grant, { data: { plan: 'pro' } })).toMatchObject({ ok: true });
  expect(await identify(anonymous, ann.grant, { name: 'X', token })).toMatchObject({ ok: true });
  await stored;
  expect((await harness.entries(ann.conversationId)).map(({ body }) => body)).toEqual([
    { kind: 'profile', data: { plan: 'pro' } },
    { kind: 'profile', email: 'ann@shop.example', name: 'Ann' },
  ]);
});

it('[G3] the grant of a verified visitor ends with the token: events are grant_invalid, nothing more is heard, a fresh token goes on', async () => {
  const watcher = await openAs('ann');
  const room = () => harness.heard(watcher.conversationId);
  const both = expect.poll(room, { timeout: 20_000, interval: 5 }).toBe(2);
  const ann = await openAs('ann', { seconds: 2 });
  expect(ann).toMatchObject({ ok: true, conversationId: watcher.conversationId });
  expect(ann.expiresAt % 1_000).toBe(0);
  const told = push(ann.socket, 'resync');
  await both;
  await expect.poll(room, { timeout: 20_000 }).toBe(1);
  await told;
  expect(await send(ann.socket, ann.grant, 'too late')).toMatchObject({ ok: false, code: 'grant_invalid' });
  expect(await ask(ann.socket, 'check', { grant: ann.grant })).toMatchObject({ code: 'grant_invalid' });
  expect(await ask(ann.socket, 'open', { grant: ann.grant })).toMatchObject({ code: 'grant_invalid' });
  const again = await ask(ann.socket, 'open', { token: await tokenFor('ann') });
  expect(again).toMatchObject({ ok: true, conversationId: ann.conversationId });
  expect(await send(ann.socket, again.grant, 'in time')).toMatchObject({ ok: true });
});

it('[G3] another open on the same connection leaves the conversation of before, and so does a refused one', async () => {
  const ann = await openAs('ann');
  const { token: session } = await harness.addOperator('op', { [SITE]: 'agent' });
  const operator = harness.operator(session);
  const present = (id: string, here: boolean) =>
    push<{ visitors: string[] }>(operator, 'presence', ({ visitors }) => visitors.includes(id) === here);
  const seen = present(ann.visitorId, true);
  await ask(operator, 'hello', {});
  await seen;
  const gone = present(ann.visitorId, false);
  const next = await ask(ann.socket, 'open', {});
  expect(isVerified(next.visitorId as VisitorId)).toBe(false);
  await gone;
  expect([harness.heard(ann.conversationId), harness.heard(next.conversationId)]).toEqual([0, 1]);
  expect(await ask(ann.socket, 'open', { token: await tokenFor('ann', { seconds: -1 }) })).toMatchObject({ ok: false });
  expect(harness.heard(next.conversationId)).toBe(0);
});

it('[G3] of several opens at once the last one says whose connection it is', async () => {
  const socket = harness.visitor();
  const [ann, ben] = await Promise.all([tokenFor('ann'), tokenFor('ben')]);
  const answers = await Promise.all([ask(socket, 'open', { token: ann }), ask(socket, 'open', {}), ask(socket, 'open', { token: ben })]);
  expect(answers.map(({ conversationId }) => harness.heard(conversationId))).toEqual([0, 0, 1]);
});

it('[X1] where identity is required nobody opens without a token, and grants of before do no more', async () => {
  const before = harness.visitor();
  const { grant } = await ask(before, 'open', {});
  expect(await send(before, grant, 'still allowed')).toMatchObject({ ok: true });
  await harness.changeSite({ settings: { identity: 'required' } });
  const socket = harness.visitor();
  for (const request of [{}, { grant }]) expect(await ask(socket, 'open', request)).toMatchObject({ ok: false, code: 'identity_required' });
  // refuted: a client that never opens goes on with what it has
  expect(await send(socket, grant, 'by the back door')).toMatchObject({ ok: false, code: 'identity_required' });
  const ann = await ask(socket, 'open', { token: await tokenFor('ann') });
  expect(await ask(harness.visitor(), 'open', { grant: ann.grant })).toMatchObject({ ok: true, conversationId: ann.conversationId });
});

it('[X1] the older secret is good until it is taken away', async () => {
  const old = { secret: OLDER.secret };
  expect(await openAs('ann', old)).toMatchObject({ ok: true });
  await harness.changeSite({ identitySecrets: [SECRET] });
  expect(await openAs('ann', old)).toMatchObject({ ok: false, code: 'token_invalid' });
  expect(await openAs('ann')).toMatchObject({ ok: true });
});
