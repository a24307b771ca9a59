import { signal } from '@preact/signals';
import { expect, it } from 'vitest';
import { createInstall } from './install.ts';
import { createTeam } from './team.ts';
import { fakeApi, manualTimers, until } from './testing.ts';

const SITE = {
  siteId: 's',
  name: 'Shop',
  role: 'owner',
  allowedOrigins: ['https://a.example'],
  settings: { color: '#5b54d6', greeting: '', replyTime: 'hours' },
};

it('[I6] the install page asks every 3 s while it is looked at, allows what was refused, and says why not', async () => {
  const isWatched = signal(true);
  const time = manualTimers();
  const install = { ok: true, snippet: '<script>', csp: [], seen: null, refused: [{ origin: 'https://b.example', at: 1 }] };
  const answers: Record<string, object> = {
    'GET /api/sites': { ok: true, sites: [SITE] },
    'GET /api/sites/s/install': install,
    'POST /api/sites/s/origins': { ok: true, site: { ...SITE, allowedOrigins: ['https://a.example', 'https://b.example'] } },
  };
  const rest = fakeApi(answers);
  const model = createInstall({ api: rest.api, siteId: 's', timers: time.timers, isWatched });
  const looks = () => rest.count('GET /api/sites/s/install');
  await until(() => model.install.value !== null && model.info.site.value !== null);
  time.pass(3_000);
  expect(looks()).toBe(2);
  await until(() => time.count() === 1);
  isWatched.value = false;
  time.pass(60_000);
  expect(looks()).toBe(2);
  answers['GET /api/sites/s/install'] = { ...install, seen: { origin: 'https://b.example', at: 2 }, refused: [] };
  expect(await model.allow('b.example/shop')).toBeNull();
  expect(rest.asked.find(({ call }) => call.endsWith('/origins'))?.body).toEqual({ origin: 'b.example/shop' });
  expect(model.info.site.value?.allowedOrigins).toHaveLength(2);
  expect(model.install.value?.seen?.origin).toBe('https://b.example');
  answers['POST /api/sites/s/origins'] = {
    ok: false,
    code: 'invalid',
    message: 'No.',
    problems: { origin: 'Give the address of a site.' },
  };
  expect(await model.allow('*')).toBe('Give the address of a site.');
  expect(await model.addSite(' ')).toEqual({ problem: 'Give the site a name.' });
  model.close();
});

it('[I6] the team page makes a link for one person, or says why not', async () => {
  const answers: Record<string, object> = { 'GET /api/sites/s/team': { ok: true, operators: [] } };
  const rest = fakeApi(answers);
  const model = createTeam({ api: rest.api, siteId: 's' });
  await until(() => model.team.value !== null);
  await model.invite('agent');
  expect([model.problem.value, model.invitation.value]).toEqual(['You may not do this here.', null]);
  answers['POST /api/sites/s/invitations'] = { ok: true, url: 'https://chat.example/invite/x', expiresAt: 1 };
  await model.invite('admin');
  expect([model.problem.value, model.invitation.value?.url]).toEqual([null, 'https://chat.example/invite/x']);
  expect(rest.asked.find(({ call }) => call === 'POST /api/sites/s/invitations')?.body).toEqual({ role: 'agent' });
  model.close();
});
