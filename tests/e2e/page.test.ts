/** The page around the chat: where it is shown, what it says by itself, which pages operators see. Each is off until the owner wants it. */
import { DEFAULT_SETTINGS, type SiteSettings, type Trigger } from '@parley/shared-types/model.ts';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { createParley, launch, type Up } from './parley.ts';
import { createOperator, createShop, openChat, type Shop, tagOf, visit, watch, write } from './shop.ts';

const { up, down, remove } = createParley();
/** The machine may have other work. */
const eventually = <Value>(look: () => Value) => expect.poll(look, { timeout: 15_000 });
let told: Up;
let browser: Browser;
let shop: Shop;
let operator: Awaited<ReturnType<typeof createOperator>>;
const tall = { body: '<div style="height: 4000px"></div>' };

beforeAll(async () => {
  told = await up();
  browser = await launch();
  shop = await createShop({ '/tall': (tag) => ({ head: tag, ...tall }) }, tagOf(told));
  operator = await createOperator(told);
});
afterAll(async () => {
  operator?.close();
  shop?.close();
  await browser?.close();
  await down();
  remove();
});
const CHANGED = [
  'showOn',
  'hideOn',
  'hideOnPhones',
  'hideWhenClosed',
  'hours',
  'triggers',
  'pages',
  'liveVisitors',
  'launcher',
  'position',
  'scheme',
  'logo',
] as const;
const plain = Object.fromEntries(CHANGED.map((name) => [name, DEFAULT_SETTINGS[name]])) as Partial<SiteSettings>;
const choose = async (settings: Partial<SiteSettings>) => expect((await operator.change({ ...plain, ...settings })).status).toBe(200);
afterEach(() => choose({}));

type PageWindow = Window & { $parley?: { push(command: unknown[]): unknown } };
const push = (page: Page, ...command: unknown[]) => page.evaluate((given) => void (window as PageWindow).$parley?.push(given), command);
const launcher = (page: Page) => page.locator('parley-chat button').first();
const isSeen = (page: Page) => () => launcher(page).isVisible();
const go = (page: Page, path: string) => page.evaluate((to) => history.pushState({}, '', to), path);
/** Our requests of a page view, without hashes. */
const own = (requests: readonly string[]) => () =>
  requests.filter((url) => url.startsWith(told.url)).map((url) => url.replace(/^.*\/|-[\w-]{6}\.js$|\?.*/g, ''));
const stored = (page: Page) => page.evaluate(() => Object.keys(localStorage));
const trigger = (name: string, on: Trigger['on'], more: Partial<Trigger> = {}): Trigger => ({
  name,
  on,
  pages: [],
  text: `Said by ${name}`,
  opens: false,
  ...more,
});

it('[W9] paths say where the chat is shown, also when the address changes without loading; it costs one part and stores nothing', async () => {
  await choose({ showOn: ['/shop/*'], hideOn: ['/shop/pay'] });
  const { page, context, requests } = await visit(browser, `${shop.url}/shop/a`);
  await eventually(isSeen(page)).toBe(true);
  await go(page, '/shop/pay');
  await eventually(isSeen(page)).toBe(false);
  await go(page, '/shop/b');
  await eventually(isSeen(page)).toBe(true);
  await page.goBack();
  await eventually(isSeen(page)).toBe(false);
  expect(own(requests)()).toEqual([`${told.siteId}.js`, 'w-page']);
  expect(await stored(page)).toEqual([]);
  await context.close();
});

it('[W9] hidden on phones and a look of its own cost no further request; hidden outside of the hours it needs the clock only', async () => {
  await choose({ hideOnPhones: true, position: 'start', scheme: 'dark' });
  const phone = await visit(browser, shop.url, { viewport: { width: 390, height: 844 } });
  await phone.page.locator('parley-chat').waitFor({ state: 'attached' });
  expect(await launcher(phone.page).isVisible()).toBe(false);
  expect(own(phone.requests)()).toEqual([`${told.siteId}.js`]);
  await phone.context.close();
  const desk = await visit(browser, shop.url);
  await launcher(desk.page).waitFor();
  expect((await launcher(desk.page).boundingBox())?.x).toBe(20);
  await openChat(desk.page);
  await desk.page.locator('.panel').waitFor();
  expect(await desk.page.locator('.panel').evaluate((panel) => getComputedStyle(panel).backgroundColor)).toBe('rgb(24, 26, 31)');
  await desk.context.close();
  await choose({ hideWhenClosed: true, hours: { timezone: 'UTC', days: [[], [], [], [], [], [], []] } });
  const closed = await visit(browser, shop.url);
  await eventually(own(closed.requests)).toEqual([`${told.siteId}.js`, 'w-page']);
  expect(await launcher(closed.page).isVisible()).toBe(false);
  await closed.context.close();
});

it('[W9] triggers say something once for a visitor: after time, at a depth, when the page says so; nothing is sent, and stored only once one fired', async () => {
  await choose({
    triggers: [
      trigger('slow', { kind: 'time', seconds: 3_000 }),
      trigger('deep', { kind: 'scroll', percent: 50 }, { pages: ['/tall'] }),
      trigger('paid', { kind: 'event', name: 'payment' }, { opens: true }),
    ],
  });
  const { page, context, requests } = await visit(browser, `${shop.url}/tall`);
  await eventually(own(requests)).toEqual([`${told.siteId}.js`, 'w-page']);
  await launcher(page).waitFor();
  expect(await stored(page)).toEqual([]);
  await page.evaluate(() => scrollTo(0, 3_000));
  const bubble = page.getByRole('button', { name: 'Said by deep' });
  await bubble.waitFor();
  expect(await stored(page)).toEqual([`parley:${told.siteId}:fired`]);
  expect(own(requests)()).toEqual([`${told.siteId}.js`, 'w-page']);
  await bubble.click();
  await page.getByRole('log').getByText('Said by deep').waitFor();
  await page.getByRole('button', { name: 'Close chat' }).click();
  await push(page, 'do', 'trigger:run', ['payment']);
  await page.getByRole('log').getByText('Said by paid').waitFor();
  // once: not on the next page
  await page.reload();
  await launcher(page).waitFor();
  await page.evaluate(() => scrollTo(0, 3_000));
  await push(page, 'do', 'trigger:run', ['slow']);
  await page.getByRole('button', { name: 'Said by slow' }).or(page.getByRole('log').getByText('Said by slow')).first().waitFor();
  expect(await page.getByText('Said by deep').count()).toBe(0);
  await context.close();
});

it('[W9] a trigger that waits for the pointer to leave says its words beside the launcher, and they can be dismissed', async () => {
  await choose({ triggers: [trigger('leaving', { kind: 'exit' })] });
  const { page, context, requests } = await visit(browser, shop.url);
  await eventually(own(requests)).toContain('w-page');
  await launcher(page).waitFor();
  await page.evaluate(() => document.dispatchEvent(new MouseEvent('mouseout', { clientY: -1, relatedTarget: null })));
  await page.getByRole('button', { name: 'Said by leaving' }).waitFor();
  await page.getByRole('button', { name: 'Dismiss' }).click();
  await page.getByRole('button', { name: 'Said by leaving' }).waitFor({ state: 'detached' });
  await context.close();
});

it('[W9] operators see the pages of who wrote, without query, only where the owner wants it; others cost nothing more', async () => {
  await choose({ pages: true });
  const heard = operator.visits();
  const { page, context } = await visit(browser, `${shop.url}/one?secret=1`);
  await openChat(page);
  await write(page, 'I was here');
  const row = await operator.find('I was here');
  await eventually(() => heard.map(({ conversationId, url }) => [conversationId, url])).toContainEqual([
    row.conversationId,
    `${shop.url}/one`,
  ]);
  await go(page, '/two');
  await eventually(() => heard.at(-1)?.url).toBe(`${shop.url}/two`);
  // asked again, they answer
  const before = heard.length;
  operator.where();
  await eventually(() => heard.length).toBeGreaterThan(before);
  await context.close();
  const stranger = await watch(await browser.newContext());
  await stranger.page.goto(shop.url);
  await launcher(stranger.page).waitFor();
  await eventually(own(stranger.requests)).toEqual([`${told.siteId}.js`, 'w-page']);
  await stranger.page.context().close();
});

it('[W9] live visitors: each page view is seen before anybody writes', async () => {
  await choose({ liveVisitors: true });
  const heard = operator.visits();
  const { context } = await visit(browser, `${shop.url}/live`);
  await eventually(() => heard.at(-1)?.url).toBe(`${shop.url}/live`);
  await context.close();
});

it('[W10] the logo of the site stands for its initials, which are there when it is not', async () => {
  await choose({ logo: `${told.url.replace('http:', 'https:')}/none.png` });
  const { page, context } = await visit(browser, shop.url);
  await openChat(page);
  const face = page.locator('header .face').first();
  await face.waitFor();
  await eventually(() => page.locator('header img').isVisible()).toBe(false);
  expect(await face.textContent()).not.toBe('');
  await context.close();
});
