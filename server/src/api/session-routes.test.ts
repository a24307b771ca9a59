import { expect, it } from 'vitest';
import { ParleyError } from '../lib/errors.ts';
import { sha256 } from '../lib/ids.ts';
import { createApi, OWN, SHOP } from './testing/api.ts';

const ANN = { name: 'Ann', email: 'ann@example.test', password: 'correct horse' };

/** An install whose owner is signed in on two machines. */
async function setup() {
  const api = await createApi();
  const token = api.people.setupToken();
  const first = await api.ask('POST', '/api/setup', { body: { token, ...ANN } });
  const second = await api.ask('POST', '/api/session', { body: { email: ANN.email, password: ANN.password } });
  const recover = (link: string, password = 'another password') => api.ask('POST', '/api/recovery', { body: { token: link, password } });
  const hashOf = (cookie: string | null) => sha256(cookie?.split('=')[1] ?? '');
  return { api, sessions: [first.cookie, second.cookie], recover, hashOf };
}

it('[X7] a recovery link sets a new password, ends all other sessions with their sockets, signs in, and works once', async () => {
  const { api, sessions, recover, hashOf } = await setup();
  const link = await api.people.recoveryToken('ANN@example.test');
  const recovered = await recover(link);
  expect(recovered).toMatchObject({ status: 200, body: { ok: true } });
  for (const cookie of sessions) expect(await api.ask('GET', '/api/sites', { cookie: cookie ?? '' })).toMatchObject({ status: 401 });
  expect(await api.ask('GET', '/api/sites', { cookie: recovered.cookie ?? '' })).toMatchObject({ status: 200 });
  expect([...api.ended].sort()).toEqual(sessions.map(hashOf).sort());
  const signIn = async (password: string) => (await api.ask('POST', '/api/session', { body: { email: ANN.email, password } })).status;
  expect([await signIn(ANN.password), await signIn('another password')]).toEqual([401, 200]);
  expect(await recover(link, 'a third password')).toMatchObject({ status: 410, body: { code: 'link_used' }, cookie: null });
  expect(await signIn('another password')).toBe(200);
});

it('[X7] of several recovery links one works, also at the same moment; a day later none does', async () => {
  const { api, recover } = await setup();
  const links = [await api.people.recoveryToken(ANN.email), await api.people.recoveryToken(ANN.email)];
  api.wait(5_000);
  links.push(await api.people.recoveryToken(ANN.email));
  const answers = await Promise.all(links.map((link) => recover(link)));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 410, 410]);
  const late = await api.people.recoveryToken(ANN.email);
  api.wait(86_400_001);
  expect(await recover(late)).toMatchObject({ status: 410, body: { code: 'link_expired' } });
});

it('[X7] a recovery link is for an operator there is, and its new password has to be one', async () => {
  const { api, recover } = await setup();
  await expect(api.people.recoveryToken('eve@example.test')).rejects.toMatchObject({ code: 'unknown_operator' });
  const link = await api.people.recoveryToken(ANN.email);
  expect(await recover(link, 'short')).toMatchObject({ status: 400, body: { problems: { password: 'at least 10 characters' } } });
  expect(await recover(`${link}x`)).toMatchObject({ status: 404, body: { code: 'link_invalid' } });
  expect(await recover(link)).toMatchObject({ status: 200 });
});

it('[X3] signing in says the same for a wrong password and an unknown address, and ten guesses are enough', async () => {
  const { api } = await setup();
  const guess = (email: string) => api.ask('POST', '/api/session', { body: { email, password: 'wrong password' } });
  const [wrong, unknown] = [await guess(ANN.email), await guess('eve@example.test')];
  expect(wrong).toMatchObject({ status: 401, body: { code: 'unauthorized' } });
  expect(unknown.body).toEqual(wrong.body);
  const statuses = [];
  for (let n = 0; n < 10; n += 1) statuses.push((await guess(ANN.email)).status);
  expect(statuses.at(-1)).toBe(429);
});

it('[X2] the cookie is HttpOnly and of the same site; Secure with its prefix under https only', async () => {
  const setCookie = async (publicUrl: string | null) => {
    const api = await createApi({ publicUrl });
    const { cookie } = await api.ask('POST', '/api/setup', { origin: publicUrl ?? OWN, body: { token: api.people.setupToken(), ...ANN } });
    return cookie?.split('=')[0];
  };
  expect(await setCookie(null)).toBe('parley');
  expect(await setCookie('http://192.168.7.7:8080')).toBe('parley');
  expect(await setCookie('https://chat.example')).toBe('__Host-parley');
});

it('[X7] the set-up link makes the owner of every site there is, once', async () => {
  const { api, sessions } = await setup();
  const { body } = await api.ask('GET', '/api/sites', { cookie: sessions[0] ?? '' });
  expect((body.sites as object[]).length).toBe(3);
  expect(body.sites).toMatchObject([{ siteId: SHOP, role: 'owner' }, {}, {}]);
  const again = { token: api.people.setupToken(), ...ANN, email: 'eve@example.test' };
  expect(await api.ask('POST', '/api/setup', { body: again })).toMatchObject({ status: 403, cookie: null });
});

it('[X7] a recovery that fails on the way uses up its own link only', async () => {
  const { api, recover } = await setup();
  const [first, second] = [await api.people.recoveryToken(ANN.email), await api.people.recoveryToken(ANN.email)];
  const { setPassword } = api.store.people;
  api.store.people.setPassword = () => Promise.reject(new ParleyError('unavailable'));
  expect(await recover(first)).toMatchObject({ status: 503 });
  api.store.people.setPassword = setPassword;
  expect(await recover(first)).toMatchObject({ status: 410 });
  expect(await recover(second)).toMatchObject({ status: 200 });
});
