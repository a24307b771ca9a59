import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from '@parley/server/src/cli/paths.ts';
import { freePort } from '@parley/server/src/cli/services/child.ts';
import { type Browser, chromium, type Page } from 'playwright-core';
import { median } from './measure.ts';
import type { Line } from './table.ts';

const run = promisify(execFile);
const CONVERSATIONS = 10_000;
const SWITCHES = 50;
/** Browsers call a task long from here on. */
const LONG_MS = 50;

interface Demo {
  readonly url: string;
  readonly password: string;
}

/** Starts the demo account, full, embedded and still, in a folder of its own. */
async function startDemo(dataDir: string) {
  const env = { ...process.env, DATA_DIR: dataDir, PORT: String(await freePort()), LOG_LEVEL: 'warn' };
  const parley = (...words: readonly string[]) => run(join(ROOT, 'parley'), [...words], { env });
  const { stdout } = await parley('up', '--demo', '--still', '--conversations', String(CONVERSATIONS), '--detach', '--json');
  return { demo: JSON.parse(stdout) as Demo, stop: () => parley('down') };
}

function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    headless: true,
    chromiumSandbox: false,
    args: ['--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-dev-shm-usage'],
  });
}

/** An inbox in which somebody has signed in, and whose long tasks are written down from the first moment on. */
async function openInbox(browser: Browser, { url, password }: Demo): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.addInitScript(() => {
    const tasks: number[] = [];
    Object.assign(globalThis, { longTasks: tasks });
    new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: 'longtask' });
  });
  await page.goto(`${url}/inbox/login?to=${encodeURIComponent('/inbox/?status=all')}`);
  await page.getByLabel('E-mail').fill('ann@demo.example');
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.locator('.rows a.row').first().waitFor();
  return page;
}

/** The longest task since the last look, 0 when none was long; and how many were. */
async function longest(page: Page): Promise<{ readonly ms: number; readonly count: number }> {
  // What a task was is told after it: two frames later all is told.
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  const tasks = await page.evaluate(() => (globalThis as unknown as { longTasks: number[] }).longTasks.splice(0));
  return { ms: Math.max(0, ...tasks), count: tasks.length };
}

/** Scrolls as a hand does, a screen at each frame, until the list has its end; how many conversations it has then. */
function scrollThrough(page: Page): Promise<number> {
  return page.locator('.rows').evaluate(
    (box) =>
      new Promise<number>((resolve) => {
        const step = () => {
          box.scrollTop += box.clientHeight;
          const isAtEnd = box.scrollTop + box.clientHeight >= box.scrollHeight - 1;
          const size = Number(box.querySelector('li:last-child')?.getAttribute('aria-setsize'));
          if (isAtEnd && size > 0) resolve(size);
          else requestAnimationFrame(step);
        };
        step();
      }),
  );
}

/** Opens one conversation after the other by the keyboard; milliseconds until each was shown. */
async function switchThrough(page: Page): Promise<readonly number[]> {
  const times: number[] = [];
  await page.locator('.rows a.row').first().focus();
  for (let index = 0; index < SWITCHES; index += 1) {
    await page.keyboard.press('j');
    const href = await page.evaluate(() => document.activeElement?.getAttribute('href') ?? '');
    const started = performance.now();
    await page.keyboard.press('Enter');
    await page.waitForFunction(
      (to) => location.pathname + location.search === to && document.querySelector('.log .bubble, .log .event'),
      href,
    );
    times.push(performance.now() - started);
  }
  return times;
}

/** The inbox with ten thousand conversations on the embedded store, at no throttle: no task of the page is long. */
export async function benchInbox(): Promise<readonly Line[]> {
  const dataDir = mkdtempSync(join(tmpdir(), 'parley-bench-inbox-'));
  const { demo, stop } = await startDemo(dataDir);
  const browser = await launch();
  try {
    const page = await openInbox(browser, demo);
    await longest(page);
    const rows = await scrollThrough(page);
    const scrolled = await longest(page);
    await page.locator('.rows').evaluate((box) => box.scrollTo(0, 0));
    await longest(page);
    const times = await switchThrough(page);
    const switched = await longest(page);
    const line = (what: string, { ms }: { readonly ms: number }) =>
      ({ what, unit: 'ms', ours: ms, bare: null, gate: `<= ${LONG_MS}`, value: ms, ok: ms <= LONG_MS }) as const;
    return [
      line(`inbox, longest task scrolling through ${rows.toLocaleString('en')} conversations (${scrolled.count} long)`, scrolled),
      line(
        `inbox, longest task switching ${SWITCHES} conversations (${switched.count} long; ${Math.round(median(times))} ms each)`,
        switched,
      ),
    ];
  } finally {
    await browser.close();
    await stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}
