import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { EXAMPLES, ROOT, WIDGET_DIST } from '@parley/server/src/cli/paths.ts';
import type { Browser, Page } from 'playwright-core';
import { build } from 'vite';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createParley, launch, type Up } from './parley.ts';
import { createOperator, createShop, openChat, type Shop, visit, watch, write } from './shop.ts';

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'parley-react-'));
const { up, down, remove } = createParley();
const script = () => readFileSync(join(WIDGET_DIST, 'npm/parley.iife.js'), 'utf8');
let told: Up;
let browser: Browser;
let shop: Shop;
let app: ChildProcess;
let appUrl: string;

/** React and our package, from where they are: the example itself has nothing installed. */
const packages = ['react', 'react-dom'].map((name) => {
  const from = dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
  return { find: new RegExp(`^${name}(?=/|$)`), replacement: from };
});
const alias = [...packages, { find: '@parley/widget/react', replacement: join(WIDGET_DIST, 'npm/react.js') }];

/** Builds the example as its README says, for this server, and runs its own server. */
async function startApp(): Promise<string> {
  const root = join(EXAMPLES, 'react-app');
  // vite warns of 'use client', which is for others.
  const shared = { root, logLevel: 'error', resolve: { alias } } as const;
  await build({ ...shared, build: { outDir: join(folder, 'dist/client'), emptyOutDir: true } });
  await build({ ...shared, build: { outDir: join(folder, 'dist/server'), emptyOutDir: true, ssr: 'src/server.tsx' } });
  const page = join(folder, 'dist/client/index.html');
  writeFileSync(page, readFileSync(page, 'utf8').replace('https://chat.example.com', told.url).replace('SITE_ID', told.siteId));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  copyFileSync(join(root, 'serve.js'), join(folder, 'serve.js'));
  app = spawn(process.execPath, ['serve.js'], { cwd: folder, env: { PORT: '0' }, stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(app.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
  return String(line).trim();
}

beforeAll(async () => {
  told = await up();
  browser = await launch();
  // The page allows the policy of our name and no other, and no script without the nonce.
  const csp = `script-src 'nonce-abc' ${told.url}; connect-src ${told.url} ${told.url.replace('http', 'ws')}; require-trusted-types-for 'script'; trusted-types parley`;
  const start = `<script nonce="abc">${script()}</script>`;
  shop = await createShop({ '/': () => ({ head: start, csp }), '/blocked': () => ({ head: start, csp: "script-src 'nonce-abc'" }) });
  appUrl = await startApp();
});
afterAll(async () => {
  app?.kill();
  if (app?.exitCode === null) await once(app, 'exit');
  shop?.close();
  await browser?.close();
  await down();
  remove();
  rmSync(folder, { recursive: true, force: true });
});

/** What the script of the package puts there; its types are checked where it is installed. */
interface Chat {
  readonly ready: Promise<boolean>;
  do(...words: unknown[]): void;
  set(...words: unknown[]): void;
  on(name: string, call: (value: unknown) => void): () => void;
  get(name: string): unknown;
  destroy(): void;
}
type ShopWindow = Window & {
  ParleyWidget: { createParley(options: object): Chat; load(options: object): Promise<boolean> };
  chat: Chat;
  $parley?: unknown;
  heard: string[];
};
declare const window: ShopWindow;

const options = () => ({ url: told.url, site: told.siteId, nonce: 'abc' });
const left = (page: Page) =>
  page.evaluate(() => [
    document.querySelectorAll('parley-chat').length,
    document.querySelectorAll('script[src*="/parley/"]').length,
    '$parley' in window,
  ]);

it('[W12] createParley puts the chat into a page with nonces and Trusted Types; what was said before is done', async () => {
  const { context, page, errors } = await visit(browser, shop.url);
  const isThere = await page.evaluate((given) => {
    window.heard = [];
    window.chat = window.ParleyWidget.createParley(given);
    window.chat.on('chat:opened', () => window.heard.push('opened'));
    window.chat.on('chat:opened', () => window.heard.push('undone'))();
    window.chat.do('chat:open');
    return window.chat.ready;
  }, options());
  expect(isThere).toBe(true);
  await page.getByRole('textbox', { name: 'Message' }).waitFor();
  expect(await page.evaluate(() => window.heard)).toEqual(['opened']);
  expect(await page.evaluate(() => window.chat.get('chat:unread:count'))).toBe(0);
  expect(errors).toEqual([]);
  await context.close();
});

it('[W12] twice is once; destroy leaves nothing, also before it is loaded; after it there is a new one', async () => {
  const { context, page, errors, said } = await visit(browser, shop.url);
  const same = await page.evaluate(async (given) => {
    const { createParley } = window.ParleyWidget;
    createParley(given).destroy();
    const first = createParley(given);
    const second = createParley(given);
    await Promise.all([first.ready, second.ready, window.ParleyWidget.load(given)]);
    window.chat = first;
    return first === second;
  }, options());
  expect(same).toBe(true);
  expect(await left(page)).toEqual([1, 0, true]);
  await page.evaluate(() => window.chat.destroy());
  expect(await left(page)).toEqual([0, 0, false]);
  // Destroyed while its script is on the way, and nobody waits for another one.
  await page.evaluate(async (given) => {
    const chat = window.ParleyWidget.createParley(given);
    chat.destroy();
    return chat.ready;
  }, options());
  expect(await left(page)).toEqual([0, 0, false]);
  expect(await page.evaluate((given) => window.ParleyWidget.createParley(given).ready, options())).toBe(true);
  await openChat(page);
  await page.getByRole('textbox', { name: 'Message' }).waitFor();
  expect([errors, said]).toEqual([[], []]);
  await context.close();
});

it('[W12] what cannot be loaded is told once with a code, and may be tried again; a wrong call is told, not thrown', async () => {
  const { context, page, said, errors } = await visit(browser, `${shop.url}/blocked`);
  const tell = (given: object) => page.evaluate((asked) => window.ParleyWidget.createParley(asked).ready, given);
  expect(await tell({ ...options(), nonce: undefined })).toBe(false);
  expect(await tell({ url: 'javascript:alert(1)', site: 'x' })).toBe(false);
  expect(await tell({})).toBe(false);
  expect(said.map((line) => /^parley: (\w+) - /.exec(line)?.[1])).toEqual(['script_failed', 'invalid', 'invalid']);
  expect(await left(page)).toEqual([0, 0, false]);
  expect(errors).toEqual([]);
  await context.close();
});

it('[W12] React: rendered on the server, hydrated in strict mode, told apart by its state, and gone when it is unmounted', async () => {
  const sent = await (await fetch(appUrl)).text();
  expect(sent).toContain('<h1>A shop in React</h1>');
  expect(sent).not.toContain('parley-chat');
  const operator = await createOperator(told);
  const context = await browser.newContext();
  const { page, errors } = await watch(context);
  const problems: string[] = [];
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  await page.goto(appUrl);
  await page.getByRole('button', { name: 'Ask us' }).click();
  await page.getByLabel('Your name').fill('Bea');
  await write(page, 'Is it red?');
  const row = await operator.find('Is it red?');
  await operator.say(row, 'Yes.');
  await page.getByText('Yes.').waitFor();
  await page.getByRole('button', { name: 'Ask us (1 answers)' }).waitFor();
  await operator.until(({ conversationId, profile }) => conversationId === row.conversationId && profile.name === 'Bea');
  const chats = page.locator('parley-chat');
  expect(await chats.count()).toBe(1);
  await page.getByLabel('With the chat').uncheck();
  await expect.poll(() => left(page)).toEqual([0, 0, false]);
  await page.getByLabel('With the chat').check();
  await openChat(page);
  await page.getByText('Yes.').waitFor();
  expect(await chats.count()).toBe(1);
  expect([errors, problems]).toEqual([[], []]);
  operator.close();
  await context.close();
});

it('[W12] the React example passes the types that it is sent with', async () => {
  const root = join(EXAMPLES, 'react-app');
  const types = (name: string) => join(ROOT, 'tests/node_modules/@types', name);
  const paths = {
    react: [types('react')],
    'react/*': [`${types('react')}/*`],
    'react-dom/*': [`${types('react-dom')}/*`],
    '@parley/widget/react': [join(WIDGET_DIST, 'npm/react.d.ts')],
  };
  const project = { extends: join(root, 'tsconfig.json'), compilerOptions: { paths }, include: [join(root, 'src')] };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(project));
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  const words = await run(process.execPath, [tsc, '-p', folder]).then(
    () => '',
    ({ stdout }: { stdout: string }) => stdout,
  );
  expect(words).toBe('');
});
