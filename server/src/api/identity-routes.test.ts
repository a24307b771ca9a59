import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IdentitySecret } from '@parley/shared-types/model.ts';
import { expect, it } from 'vitest';
import { ROOT } from '../cli/paths.ts';
import { readToken } from '../lib/identity.ts';
import { createApi, OTHER, SHOP } from './testing/api.ts';
import { settingsOf } from './widget-script.ts';

const path = `/api/sites/${SHOP}/identity`;

it('[X1] a new secret leaves the one of before good until it is ended; there are never more than two, and every process is told', async () => {
  const api = await createApi();
  const cookie = await api.operator('admin', { [SHOP]: 'admin' });
  const ask = async (method: 'GET' | 'POST' | 'DELETE', url = path) =>
    (await api.ask(method, url, { cookie })).body.secrets as readonly IdentitySecret[];
  expect(await ask('GET')).toEqual([]);
  const [first] = await ask('POST');
  expect(first?.secret).toMatch(/^[\w-]{43}$/);
  const [second, before] = await ask('POST');
  expect(before).toEqual(first);
  const third = await ask('POST');
  expect(third.map(({ secret }) => secret)).toEqual([expect.any(String), second?.secret]);
  expect(new Set([first, second, third[0]].map((one) => one?.secret)).size).toBe(3);
  expect(await ask('GET')).toEqual(third);
  expect(await ask('DELETE', `${path}/old`)).toEqual(third.slice(0, 1));
  expect(await ask('DELETE', `${path}/old`)).toEqual(third.slice(0, 1));
  expect(api.changed).toEqual(Array(5).fill(SHOP));
  expect((await api.store.sites.get(OTHER))?.identitySecrets).toBeUndefined();
});

it('[X1] two new secrets at the same moment are both there', async () => {
  const api = await createApi();
  const cookie = await api.operator('owner', { [SHOP]: 'owner' });
  await Promise.all([1, 2].map(() => api.ask('POST', path, { cookie })));
  expect((await api.ask('GET', path, { cookie })).body.secrets).toHaveLength(2);
});

it('[X4] no other answer has a secret, nor has the script of the site', async () => {
  const api = await createApi();
  const cookie = await api.operator('owner', { [SHOP]: 'owner' });
  const made = (await api.ask('POST', path, { cookie })).body.secrets as readonly IdentitySecret[];
  const secret = made[0]?.secret ?? '';
  const answers = await Promise.all([
    api.ask('GET', '/api/sites', { cookie }),
    api.ask('PATCH', `/api/sites/${SHOP}`, { cookie, body: { name: 'Shop' } }),
    api.ask('POST', `/api/sites/${SHOP}/origins`, { cookie, body: { origin: 'https://shop.example' } }),
    api.ask('GET', `/api/sites/${SHOP}/install`, { cookie }),
    api.ask('GET', `/api/sites/${SHOP}/team`, { cookie }),
  ]);
  const site = await api.store.sites.get(SHOP);
  expect(JSON.stringify(site)).toContain(secret);
  if (!site) return;
  const script = settingsOf(site, { chat: 'c', users: 'u', hosted: 'h', extras: {} });
  // A site that signs in users has the chunk that can.
  expect([script.chat, settingsOf({ ...site, identitySecrets: [] }, { chat: 'c', users: 'u', hosted: 'h', extras: {} }).chat]).toEqual([
    'u',
    'c',
  ]);
  for (const said of [...answers, script]) expect(JSON.stringify(said)).not.toContain(secret);
});

/** The blocks of one language in docs/identity.md. */
const blocks = (language: string) =>
  [...readFileSync(join(ROOT, 'docs/identity.md'), 'utf8').matchAll(new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``, 'g'))].map(
    ([, code]) => code ?? '',
  );

it('[X1] what docs/identity.md has for Node signs tokens that we take', async () => {
  const [code] = blocks('js');
  const { chatToken } = (await import(`data:text/javascript,${encodeURIComponent(code ?? '')}`)) as {
    chatToken(user: object): string;
  };
  process.env.PARLEY_SECRET = 'a secret of the settings page, as it is shown';
  const site = { id: SHOP, identitySecrets: [{ secret: process.env.PARLEY_SECRET, createdAt: 1 }] };
  const claims = await readToken(chatToken({ id: 7, email: 'ann@shop.example', name: 'Änn "A"' }), site, Date.now());
  expect(claims).toMatchObject({ sub: '7', profile: { email: 'ann@shop.example', name: 'Änn "A"' } });
});
