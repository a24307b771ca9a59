import { DEFAULT_HOOK_EVENTS } from '@parley/shared-types/hooks.ts';
import { expect, it } from 'vitest';
import { createApi, OTHER, SHOP } from './testing/api.ts';

const HOOKS = `/api/sites/${SHOP}/hooks`;
const WANTED = { url: 'https://shop.example/hook', events: DEFAULT_HOOK_EVENTS };
interface Shown {
  readonly id: string;
  readonly secretAt: number;
}

async function setup() {
  const asked: string[] = [];
  const tried = { status: 204, durationMs: 5, error: null };
  const api = await createApi({
    hooks: {
      onMade: () => void asked.push('made'),
      ping: async ({ siteId }) => {
        asked.push(`ping ${siteId}`);
        return tried;
      },
      redeliver: async (_key, id) => {
        asked.push(`again ${id}`);
        return tried;
      },
    },
  });
  const owner = await api.operator('owner', { [SHOP]: 'owner' });
  const make = async (body: object = WANTED) => api.ask('POST', HOOKS, { cookie: owner, body });
  const made = async () => {
    const { hook, secret } = (await make()).body as unknown as { hook: Shown; secret: string };
    return { hook, secret, path: `${HOOKS}/${hook.id}` };
  };
  return { api, owner, asked, make, made };
}

it('[H6] a hook is made with a secret that is told once, changed field by field, rotated with a day of both, and deleted', async () => {
  const { api, owner, asked, made } = await setup();
  const { hook, secret, path } = await made();
  expect(hook).toMatchObject({ ...WANTED, isOn: true, stopped: null, oldSecretUntil: null });
  expect(secret).toMatch(/^whsec_/);
  expect(asked).toEqual(['made']);
  const listed = await api.ask('GET', HOOKS, { cookie: owner });
  expect(listed.body.hooks).toEqual([hook]);
  expect(JSON.stringify(listed.body)).not.toContain('whsec_');
  const off = await api.ask('PATCH', path, { cookie: owner, body: { isOn: false, events: ['note.created'] } });
  expect(off.body.hook).toMatchObject({ isOn: false, events: ['note.created'], url: WANTED.url });
  await api.store.hooks.change({ siteId: SHOP, hookId: hook.id }, { stopped: 'gone', failingSince: 5 });
  api.wait(10_000);
  const on = await api.ask('PATCH', path, { cookie: owner, body: { isOn: true } });
  expect(on.body.hook).toMatchObject({ isOn: true, stopped: null, failingSince: null });
  expect((await api.store.hooks.get({ siteId: SHOP, hookId: hook.id }))?.since).toBeGreaterThanOrEqual(hook.secretAt + 10_000);
  const rotated = await api.ask('POST', `${path}/secret`, { cookie: owner });
  expect(rotated.body.secret).not.toBe(secret);
  const { secretAt, oldSecretUntil } = rotated.body.hook as { secretAt: number; oldSecretUntil: number };
  expect(oldSecretUntil - secretAt).toBe(86_400_000);
  expect((await api.store.hooks.get({ siteId: SHOP, hookId: hook.id }))?.secrets).toHaveLength(2);
  expect(await api.ask('DELETE', path, { cookie: owner })).toMatchObject({ status: 200 });
  expect(await api.ask('DELETE', path, { cookie: owner })).toMatchObject({ status: 404 });
});

it('[H6] a test and an event sent again say what came back; nobody asks for them without end', async () => {
  const { api, owner, asked, made } = await setup();
  const { path } = await made();
  const test = () => api.ask('POST', `${path}/test`, { cookie: owner });
  expect((await test()).body.tried).toEqual({ status: 204, durationMs: 5, error: null });
  expect(await api.ask('POST', `${path}/deliveries/evt_1`, { cookie: owner })).toMatchObject({ status: 200 });
  expect((await api.ask('GET', `${path}/deliveries`, { cookie: owner })).body.deliveries).toEqual([]);
  expect(asked).toEqual(['made', `ping ${SHOP}`, 'again evt_1']);
  const statuses = [];
  for (let n = 0; n < 60; n += 1) statuses.push((await test()).status);
  expect(statuses.at(-1)).toBe(429);
});

it('[H6] agents and other tenants neither see nor touch a hook, also by its id through a site of their own', async () => {
  const { api, made, asked } = await setup();
  const { hook, path } = await made();
  const agent = await api.operator('agent', { [SHOP]: 'agent' });
  const foreign = await api.operator('foreign', { [OTHER]: 'owner' }, 'b');
  const requests = [
    ...([
      ['GET', ''],
      ['PATCH', ''],
      ['DELETE', ''],
      ['POST', '/secret'],
      ['POST', '/test'],
      ['GET', '/deliveries'],
    ] as const),
    ['POST', '/deliveries/evt_1'] as const,
  ];
  for (const [method, rest] of requests.slice(1)) {
    const body = method === 'PATCH' ? { body: { isOn: false } } : {};
    expect(await api.ask(method, `${path}${rest}`, { cookie: agent, ...body }), rest).toMatchObject({ status: 403 });
    expect(await api.ask(method, `${path}${rest}`, { cookie: foreign, ...body }), rest).toMatchObject({ status: 404 });
    const byOwn = `/api/sites/${OTHER}/hooks/${hook.id}${rest}`;
    expect(await api.ask(method, byOwn, { cookie: foreign, ...body }), rest).toMatchObject({ status: 404 });
  }
  expect(await api.ask('GET', HOOKS, { cookie: agent })).toMatchObject({ status: 403 });
  expect(asked).toEqual(['made']);
  expect((await api.store.hooks.get({ siteId: SHOP, hookId: hook.id }))?.isOn).toBe(true);
});

it('[H6] what is wrong is said at its field, and a site has twenty hooks at most', async () => {
  const { make } = await setup();
  expect(await make({ ...WANTED, url: 'ftp://x.example' })).toMatchObject({
    status: 400,
    body: { problems: { url: 'must begin with https://' } },
  });
  expect(await make({ ...WANTED, url: 'https://u:p@x.example' })).toMatchObject({ status: 400 });
  expect(await make({ ...WANTED, events: [] })).toMatchObject({ status: 400, body: { problems: { events: 'choose at least one event' } } });
  expect(await make({ ...WANTED, events: ['dance'] })).toMatchObject({ status: 400 });
  expect(await make({ ...WANTED, secret: 'whsec_mine' })).toMatchObject({ status: 400 });
  for (let n = 0; n < 20; n += 1) expect(await make()).toMatchObject({ status: 200 });
  expect(await make()).toMatchObject({ status: 409, body: { code: 'hook_limit' } });
});
