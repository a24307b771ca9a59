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

const names = (body: Readonly<Record<string, unknown>>) =>
  (body.operators as { name: string; role: string }[]).map(({ name, role }) => `${name} ${role}`);

it('[X9] owners and admins change roles and take them; what owners are only owners; sockets come back with the new roles', async () => {
  const { api, owner, roles } = await setup();
  const admin = await api.operator('admin', { [SHOP]: 'admin', [BLOG]: 'agent' });
  const agent = await api.operator('agent', { [SHOP]: 'agent' });
  const set = (cookie: string, id: string, role: string) =>
    api.ask('PATCH', `/api/sites/${SHOP}/team/op-${id}`, { cookie, body: { role } });
  const remove = (cookie: string, id: string) => api.ask('DELETE', `/api/sites/${SHOP}/team/op-${id}`, { cookie });
  expect(names((await api.ask('GET', `/api/sites/${SHOP}/team`, { cookie: agent })).body)).toHaveLength(3);
  expect(await set(agent, 'admin', 'agent')).toMatchObject({ status: 403 });
  expect(await remove(agent, 'agent')).toMatchObject({ status: 403 });
  expect(await set(admin, 'owner', 'agent')).toMatchObject({ status: 403, body: { code: 'forbidden' } });
  expect(await remove(admin, 'owner')).toMatchObject({ status: 403 });
  expect(await set(admin, 'agent', 'owner')).toMatchObject({ status: 403 });
  expect(await set(admin, 'agent', 'boss')).toMatchObject({ status: 400 });
  expect(await set(admin, 'nobody', 'agent')).toMatchObject({ status: 404 });
  const foreign = await api.operator('foreign', { [OTHER]: 'owner' }, 'b');
  expect(await set(foreign, 'agent', 'admin')).toMatchObject({ status: 404 });
  expect(await set(owner, 'foreign', 'admin')).toMatchObject({ status: 404 });
  expect([api.ended, api.looked]).toEqual([[], []]);
  expect(await set(admin, 'agent', 'admin')).toMatchObject({ status: 200 });
  expect(await roles('op-agent')).toEqual({ [SHOP]: 'admin' });
  expect([api.ended, api.looked]).toEqual([['op-agent'], [`${SHOP} op-agent`]]);
  expect(await remove(owner, 'admin')).toMatchObject({ status: 200 });
  expect(await roles('op-admin')).toEqual({ [BLOG]: 'agent' });
  // the gateways of the site that was taken are told as well
  expect(api.looked.slice(1).toSorted()).toEqual([`${BLOG} op-admin`, `${SHOP} op-admin`]);
  expect(await api.ask('GET', `/api/sites/${SHOP}/team`, { cookie: admin })).toMatchObject({ status: 404 });
});

it('[X9] a site keeps an owner, also when two step down at the same moment', async () => {
  const { api, owner, roles } = await setup();
  const step = (cookie: string, id: string) => api.ask('PATCH', `/api/sites/${SHOP}/team/op-${id}`, { cookie, body: { role: 'agent' } });
  expect(await step(owner, 'owner')).toMatchObject({ status: 409, body: { code: 'last_owner' } });
  expect(await api.ask('DELETE', `/api/sites/${SHOP}/team/op-owner`, { cookie: owner })).toMatchObject({ status: 409 });
  const second = await api.operator('second', { [SHOP]: 'owner' });
  const answers = await Promise.all([step(owner, 'owner'), step(second, 'second')]);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  expect([await roles('op-owner'), await roles('op-second')]).toContainEqual({ [SHOP]: 'owner' });
});

it('[X9] two processes that take the last two owners at the same moment leave one', async () => {
  const { api, owner } = await setup();
  await api.operator('second', { [SHOP]: 'owner' });
  const { setRoles } = api.store.people;
  // the other process is done between our look and our write
  api.store.people.setRoles = async (id, next) => {
    api.store.people.setRoles = setRoles;
    await setRoles('op-second' as OperatorId, { [SHOP]: 'agent' });
    await setRoles(id, next);
  };
  const answer = await api.ask('PATCH', `/api/sites/${SHOP}/team/op-owner`, { cookie: owner, body: { role: 'agent' } });
  expect(answer).toMatchObject({ status: 409, body: { code: 'last_owner' } });
  expect((await api.store.people.operator('op-owner' as OperatorId))?.roles).toEqual({ [SHOP]: 'owner' });
});

it('[X7] invitations that nobody has used are listed without their links, and one that is taken back opens nothing', async () => {
  const { api, owner, accept } = await setup();
  const [kept, revoked] = [await invite(api, owner), await invite(api, owner, 'admin')];
  const list = async (cookie = owner) =>
    (await api.ask('GET', `/api/sites/${SHOP}/invitations`, { cookie })).body.invitations as { id: string; role: string; by: string }[];
  const pending = await list();
  expect(pending.map(({ role, by }) => `${role} ${by}`).toSorted()).toEqual(['admin owner', 'agent owner']);
  expect(JSON.stringify(pending)).not.toContain(kept);
  const { id = '' } = pending.find(({ role }) => role === 'admin') ?? {};
  const agent = await api.operator('agent', { [SHOP]: 'agent' });
  const foreign = await api.operator('foreign', { [OTHER]: 'owner' }, 'b');
  const revoke = (cookie: string, site = SHOP) => api.ask('DELETE', `/api/sites/${site}/invitations/${id}`, { cookie });
  expect(await api.ask('GET', `/api/sites/${SHOP}/invitations`, { cookie: agent })).toMatchObject({ status: 403 });
  expect([(await revoke(agent)).status, (await revoke(foreign)).status, (await revoke(foreign, OTHER)).status]).toEqual([403, 404, 404]);
  expect(await revoke(owner)).toMatchObject({ status: 200 });
  expect(await revoke(owner)).toMatchObject({ status: 404 });
  expect(await accept(revoked, BEN)).toMatchObject({ status: 410, body: { code: 'link_used' }, cookie: null });
  expect(await accept(kept, BEN)).toMatchObject({ status: 200 });
  expect(await list()).toEqual([]);
  await invite(api, owner);
  api.wait(7 * DAY + 1_000);
  expect(await list(await api.operator('late', { [SHOP]: 'admin' }))).toEqual([]);
});
