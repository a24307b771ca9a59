/** What a stranger meets first: the landing page, the examples, the guides. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { axe } from './axe.ts';
import { createParley, launch, type Up } from './parley.ts';

const EXAMPLES = ['', 'script-tag/', 'single-page-app/', 'strict-csp/', 'two-sites/', 'two-sites/page.html'];

const { parley, up, down, remove } = createParley();
let told: Up;
let browser: Browser;

beforeAll(async () => {
  told = await up();
  browser = await launch();
});
afterAll(async () => {
  await browser?.close();
  await down();
  remove();
});

interface Look {
  readonly width?: number;
  readonly hasScript?: boolean;
}

/** Opens a page, with all that went wrong on it and every foreign address it asked. */
async function look(path: string, { width = 1280, hasScript = true }: Look = {}) {
  const context = await browser.newContext({ viewport: { width, height: 800 }, javaScriptEnabled: hasScript });
  const page = await context.newPage();
  const problems: string[] = [];
  const foreign: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  page.on('request', (request) => {
    if (!request.url().startsWith(told.url) && !request.url().startsWith('data:')) foreign.push(request.url());
  });
  await page.goto(`${told.url}${path}`);
  return { page, problems, foreign };
}

const sideways = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);

it('[O2] the landing page: light and dark, desk and phone, right to left: nothing thrown, nothing foreign asked, axe clean, no sideways scrolling', async () => {
  for (const width of [1280, 390]) {
    const { page, problems, foreign } = await look('/', { width });
    await page.getByRole('heading', { level: 1 }).waitFor();
    for (const summary of await page.locator('summary').all()) await summary.click();
    expect(await axe(page), `${width}`).toEqual([]);
    expect(await sideways(page), `${width}`).toBe(0);
    await page.evaluate(() => {
      document.documentElement.dir = 'rtl';
    });
    expect(await sideways(page), `${width} rtl`).toBe(0);
    expect(foreign).toEqual([]);
    expect(problems).toEqual([]);
    await page.context().close();
  }
});

it('[O2] the landing page has the tag of its own site and shows it for copying; each of its links leads somewhere', async () => {
  const { page } = await look('/');
  expect(await page.locator('script[async]').getAttribute('src')).toBe(`/parley/${told.siteId}.js`);
  const snippet = `<script async src="${told.url}/parley/${told.siteId}.js"></script>`;
  expect(await page.locator('[data-snippet]').textContent()).toBe(snippet);
  await page.getByRole('button', { name: 'Copy' }).click();
  await page.getByRole('button', { name: /^(Copied|Selected)/ }).waitFor();
  const links = await page.locator('a').evaluateAll((all) => all.map((link) => (link as HTMLAnchorElement).href));
  const pages = new Set(links.map((link) => link.replace(/#.*/, '')));
  expect(pages.size).toBeGreaterThan(6);
  for (const link of pages) if (!link.includes('/inbox/install/')) expect((await fetch(link)).status, link).toBe(200);
  for (const link of links.filter((one) => one.includes('#'))) expect(await page.locator(new URL(link).hash).count(), link).toBe(1);
  await page.context().close();
});

it('[O2] the chat is opened by the public verb only: by the button, and by /#chat', async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  // In the widget's place: what it would be told.
  await page.route(`${told.url}/parley/${told.siteId}.js`, (route) =>
    route.fulfill({
      contentType: 'text/javascript',
      body: 'const told = [...(window.$parley ?? [])]; window.told = told; window.$parley = { push: (command) => told.push(command) };',
    }),
  );
  const asked = () => page.evaluate(() => (window as unknown as { told?: unknown[] }).told);
  await page.goto(told.url);
  await page.getByRole('button', { name: 'Try it: open the chat' }).click();
  expect(await asked()).toEqual([['do', 'chat:open']]);
  await page.goto('about:blank');
  await page.goto(`${told.url}/#chat`);
  await expect.poll(asked).toEqual([['do', 'chat:open']]);
  // The script does not come: the button says so.
  await page.route(`${told.url}/parley/${told.siteId}.js`, (route) => route.abort());
  await page.goto('about:blank');
  await page.goto(told.url);
  await page.getByRole('button', { name: 'Try it: open the chat' }).click();
  await page.getByText('The chat could not be loaded.').waitFor();
  await context.close();
});

it('[O2] the landing page is whole without a script: its text, its links, its help topics', async () => {
  const { page } = await look('/', { hasScript: false, width: 390 });
  await page.getByRole('link', { name: 'Put it on your site' }).waitFor();
  expect(await page.getByRole('button').filter({ visible: true }).count()).toBe(0);
  await page.getByText('Forgot your password').click();
  await page.getByText('./parley user link --email ADDRESS').waitFor();
  await page.context().close();
});

it('[O2] the examples are served with our address and site in them; axe clean, no sideways scrolling', async () => {
  for (const example of EXAMPLES) {
    const { page, problems, foreign } = await look(`/examples/${example}`, { width: 390 });
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(await axe(page), example).toEqual([]);
    expect(await sideways(page), example).toBe(0);
    expect(await page.content()).not.toMatch(/chat\.example\.com|SITE_ID/);
    expect([...foreign, ...problems], example).toEqual([]);
    await page.context().close();
  }
});

it('[O2] the single-page app changes its page without a load; two sites are two tags', async () => {
  const { page } = await look('/examples/single-page-app/');
  await page.evaluate(() => Object.assign(window, { isSame: true }));
  await page.getByRole('link', { name: 'Prices' }).click();
  await page.getByRole('heading', { name: 'Prices' }).waitFor();
  await page.goBack();
  await page.getByRole('heading', { name: 'Home' }).waitFor();
  expect(await page.evaluate(() => 'isSame' in window)).toBe(true);
  await page.goto(`${told.url}/examples/two-sites/`);
  await page.getByLabel('Id of the second site').fill('another-site');
  await page.getByRole('button', { name: 'Show the pages' }).click();
  const opened = page.waitForEvent('popup');
  await page.getByRole('link', { name: 'Second site' }).click();
  const second = await opened;
  await second.getByText('another-site').waitFor();
  expect(await second.locator('script[async]').getAttribute('src')).toBe(`${told.url}/parley/another-site.js`);
  await page.context().close();
});

it('[X7] `up` tells the set-up link again while there is no owner', async () => {
  await down();
  const again = await up();
  expect(again.setupUrl).toBe(told.setupUrl);
  expect((await parley('user', 'link')).stdout.trim()).toBe(told.setupUrl);
});
