import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { installPages } from '@parley/server/src/api/pages.ts';
import { createHttp } from '@parley/server/src/api/server.ts';
import { DOCS, ROOT } from '@parley/server/src/cli/paths.ts';
import { createLogger } from '@parley/server/src/lib/logger.ts';
import { createMetrics } from '@parley/server/src/lib/metrics.ts';
import { buildNpm } from '@parley/widget/npm.ts';
import { publint } from 'publint';
import { afterAll, beforeAll, expect, it } from 'vitest';

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'parley-npm-'));
const dist = join(folder, 'dist');
const app = join(folder, 'app');
const tarball = () => readFileSync(join(dist, 'sdk.tgz'));
let server: ReturnType<typeof createHttp>['app'];
let url: string;

/** The pages of a process, as they serve the package. */
async function serve(): Promise<string> {
  const readiness = async () => ({ ready: true, bus: 'up', store: 'up', draining: false });
  const logger = createLogger('silent', 'test');
  server = createHttp({ logger, metrics: createMetrics(), readiness, trustedProxies: [], beforeMetrics: async () => {} }).app;
  for (const name of ['dist', 'inbox']) mkdirSync(join(folder, name, 'assets'), { recursive: true });
  await installPages(server, { widgetDist: dist, inboxDist: join(folder, 'inbox'), docs: DOCS, siteId: 'first', publicUrl: null });
  await server.listen({ port: 0, host: '127.0.0.1' });
  return `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
}

/** npm with nobody to ask but us: no registry, and a cache of its own. */
function npm(...words: readonly string[]) {
  const alone = ['--registry=http://127.0.0.1:9/', `--cache=${join(folder, 'cache')}`, '--no-audit', '--no-fund', '--fetch-retries=0'];
  return run('npm', [...words, ...alone], { cwd: app, env: { ...process.env, NO_UPDATE_NOTIFIER: '1' } });
}

beforeAll(async () => {
  await buildNpm(dist);
  url = await serve();
  mkdirSync(app);
  writeFileSync(join(app, 'package.json'), '{"name":"app","private":true}');
  await npm('install', `${url}/parley/sdk.tgz`);
}, 240_000);
afterAll(async () => {
  await server?.close();
  rmSync(folder, { recursive: true, force: true });
});

it('[W12] npm installs the package from the server, with no registry and no other package', async () => {
  const { stdout } = await npm('ls', '--all', '--parseable');
  expect(stdout.trim().split('\n').slice(1)).toEqual([join(app, 'node_modules/@parley/widget')]);
  const installed = JSON.parse(readFileSync(join(app, 'node_modules/@parley/widget/package.json'), 'utf8')) as object;
  expect(installed).not.toHaveProperty('dependencies');
  expect(installed).not.toHaveProperty('scripts');
});

it('[W12] the package is the same bytes for the same sources, and is asked for again by its tag', async () => {
  const again = join(folder, 'again');
  mkdirSync(again);
  await buildNpm(again);
  expect(readFileSync(join(again, 'sdk.tgz')).equals(tarball())).toBe(true);
  const answer = await fetch(`${url}/parley/sdk.tgz`);
  expect(Buffer.from(await answer.arrayBuffer()).equals(tarball())).toBe(true);
  expect(answer.headers.get('cache-control')).toBe('public, max-age=300');
  const headers = { 'if-none-match': answer.headers.get('etag') ?? '' };
  expect((await server.inject({ url: '/parley/sdk.tgz', headers })).statusCode).toBe(304);
});

/** On a server: nothing is touched, everything may be called. */
const USE = `
const parley = createParley({ url: 'https://chat.example', site: 'shop' });
parley.push(['do', 'chat:open']);
parley.on('message:received', () => {})();
Promise.all([parley.ready, load({ url: 'https://chat.example', site: 'shop' })]).then((ready) => {
  parley.destroy();
  console.log(JSON.stringify([ready, parley.get('chat:unread:count') ?? null, parley.is('chat:opened')]));
});`;

it.each([
  ['ESM', 'use.mjs', "import { createParley } from '@parley/widget';\nimport { load } from '@parley/widget/loader';"],
  ['CommonJS', 'use.cjs', "const { createParley } = require('@parley/widget');\nconst { load } = require('@parley/widget/loader');"],
])('[W12] %s imports it on a server, where nothing is there and nothing breaks', async (_kind, file, head) => {
  writeFileSync(join(app, file), head + USE);
  const { stdout, stderr } = await run(process.execPath, [file], { cwd: app });
  expect(JSON.parse(stdout)).toEqual([[false, false], null, false]);
  expect(stderr).toBe('');
});

const CONSUMER = `
import { createParley, load, type Parley } from '@parley/widget';
import { load as alone } from '@parley/widget/loader';
import { Parley as Chat, useParley, type ParleyProps } from '@parley/widget/react';

export const parley: Parley = createParley({ url: 'https://chat.example', site: 'shop', nonce: undefined });
parley.do('chat:open');
parley.do('message:send', ['text', 'Hello']);
parley.set('user:company', ['Shop', { url: 'https://shop.example' }]);
parley.set('session:data', { plan: 'pro', seats: 5 });
parley.config('container:index', [7]);
parley.push(['do', 'chat:open'], ['set', 'user:email', ['a@example.test']], ['on', 'unread:changed', (count: number) => count.toFixed()]);
const stop: () => void = parley.on('message:received', ({ content, name }) => [content.length, name?.length]);
parley.off('message:received');
const unread: number | undefined = parley.get('chat:unread:count');
const isOpen: boolean = parley.is('chat:opened');
const there: Promise<boolean> = parley.ready;
export const all = [stop, unread, isOpen, there, load, alone, useParley() satisfies Parley | null];
export const props: ParleyProps = { url: '', site: '', data: { plan: 'pro' }, onUnread: (count) => count.toFixed() };
export const nothing: null = Chat(props);

// @ts-expect-error there is no such verb
parley.do('chat:shut');
// @ts-expect-error the value is missing
parley.do('message:send');
// @ts-expect-error a number is no address
parley.set('user:email', [1]);
// @ts-expect-error nothing follows
parley.push(['do', 'chat:open', 1]);
// @ts-expect-error the listener is called with a number
parley.on('unread:changed', (count: string) => count);
`;

it.each([
  ['nodenext, ESM', 'consumer.mts', ['--module', 'nodenext']],
  ['nodenext, CommonJS', 'consumer.cts', ['--module', 'nodenext']],
  ['a bundler', 'consumer.ts', ['--module', 'esnext', '--moduleResolution', 'bundler']],
])('[W12] types of every verb reach a consumer: %s', async (_kind, file, words) => {
  writeFileSync(join(app, file), CONSUMER);
  const flags = ['--ignoreConfig', '--strict', '--exactOptionalPropertyTypes', '--noEmit', '--target', 'es2022', '--types', '', ...words];
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  const told = await run(process.execPath, [tsc, ...flags, file], { cwd: app }).then(
    () => '',
    ({ stdout }: { stdout: string }) => stdout,
  );
  expect(told).toBe('');
});

it('[W12] publint and attw find nothing wrong with it', async () => {
  const { messages } = await publint({ pkgDir: join(dist, 'npm'), pack: false, strict: true });
  expect(messages).toEqual([]);
  const checked = await checkPackage(createPackageFromTarballData(tarball()), { excludeEntrypoints: ['./iife'] });
  // Resolution of before Node 12 does not know `exports`; nobody who has React 18 uses it.
  const problems = checked.types ? checked.problems.filter((one) => !('resolutionKind' in one && one.resolutionKind === 'node10')) : null;
  expect(problems).toEqual([]);
});
