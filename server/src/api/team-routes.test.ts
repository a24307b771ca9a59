import type { OperatorId } from '@parley/shared-types/model.ts';
import { expect, it } from 'vitest';
import { createSigner } from '../lib/signed.ts';
import { type Api, BLOG, createApi, OTHER, OWN, SHOP } from './testing/api.ts';

const DAY = 86_400_000;
const BEN = { name: 'Ben', email: 'ben@example.test', password: 'correct horse' };

async function invite(api: Api, cookie: string, role: 'admin' | 'agent' = 'agent'): Promise<string> {
  const { body } = await api.ask('POST', `/api/sites/${SHOP}/invitations`, { cookie, body: { role } });
  expect(body.url).toMatch(new RegExp(`^${OWN}/invite/[^/]+$`));
  return String(body.url).split('/').at(-1) ?? '';
}

async function setup() {
  const api = await createApi();
  const owner = await api.operator('owner', { [SHOP]: 'owner' });
  const accept = (token: string, body: unknown = {}, cookie?: string) => api.ask('POST', `/api/invitations/${token}`, { cookie, body });
  const roles = async (id: string) => (await api.store.people.operator(id as OperatorId))?.roles;
  return { api, owner, accept, roles };
}

it('[X7] an invitation makes one operator with its role on its site, signs in, and works once', async () => {
  const { api, owner, accept } = await setup();
  const token = await invite(api, owner);
  expect((await api.ask('GET', `/api/invitations/${token}`)).body).toEqual({ ok: true, siteName: SHOP, role: 'agent' });
  const joined = await accept(token, BEN);
  expect(joined.status).toBe(200);
  const cookie = joined.cookie ?? '';
  expect((await api.ask('GET', '/api/sites', { cookie })).body.sites).toMatchObject([{ siteId: SHOP, role: 'agent' }]);
  expect(await accept(token, { ...BEN, email: 'eve@example.test' })).toMatchObject({
    status: 410,
    body: { code: 'link_used' },
    cookie: null,
  });
  expect(await api.store.people.byEmail('eve@example.test')).toBeNull();
  const { body } = await api.ask('GET', `/api/sites/${SHOP}/team`, { cookie });
  expect((body.operators as { name: string; role: string }[]).map(({ name, role }) => [name, role])).toEqual([
    ['owner', 'owner'],
    ['Ben', 'agent'],
  ]);
  expect((await api.ask('POST', '/api/session', { body: { email: BEN.email, password: BEN.password } })).status).toBe(200);
});

it('[X7] two who use one invitation at the same moment: one joins', async () => {
  const { api, owner, accept } = await setup();
  const token = await invite(api, owner);
  const people = ['ben', 'eve', 'kim'].map((name) => ({ ...BEN, email: `${name}@example.test` }));
  const answers = await Promise.all(people.map((person) => accept(token, person)));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 410, 410]);
  expect(await api.store.people.countOperators()).toBe(2);
});

it('[X7] an operator who is signed in gets the role beside those they have, and their sockets come back with it', async () => {
  const { api, owner, accept, roles } = await setup();
  const guest = await api.operator('guest', { [OTHER]: 'owner' }, 'b');
  const token = await invite(api, owner, 'admin');
  expect(await accept(token)).toMatchObject({ status: 401 });
  expect(await accept(token, {}, guest)).toMatchObject({ status: 200 });
  expect(await roles('op-guest')).toEqual({ [OTHER]: 'owner', [SHOP]: 'admin' });
  expect(api.ended).toEqual(['op-guest']);
  const late = await api.operator('late', { [BLOG]: 'agent' });
  expect(await accept(token, {}, late)).toMatchObject({ status: 410, body: { code: 'link_used' } });
  expect(await roles('op-late')).toEqual({ [BLOG]: 'agent' });
});

it('[X7] whoever may do as much already keeps their role, and the invitation stays good for somebody else', async () => {
  const { api, owner, accept, roles } = await setup();
  const token = await invite(api, owner);
  expect(await accept(token, {}, owner)).toMatchObject({ status: 200 });
  expect(await roles('op-owner')).toEqual({ [SHOP]: 'owner' });
  expect(await accept(token, BEN)).toMatchObject({ status: 200 });
});

it('[X7] a mistake in the form does not use the invitation up', async () => {
  const { api, owner, accept } = await setup();
  const token = await invite(api, owner);
  expect(await accept(token, { ...BEN, password: 'short' })).toMatchObject({
    status: 400,
    body: { problems: { password: 'at least 10 characters' } },
  });
  expect(await accept(token, { name: 'Ben' })).toMatchObject({ status: 400 });
  expect(await accept(token, { ...BEN, role: 'owner' })).toMatchObject({ status: 400 });
  expect(await accept(token, { ...BEN, email: 'OWNER@example.test' })).toMatchObject({ status: 409, body: { code: 'email_taken' } });
  expect(await accept(token, BEN)).toMatchObject({ status: 200 });
});

it('[X7] an invitation that is changed, of another purpose or another secret, or older than seven days opens nothing', async () => {
  const { api, owner, accept } = await setup();
  const token = await invite(api, owner);
  const [site, role, ...rest] = token.split('.');
  const later = Date.now() + DAY;
  const forged = [
    'x',
    [OTHER, role, ...rest].join('.'),
    [site, 'admin', ...rest].join('.'),
    createSigner('test secret', 'invitation').sign([SHOP, 'owner', 'id'], later),
    createSigner('test secret', 'recovery').sign([SHOP, 'admin', 'id'], later),
    createSigner('other secret', 'invitation').sign([SHOP, 'admin', 'id'], later),
  ];
  for (const wrong of forged) {
    expect(await api.ask('GET', `/api/invitations/${wrong}`)).toMatchObject({ status: 404, body: { code: 'link_invalid' } });
    expect(await accept(wrong, BEN)).toMatchObject({ status: 404, body: { code: 'link_invalid' }, cookie: null });
  }
  api.wait(7 * DAY + 1_000);
  expect(await accept(token, BEN)).toMatchObject({ status: 410, body: { code: 'link_expired' } });
  expect(await api.store.people.countOperators()).toBe(1);
});

it('[X9] only an owner or admin invites, and nobody is made an owner', async () => {
  const { api, owner } = await setup();
  const invitation = (cookie: string, role: string) => api.ask('POST', `/api/sites/${SHOP}/invitations`, { cookie, body: { role } });
  expect(await invitation(owner, 'owner')).toMatchObject({ status: 400 });
  expect(await invitation(await api.operator('agent', { [SHOP]: 'agent' }), 'agent')).toMatchObject({ status: 403 });
  expect(await invitation(await api.operator('admin', { [SHOP]: 'admin' }), 'admin')).toMatchObject({ status: 200 });
});

it('[X3] guesses at invitations and recovery links are slowed down', async () => {
  const { api, accept } = await setup();
  for (let n = 0; n < 10; n += 1) expect((await accept(`guess-${n}`, BEN)).status).toBe(404);
  expect(await accept('guess', BEN)).toMatchObject({ status: 429, body: { code: 'rate_limited' } });
  const recover = () => api.ask('POST', '/api/recovery', { body: { token: 'guess', password: 'long enough' } });
  for (let n = 0; n < 10; n += 1) expect((await recover()).status).toBe(404);
  const refused = await recover();
  expect(refused).toMatchObject({ status: 429, body: { code: 'rate_limited' } });
  expect(refused.body.retryAfterMs).toBeGreaterThan(0);
});
