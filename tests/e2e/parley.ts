import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from '@parley/server/src/cli/paths.ts';
import { freePort } from '@parley/server/src/cli/services/child.ts';
import { type Browser, chromium, type Page } from 'playwright-core';

const run = promisify(execFile);

export interface Up {
  readonly url: string;
  readonly demoUrl: string;
  readonly inboxUrl: string;
  readonly setupUrl: string | null;
  readonly siteId: string;
}

/** Runs ./parley as a user would, with a data folder and a free port of its own. */
export function createParley(settings: Readonly<Record<string, string>> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'parley-e2e-'));
  let port = '0';
  const parley = (...words: readonly string[]) =>
    run(join(ROOT, 'parley'), [...words], { env: { ...process.env, DATA_DIR: folder, PORT: port, LOG_LEVEL: 'warn', ...settings } });
  return {
    folder,
    parley,
    async up(...words: readonly string[]): Promise<Up> {
      // A cluster takes two ports, and none of its tests starts it again.
      if (port === '0' && !words.includes('--cluster')) port = String(await freePort());
      const told = JSON.parse((await parley('up', '--detach', '--json', ...words)).stdout) as Up;
      // A second start listens on the same port, so that open pages find it again.
      port = new URL(told.url).port;
      return told;
    },
    down: () => parley('down'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

const FLAGS = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
];

/** Names under `.example` are this machine. */
const NAMES = '--host-resolver-rules=MAP *.example 127.0.0.1';

/** @param keepsPages for going back, as browsers of people do and Playwright's does not */
export function launch({ keepsPages = false } = {}): Promise<Browser> {
  return chromium.launch({
    ...(keepsPages ? { ignoreDefaultArgs: ['--disable-back-forward-cache'] } : {}),
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    headless: true,
    chromiumSandbox: false,
    args: [...FLAGS, NAMES],
  });
}

/** A page in a context of its own, with everything that went wrong on it. */
export async function openPage(browser: Browser, url: string): Promise<{ page: Page; problems: string[] }> {
  const context = await browser.newContext();
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  await page.goto(url);
  return { page, problems };
}

export async function say(page: Page, text: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Message' }).fill(text);
  await page.getByRole('button', { name: 'Send' }).click();
}

/** Fills the set-up form; ends in the inbox. */
export async function setUp(page: Page): Promise<void> {
  await page.getByLabel('Your name').fill('Ann');
  await page.getByLabel('E-mail').fill('ann@example.test');
  await page.getByLabel('Password').fill('correct horse battery');
  await page.getByRole('button', { name: 'Create owner' }).click();
  await page.getByRole('heading', { name: 'Inbox' }).waitFor();
}
