/** A process as `up` starts it, on an address that does not look like the loopback one: links, cookies and sockets over plain http. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { io } from 'socket.io-client';
import { expect, it, onTestFinished } from 'vitest';
import { type RoleProcess, startRole } from '../src/cli/role-process.ts';

const CLI = join(import.meta.dirname, '..', 'src', 'cli', 'main.ts');
const ANN = { name: 'Ann', email: 'ann@example.test', password: 'correct horse' };

async function setup(env: Readonly<Record<string, string>> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'parley-first-'));
  const logFile = join(folder, 'log');
  const running: RoleProcess[] = [];
  onTestFinished(async () => {
    for (const one of running) await one.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  const settings = { DATA_DIR: folder, PORT: '0', HOST: '127.0.0.2', LOG_LEVEL: 'warn', ...env };
  const start = async () => {
    const one = await startRole({ name: 'first', env: settings, logFile });
    running.push(one);
    return one;
  };
  const link = (...words: readonly string[]) =>
    promisify(execFile)(process.execPath, [CLI, 'user', 'link', ...words], { env: { ...process.env, ...settings } }).then(
      ({ stdout }) => ({ code: 0, said: stdout.trim() }),
      ({ code, stderr }: { code: number; stderr: string }) => ({ code, said: stderr }),
    );
  return { start, link, log: () => readFileSync(logFile, 'utf8') };
}

async function post(url: string, body: object, origin = new URL(url).origin, cookie = '') {
  const headers = { 'content-type': 'application/json', origin, cookie };
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  return { status: answer.status, cookie: answer.headers.get('set-cookie') };
}

it('[X7] the set-up link is told at every start and by `user link` until there is an owner; then `user link --email` lets an operator back in', async () => {
  const { start, link } = await setup();
  const first = await start();
  const { setupUrl } = first.info;
  expect(setupUrl).toMatch(/^http:\/\/127\.0\.0\.2:\d+\/setup\/[0-9a-f]{32}$/);
  expect(await link()).toEqual({ code: 0, said: setupUrl });
  await first.stop();
  expect(await link()).toMatchObject({ code: 69, said: expect.stringContaining('not_running') });
  const { info } = await start();
  const token = setupUrl?.split('/').at(-1);
  expect(info.setupUrl?.split('/').at(-1)).toBe(token);
  expect(await post(`${info.url}/api/setup`, { token, ...ANN })).toMatchObject({ status: 200 });
  const refused = await link();
  expect(refused).toMatchObject({ code: 69, said: expect.stringContaining('owner_exists') });
  expect(refused.said).toContain('user link --email ADDRESS');
  expect(await link('--email', 'eve@example.test')).toMatchObject({ code: 67, said: expect.stringContaining('unknown_operator') });
  const { said } = await link('--email', ANN.email);
  expect(said.startsWith(`${info.url}/recover/`)).toBe(true);
  const recovery = { token: said.split('/').at(-1), password: 'a new password' };
  expect(await post(`${info.url}/api/recovery`, recovery)).toMatchObject({ status: 200 });
  expect(await post(`${info.url}/api/recovery`, recovery)).toMatchObject({ status: 410 });
  expect(await post(`${info.url}/api/session`, { email: ANN.email, password: recovery.password })).toMatchObject({ status: 200 });
});

it('[O1] `user` with other words says how it is used', async () => {
  const { link } = await setup();
  expect(await link('now')).toMatchObject({ code: 64, said: expect.stringContaining('user link [--email ADDRESS]') });
  expect(await link('--mail', 'x')).toMatchObject({ code: 64 });
});

it('[X2] over plain http on a LAN address operators sign in with a plain cookie, sockets too; the log warns once', async () => {
  const { start, log } = await setup();
  const { info } = await start();
  const token = info.setupUrl?.split('/').at(-1);
  const { cookie } = await post(`${info.url}/api/setup`, { token, ...ANN });
  expect(cookie).toMatch(/^parley=[^;]+; Path=\/; HttpOnly; SameSite=Lax; Max-Age=\d+$/);
  const extraHeaders = { origin: info.url, cookie: cookie?.split(';')[0] ?? '' };
  const socket = io(`${info.url}/operator`, { path: '/parley/socket', transports: ['websocket'], auth: { v: 1 }, extraHeaders });
  onTestFinished(() => void socket.disconnect());
  expect(await socket.timeout(10_000).emitWithAck('hello', {})).toMatchObject({
    ok: true,
    sites: [{ siteId: info.siteId, role: 'owner' }],
  });
  expect(
    await post(`${info.url}/api/session`, { email: ANN.email, password: ANN.password }, info.url.replace('127.0.0.2', 'localhost')),
  ).toMatchObject({ status: 403 });
  const lines = log()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { level: number; msg: string });
  expect(lines.filter(({ level, msg }) => level === 40 && msg.includes('plain http'))).toHaveLength(1);
});

it('[X2] with an https PUBLIC_URL links and cookies are of it, and nothing is warned of', async () => {
  const { start, link, log } = await setup({ PUBLIC_URL: 'https://chat.example' });
  const { info } = await start();
  expect((await link()).said).toBe(info.setupUrl);
  expect(info.setupUrl).toMatch(/^https:\/\/chat\.example\/setup\//);
  const token = info.setupUrl?.split('/').at(-1);
  const setUp = (origin: string) => post(`http://127.0.0.2:${info.port}/api/setup`, { token, ...ANN }, origin);
  expect(await setUp(`http://127.0.0.2:${info.port}`)).toMatchObject({ status: 403 });
  expect(await setUp('https://chat.example')).toMatchObject({ status: 200, cookie: expect.stringMatching(/^__Host-parley=.*; Secure$/) });
  expect(log()).not.toContain('plain http');
});

it('[X9] an origin that is allowed may chat at once: the gateway does not go on with what it knew of the site', async () => {
  const { start } = await setup();
  const { info } = await start();
  const visit = () => {
    const extraHeaders = { origin: 'https://shop.example' };
    const options = { path: '/parley/socket', transports: ['websocket'], forceNew: true, reconnection: false, extraHeaders };
    const socket = io(`${info.url}/visitor`, { ...options, query: { site: info.siteId }, auth: { v: 1, siteId: info.siteId } });
    return new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true));
      socket.once('connect_error', () => resolve(false));
    }).finally(() => socket.disconnect());
  };
  const { cookie } = await post(`${info.url}/api/setup`, { token: info.setupUrl?.split('/').at(-1), ...ANN });
  expect(await visit()).toBe(false);
  const allowed = await post(`${info.url}/api/sites/${info.siteId}/origins`, { origin: 'shop.example' }, info.url, cookie?.split(';')[0]);
  expect(allowed.status).toBe(200);
  expect(await visit()).toBe(true);
});
