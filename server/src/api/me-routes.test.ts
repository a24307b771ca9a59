import type { OperatorId } from '@parley/shared-types/model.ts';
import { expect, it } from 'vitest';
import { ParleyError } from '../lib/errors.ts';
import { sha256 } from '../lib/ids.ts';
import { BLOG, createApi, OWN, SHOP } from './testing/api.ts';

const ANN = { name: 'Ann', email: 'ann@example.test', password: 'correct horse' };
const HOUR = 3_600_000;
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0';

interface SessionSeen {
  readonly id: string;
  readonly agent: string;
  readonly createdAt: number;
  readonly lastSeenAt: number;
  readonly isThis: boolean;
}

/** The owner of all sites, signed in at three browsers. */
async function setup() {
  const api = await createApi();
  const first = await api.ask('POST', '/api/setup', { body: { token: api.people.setupToken(), ...ANN } });
  const signIn = async (password: string = ANN.password) =>
    (await api.ask('POST', '/api/session', { body: { email: ANN.email, password } })).cookie ?? '';
  const cookies = [first.cookie ?? '', await signIn(), await signIn()] as const;
  const sessions = async (cookie: string) => (await api.ask('GET', '/api/me/sessions', { cookie })).body.sessions as SessionSeen[];
  const isIn = async (cookie: string) => (await api.ask('GET', '/api/me', { cookie })).status === 200;
  const changePassword = (cookie: string, current: string, password: string) =>
    api.ask('POST', '/api/me/password', { cookie, body: { current, password } });
  return { api, cookies, signIn, sessions, isIn, changePassword, hashOf: (cookie: string) => sha256(cookie.split('=')[1] ?? '') };
}

it("[X9] one sees and changes one's own account only, and a wrong or unknown field is refused by name", async () => {
  const { api, cookies } = await setup();
  const [cookie] = cookies;
  expect(await api.ask('GET', '/api/me')).toMatchObject({ status: 401 });
  expect((await api.ask('GET', '/api/me', { cookie })).body).toMatchObject({ name: 'Ann', email: ANN.email, notices: { mail: true } });
  const change = (body: object) => api.ask('PATCH', '/api/me', { cookie, body });
  expect(await change({ name: ' ' })).toMatchObject({ status: 400, body: { problems: { name: 'must not be empty' } } });
  expect(await change({ email: 'eve@example.test' })).toMatchObject({ status: 400 });
  expect(await change({ roles: {} })).toMatchObject({ status: 400 });
  expect(api.looked).toEqual([]);
  expect((await change({ name: 'Anna', notices: { mail: false } })).body).toMatchObject({ name: 'Anna', notices: { mail: false } });
  expect((await api.ask('GET', '/api/me', { cookie })).body).toMatchObject({ name: 'Anna', notices: { mail: false } });
  // the gateways know the name by the socket
  expect(api.looked).toHaveLength(3);
  expect(await api.ask('PATCH', '/api/me', { cookie, origin: 'https://evil.example', body: { name: 'Eve' } })).toMatchObject({
    status: 403,
  });
});

it('[X2] a new password needs the current one, ends every other session with its sockets, and keeps this one', async () => {
  const { api, cookies, signIn, isIn, changePassword, hashOf } = await setup();
  const [here, ...others] = cookies;
  expect(await changePassword(here, 'not the one', 'another password')).toMatchObject({ status: 403, body: { code: 'password_wrong' } });
  expect(await changePassword(here, ANN.password, 'short')).toMatchObject({ body: { problems: { password: 'at least 10 characters' } } });
  for (const cookie of cookies) expect(await isIn(cookie)).toBe(true);
  expect((await changePassword(here, ANN.password, 'another password')).body).toEqual({ ok: true, ended: 2 });
  expect(await isIn(here)).toBe(true);
  for (const cookie of others) expect(await isIn(cookie)).toBe(false);
  expect([...api.ended].sort()).toEqual(others.map(hashOf).sort());
  expect([await signIn(), await isIn(await signIn('another password'))]).toEqual(['', true]);
  const owner = await api.store.people.byEmail(ANN.email);
  expect(owner?.passwordHash).toMatch(/^argon2id\$19456\$2\$1\$/);
});

it('[X3] guesses at the current password are slowed down, from however many sessions', async () => {
  const { cookies, changePassword } = await setup();
  const statuses = [];
  for (let n = 0; n < 12; n += 1) statuses.push((await changePassword(cookies[n % 3] ?? '', 'a guess', 'another password')).status);
  expect(statuses).toEqual([...Array(10).fill(403), 429, 429]);
});

it('[X7] a recovery link from before a change of the password works no more', async () => {
  const { api, cookies, changePassword } = await setup();
  const link = await api.people.recoveryToken(ANN.email);
  await changePassword(cookies[0], ANN.password, 'another password');
  const used = await api.ask('POST', '/api/recovery', { body: { token: link, password: 'a third password' } });
  expect(used).toMatchObject({ status: 410, body: { code: 'link_used' } });
});

it("[X2] sessions are listed by browser and time without their tokens, one or all others are ended, and nobody else's", async () => {
  const { api, cookies, sessions, isIn, hashOf } = await setup();
  const [here, there, away] = cookies;
  const shown = await sessions(here);
  expect(shown.map(({ isThis }) => isThis).filter((isThis) => isThis)).toHaveLength(1);
  expect(JSON.stringify(shown)).not.toContain(hashOf(here));
  const foreign = await api.operator('ben', { [SHOP]: 'agent' });
  const mine = (await sessions(there)).find(({ isThis }) => isThis)?.id ?? '';
  expect(await api.ask('DELETE', `/api/me/sessions/${mine}`, { cookie: foreign })).toMatchObject({ status: 404 });
  expect(await api.ask('DELETE', `/api/me/sessions/${mine}`, { cookie: here })).toMatchObject({ status: 200 });
  expect(api.ended).toEqual([hashOf(there)]);
  expect([await isIn(here), await isIn(there), await isIn(away), await isIn(foreign)]).toEqual([true, false, true, true]);
  expect(await api.ask('DELETE', `/api/me/sessions/${mine}`, { cookie: here })).toMatchObject({ status: 404 });
  expect((await api.ask('DELETE', '/api/me/sessions', { cookie: here })).body).toEqual({ ok: true, ended: 1 });
  expect([await isIn(here), await isIn(away), await isIn(foreign)]).toEqual([true, false, true]);
});

it('[X2] of a browser two words are kept; when it was seen is written once an hour, and no address', async () => {
  const api = await createApi();
  const { token } = { token: await api.people.setUp({ token: api.people.setupToken(), ...ANN }, FIREFOX) };
  const cookie = `parley=${token}`;
  const { seen } = api.store.sessions;
  const noted: string[] = [];
  api.store.sessions.seen = async (hash, at) => {
    noted.push(hash);
    await seen(hash, at);
  };
  const look = async () => ((await api.ask('GET', '/api/me/sessions', { cookie })).body.sessions as SessionSeen[])[0];
  const before = await look();
  expect(before).toEqual({
    id: before?.id,
    agent: 'Firefox · Linux',
    createdAt: before?.createdAt,
    lastSeenAt: before?.createdAt,
    isThis: true,
  });
  api.wait(HOUR + 1);
  for (let n = 0; n < 5; n += 1) await look();
  expect(noted).toEqual([sha256(token)]);
  await expect.poll(async () => (await look())?.lastSeenAt).toBeGreaterThan((before?.lastSeenAt ?? 0) + HOUR);
  // a store that is away for the note disturbs nobody
  api.store.sessions.seen = () => Promise.reject(new ParleyError('unavailable'));
  api.wait(HOUR + 1);
  expect((await look())?.isThis).toBe(true);
  expect((await api.store.people.byEmail(ANN.email))?.operator.id).toBeDefined();
});

it('[X9] sockets of the sessions that end are looked at again on every site of theirs', async () => {
  const api = await createApi();
  const ben = await api.operator('ben', { [SHOP]: 'agent', [BLOG]: 'admin' });
  const { body } = await api.ask('GET', '/api/me/sessions', { cookie: ben });
  const [own] = body.sessions as SessionSeen[];
  expect(await api.ask('DELETE', `/api/me/sessions/${own?.id}`, { cookie: ben, origin: OWN })).toMatchObject({ status: 200 });
  expect(api.looked.toSorted()).toEqual([`${BLOG} op-ben`, `${SHOP} op-ben`]);
  expect(await api.store.sessions.of('op-ben' as OperatorId, 0)).toEqual([]);
});
