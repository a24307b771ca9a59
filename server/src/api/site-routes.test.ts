import type { InstallAnswer, SiteInfo } from '@parley/shared-types/http.ts';
import { DEFAULT_SETTINGS, type SiteId } from '@parley/shared-types/model.ts';
import { expect, it } from 'vitest';
import { type Api, BLOG, createApi, OTHER, OWN, SHOP } from './testing/api.ts';

const sitesOf = async (api: Api, cookie: string) => (await api.ask('GET', '/api/sites', { cookie })).body.sites as readonly SiteInfo[];

/** Every route that names a site, with the least role it needs and a body it takes. */
const ROUTES = [
  ['GET', 'install', 'agent', undefined],
  ['GET', 'team', 'agent', undefined],
  ['PATCH', '', 'admin', { name: 'Taken over', settings: { color: '#112233' }, allowedOrigins: ['https://evil.example'] }],
  ['POST', 'origins', 'admin', { origin: 'https://evil.example' }],
  ['POST', 'invitations', 'admin', { role: 'agent' }],
  ['GET', 'identity', 'admin', undefined],
  ['POST', 'identity', 'admin', undefined],
  ['DELETE', 'identity/old', 'admin', undefined],
] as const;
const path = (site: string, route: string) => `/api/sites/${site}${route === '' ? '' : `/${route}`}`;

it('[X9] every route of a site: a site without a role is not found and stays untouched, a role too low is forbidden', async () => {
  const api = await createApi();
  const stranger = await api.operator('stranger', { [OTHER]: 'owner' }, 'b');
  const agent = await api.operator('agent', { [SHOP]: 'agent' });
  const admin = await api.operator('admin', { [SHOP]: 'admin' });
  const owner = await api.operator('owner', { [SHOP]: 'owner' });
  const before = await api.store.sites.get(SHOP);
  for (const [method, route, least, body] of ROUTES) {
    const ask = (cookie: string | undefined, site: string = SHOP) => api.ask(method, path(site, route), { cookie, body });
    expect(await ask(stranger), route).toMatchObject({ status: 404, body: { code: 'not_found' } });
    expect(await ask(stranger, 'no-such-site'), route).toMatchObject({ status: 404, body: { code: 'not_found' } });
    expect(await ask(stranger, '__proto__'), route).toMatchObject({ status: 404 });
    expect(await ask(stranger, '%00'), route).toMatchObject({ status: 404 });
    expect(await ask(undefined), route).toMatchObject({ status: 401, body: { code: 'unauthorized' } });
    expect(await ask('parley=guess'), route).toMatchObject({ status: 401 });
    if (least === 'admin') expect(await ask(agent), route).toMatchObject({ status: 403, body: { code: 'forbidden' } });
  }
  expect(await api.store.sites.get(SHOP)).toEqual(before);
  expect(api.changed).toEqual([]);
  for (const [method, route, least, body] of ROUTES) {
    for (const cookie of least === 'admin' ? [admin, owner] : [agent, admin, owner])
      expect(await api.ask(method, path(SHOP, route), { cookie, body }), route).toMatchObject({ status: 200, body: { ok: true } });
  }
  expect(await api.store.sites.get(OTHER)).toMatchObject({ name: OTHER, allowedOrigins: [] });
});

it('[X6] what changes something needs an origin of our own; reading does not', async () => {
  const api = await createApi();
  const cookie = await api.operator('owner', { [SHOP]: 'owner' });
  const writes = [
    ['POST', '/api/sites', { name: 'x' }],
    ['PATCH', `/api/sites/${SHOP}`, { name: 'x' }],
    ['POST', `/api/sites/${SHOP}/origins`, { origin: 'https://x.example' }],
    ['POST', `/api/sites/${SHOP}/invitations`, { role: 'agent' }],
    ['POST', `/api/sites/${SHOP}/identity`, undefined],
    ['DELETE', `/api/sites/${SHOP}/identity/old`, undefined],
    ['POST', '/api/invitations/token', {}],
    ['POST', '/api/recovery', { token: 't', password: 'long enough' }],
    ['POST', '/api/session', { email: 'a@b.example', password: 'x' }],
    ['DELETE', '/api/session', undefined],
  ] as const;
  for (const [method, url, body] of writes) {
    for (const origin of ['https://evil.example', 'null', `${OWN}.evil.example`, null])
      expect(await api.ask(method, url, { cookie, origin, body }), url).toMatchObject({ status: 403, body: { code: 'origin_refused' } });
  }
  expect(await api.ask('GET', '/api/sites', { cookie, origin: null })).toMatchObject({ status: 200 });
  expect(await sitesOf(api, cookie)).toHaveLength(1);
});

it('[X9] the list holds the sites with a role, oldest first, with that role', async () => {
  const api = await createApi();
  const cookie = await api.operator('ann', { [BLOG]: 'agent', [SHOP]: 'owner' });
  expect((await sitesOf(api, cookie)).map(({ siteId, role }) => [siteId, role])).toEqual([
    [SHOP, 'owner'],
    [BLOG, 'agent'],
  ]);
});

it('[X9] an owner of a site of the account adds one and owns it; nobody else does; open sockets are asked to come back', async () => {
  const api = await createApi();
  const owner = await api.operator('owner', { [SHOP]: 'owner' });
  const { body } = await api.ask('POST', '/api/sites', { cookie: owner, body: { name: '  New site  ' } });
  const { siteId } = body.site as SiteInfo;
  expect(body.site).toMatchObject({ name: 'New site', role: 'owner', allowedOrigins: [] });
  expect(await api.store.sites.get(siteId)).toMatchObject({ accountId: 'a' });
  expect((await sitesOf(api, owner)).map((site) => site.siteId)).toEqual([SHOP, siteId]);
  expect(api.ended).toEqual(['op-owner']);
  const admin = await api.operator('admin', { [SHOP]: 'admin' });
  const guest = await api.operator('guest', { [SHOP]: 'owner' }, 'b');
  for (const cookie of [admin, guest]) {
    expect(await api.ask('POST', '/api/sites', { cookie, body: { name: 'Mine' } })).toMatchObject({ status: 403 });
  }
  expect(await api.store.sites.list()).toHaveLength(4);
});

it('[X9] a change replaces what it names, is told to everybody who caches it, and leaves the rest', async () => {
  const api = await createApi();
  const cookie = await api.operator('admin', { [SHOP]: 'admin' });
  const change = (body: unknown) => api.ask('PATCH', `/api/sites/${SHOP}`, { cookie, body });
  await change({ name: 'Shop', settings: { color: '#AABBCC', replyTime: 'day' } });
  const { body } = await change({
    settings: { greeting: 'Hello' },
    allowedOrigins: ['Shop.Example/', 'https://shop.example:443', 'localhost:3000'],
  });
  expect(body.site).toEqual({
    siteId: SHOP,
    name: 'Shop',
    role: 'admin',
    allowedOrigins: ['https://shop.example', 'http://localhost:3000'],
    settings: { ...DEFAULT_SETTINGS, color: '#aabbcc', greeting: 'Hello', replyTime: 'day' },
  });
  expect(api.changed).toEqual([SHOP, SHOP]);
});

it.each([
  [{ name: '' }, 'name'],
  [{ name: 'x'.repeat(81) }, 'name'],
  [{ name: 'two\nlines' }, 'name'],
  [{ settings: { color: 'red' } }, 'settings.color'],
  [{ settings: { greeting: 'x'.repeat(301) } }, 'settings.greeting'],
  [{ settings: { replyTime: 'never' } }, 'settings.replyTime'],
  [{ settings: { script: 'x' } }, 'settings'],
  [{ owner: 'me' }, ''],
  [{ allowedOrigins: Array.from({ length: 51 }, (_, n) => `https://${n}.example`) }, 'allowedOrigins'],
] as const)('[X9] a change that is not right is refused with a word for its field: %j', async (body, field) => {
  const api = await createApi();
  const cookie = await api.operator('owner', { [SHOP]: 'owner' });
  const before = await api.store.sites.get(SHOP);
  const answer = await api.ask('PATCH', `/api/sites/${SHOP}`, { cookie, body });
  expect(answer).toMatchObject({ status: 400, body: { ok: false, code: 'invalid' } });
  expect(Object.keys(answer.body.problems as object)).toEqual([field]);
  expect(await api.store.sites.get(SHOP)).toEqual(before);
});

it('[X6] origins that cannot be one are refused together, each with a word; a fifty-first too', async () => {
  const api = await createApi();
  const cookie = await api.operator('owner', { [SHOP]: 'owner' });
  const change = (allowedOrigins: readonly string[]) => api.ask('PATCH', `/api/sites/${SHOP}`, { cookie, body: { allowedOrigins } });
  const refused = await change(['https://good.example', 'ftp://files.example', '*.example']);
  expect(refused).toMatchObject({ status: 400, body: { code: 'origin_invalid' } });
  expect(Object.keys(refused.body.problems as object)).toEqual(['ftp://files.example', '*.example']);
  await change(Array.from({ length: 50 }, (_, n) => `https://s${n}.example`));
  const allow = (origin: string) => api.ask('POST', `/api/sites/${SHOP}/origins`, { cookie, body: { origin } });
  expect(await allow('https://more.example')).toMatchObject({ status: 400, body: { code: 'origin_invalid' } });
  expect(await allow('https://s1.example')).toMatchObject({ status: 200 });
  expect((await api.store.sites.get(SHOP))?.allowedOrigins).toHaveLength(50);
});

it('[X9] the install page: script tag and policy of the address asked, when it was seen, and who was refused', async () => {
  const api = await createApi();
  const cookie = await api.operator('agent', { [SHOP]: 'agent' });
  const install = async () =>
    (await api.ask('GET', `/api/sites/${SHOP}/install`, { cookie })).body as unknown as Extract<InstallAnswer, { ok: true }>;
  expect(await install()).toMatchObject({
    snippet: `<script async src="${OWN}/parley/${SHOP}.js"></script>`,
    csp: [`script-src ${OWN}`, `connect-src ${OWN} ws://chat.test:8080`],
    seen: null,
    refused: [],
  });
  const note = (origin: string, refused: boolean, at: number) => api.store.sites.noteOrigin(SHOP, { origin, refused, at });
  await note('https://shop.example', false, 10);
  await note('https://old.example', true, 20);
  await note('https://new.example', true, 30);
  await note('https://late.example', true, 40);
  await note(OWN, true, 50);
  await api.store.sites.update(SHOP, { allowedOrigins: ['https://shop.example', 'https://late.example'] });
  await api.store.sites.noteOrigin(OTHER, { origin: 'https://elsewhere.example', refused: true, at: 60 });
  const { seen, refused } = await install();
  expect(seen).toEqual({ origin: 'https://shop.example', at: 10 });
  expect(refused).toEqual([
    { origin: 'https://new.example', at: 30 },
    { origin: 'https://old.example', at: 20 },
  ]);
});

it('[X9] under https the script tag and the policy say so', async () => {
  const api = await createApi({ publicUrl: 'https://chat.example' });
  const cookie = await api.operator('agent', { [SHOP]: 'agent' });
  expect((await api.ask('GET', `/api/sites/${SHOP}/install`, { cookie })).body).toMatchObject({
    snippet: `<script async src="https://chat.example/parley/${SHOP}.js"></script>`,
    csp: ['script-src https://chat.example', 'connect-src https://chat.example wss://chat.example'],
  });
});

it('[X3] whoever adds sites without end is asked to wait', async () => {
  const api = await createApi();
  const cookie = await api.operator('owner', { [SHOP]: 'owner' });
  const answers: number[] = [];
  for (let n = 0; n < 21; n += 1) answers.push((await api.ask('POST', '/api/sites', { cookie, body: { name: `Site ${n}` } })).status);
  expect(answers).toEqual([...Array.from({ length: 20 }, () => 200), 429]);
  expect(Object.keys((await api.store.people.operator('op-owner' as never))?.roles ?? {})).toHaveLength(21);
  expect((await api.store.sites.list()).filter(({ id }) => !([SHOP, BLOG, OTHER] as SiteId[]).includes(id))).toHaveLength(20);
});

it('[X9] changes at the same moment all stay: origins allowed one by one, sites added from two windows', async () => {
  const api = await createApi();
  const cookie = await api.operator('owner', { [SHOP]: 'owner' });
  const origins = Array.from({ length: 8 }, (_, n) => `https://s${n}.example`);
  const allow = (origin: string) => api.ask('POST', `/api/sites/${SHOP}/origins`, { cookie, body: { origin } });
  await Promise.all(origins.map(allow));
  expect([...((await api.store.sites.get(SHOP))?.allowedOrigins ?? [])].sort()).toEqual(origins);
  await Promise.all(['One', 'Two', 'Three'].map((name) => api.ask('POST', '/api/sites', { cookie, body: { name } })));
  expect((await sitesOf(api, cookie)).map(({ name }) => name).sort()).toEqual(['One', 'Three', 'Two', SHOP].sort());
});
