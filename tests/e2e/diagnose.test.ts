/** `do:diagnose`: each thing that stops a chat is named with its code, on the console and to the page. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createParley, launch, type Up } from './parley.ts';
import { createShop, type Shop, tagOf, visit } from './shop.ts';

const { up, down, remove } = createParley();
let told: Up;
let browser: Browser;
let shop: Shop;

beforeAll(async () => {
  told = await up();
  browser = await launch();
  const csp = `script-src ${told.url}; connect-src ${told.url}`;
  shop = await createShop({ '/no-sockets': (tag) => ({ head: tag, csp }) }, tagOf(told));
});
afterAll(async () => {
  shop?.close();
  await browser?.close();
  await down();
  remove();
});

type PageWindow = Window & { $parley?: { push(command: unknown[]): unknown } };
interface Found {
  readonly code: string;
  readonly words: string;
}
const diagnose = (page: Page) => page.evaluate(() => (window as PageWindow).$parley?.push(['do', 'diagnose']) as Promise<Found[]>);

it('[W11] all is well: it says so, with versions, and on the console', async () => {
  const { page, context, said } = await visit(browser, shop.url);
  expect(await diagnose(page)).toEqual([{ code: 'all_well', words: expect.stringMatching(/protocol \d+, panel-.*, live-/) }]);
  expect(said).toEqual([expect.stringMatching(/^parley: all_well - /)]);
  await context.close();
});

it("[W11] the page's own policy is named with what it stops", async () => {
  const { page, context } = await visit(browser, `${shop.url}/no-sockets`);
  expect(await diagnose(page)).toEqual([{ code: 'csp_blocked', words: expect.stringMatching(/connect-src ws/) }]);
  await context.close();
});

it('[W11] a page that may not chat, a blocker, and a server that is away', async () => {
  const foreign = await visit(browser, shop.foreign);
  expect((await diagnose(foreign.page)).map(({ code }) => code)).toEqual(['origin_refused']);
  await foreign.context.close();
  const { page, context } = await visit(browser, shop.url);
  expect((await diagnose(page)).map(({ code }) => code)).toEqual(['all_well']);
  await page.route(/\/check$/, (route) => route.abort());
  expect((await diagnose(page)).map(({ code }) => code)).toEqual(['request_blocked']);
  await page.route(`${told.url}/**`, (route) => route.abort());
  expect(await diagnose(page)).toEqual([{ code: 'server_away', words: expect.stringContaining(told.url) }]);
  await context.setOffline(true);
  expect((await diagnose(page)).map(({ code }) => code)).toEqual(['offline']);
  await context.close();
});
