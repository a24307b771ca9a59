import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { axe } from './axe.ts';
import { createParley, launch, type Up } from './parley.ts';
import { createOperator, createShop, openChat, readLinks, type Shop, tagOf, visit, watch, write } from './shop.ts';

const { up, down, remove, folder } = createParley();
let told: Up;
let browser: Browser;
let shop: Shop;
let linkOf: Awaited<ReturnType<typeof readLinks>>;
const queue = (commands: string) => `<script>window.$parley=[];${commands}</script>`;

beforeAll(async () => {
  await up();
  await down();
  linkOf = await readLinks(folder);
  told = await up();
  browser = await launch();
  shop = await createShop(
    {
      '/twice': (tag) => ({ head: tag + tag }),
      '/dark': () => ({ html: 'style="color-scheme: dark; background: #111"' }),
      '/crisp': (tag) => ({
        // Crisp's own snippet, with the global renamed and our address.
        head: `<script>window.$parley=[];window.PARLEY_WEBSITE_ID="x";(function(){d=document;s=d.createElement("script");s.src="${/src="([^"]+)"/.exec(tag)?.[1]}";s.async=1;d.getElementsByTagName("head")[0].appendChild(s);})();
$parley.push(["safe", true]);
$parley.push(["set", "user:email", ["visitor@shop.example"]]);
$parley.push(["set", "user:nickname", ["Vic"]]);
$parley.push(["set", "session:data", [[["plan", "pro"], ["seats", 3]]]]);
window.heard=[];
for (const name of ["chat:opened", "chat:closed", "message:sent", "message:received"]) $parley.push(["on", name, (value) => window.heard.push([name, value && value.content])]);
$parley.push(["on", "chat:opened", () => { throw new Error("a mistake of the page") }]);
$parley.push(["config", "color:theme", ["blue"]]);
$parley.push(["config", "color:theme", ["red"]]);
</script>`,
      }),
      '/send': (tag) => ({ head: `${queue('$parley.push(["do", "message:send", ["text", "sent by the page"]])')}${tag}` }),
    },
    tagOf(told),
  );
});
afterAll(async () => {
  shop?.close();
  await browser?.close();
  await down();
  remove();
});

/** What the page sees of the SDK. */
type PageWindow = Window & { $parley?: { push(command: unknown[]): unknown; get(name: string): number } };

const bubbles = (page: Page) => page.locator('.bubble:not(.dots)').allInnerTexts();

it('[W10] nobody there: it says so, keeps the message, asks once for an e-mail, and tells the operators', async () => {
  const { page, context, errors } = await visit(browser, shop.url);
  await openChat(page);
  await page.getByText('Usually replies within a few hours').waitFor();
  await write(page, 'Is it in stock?');
  await page.getByText('Sent', { exact: true }).waitFor();
  await page.getByText('Nobody is here just now.').waitFor();
  expect(await axe(page)).toEqual([]);
  await page.getByLabel('Where may we send the answer').fill('vic@shop.example');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByLabel('Where may we send the answer').waitFor({ state: 'detached' });
  // refuted: asked again, after a reload or another message
  await write(page, 'And in red?');
  await page.reload();
  await page.getByText('And in red?').waitFor();
  await page.getByText('Sent', { exact: true }).waitFor();
  expect(await page.getByLabel('Where may we send the answer').count()).toBe(0);
  await expect.poll(() => bubbles(page)).toEqual(['Is it in stock?', 'And in red?']);
  expect(errors).toEqual([]);
  await context.close();
});

it('[W10] a conversation: states, an answer, typing, links, the draft, Esc and focus; nothing of it is HTML', async () => {
  const operator = await createOperator(told);
  const { page, context, errors } = await visit(browser, shop.url);
  // by keyboard alone
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect.poll(() => page.evaluate(() => document.activeElement?.localName)).toBe('parley-chat');
  await page.getByText('Here now').waitFor();
  await page.keyboard.type('Hello <b>you</b>');
  await page.keyboard.press('Shift+Enter');
  await page.keyboard.type('second line');
  await page.keyboard.press('Enter');
  const row = await operator.find('Hello <b>you</b>\nsecond line');
  await page.getByText('Sent', { exact: true }).waitFor();
  operator.read(row);
  await page.getByText('Read', { exact: true }).waitFor();
  operator.typing(row);
  await page.getByText('Ann is writing').waitFor();
  await operator.say(row, 'See https://shop.example/a. And javascript:alert(1)');
  const link = page.getByRole('link', { name: 'https://shop.example/a' });
  await link.waitFor();
  expect(await link.getAttribute('rel')).toContain('noopener');
  expect(await page.locator('.bubble b, .bubble [href^=javascript]').count()).toBe(0);
  // a draft outlives the page; the panel is open again, and takes no focus that it was not given
  await page.keyboard.type('not yet sent');
  await page.reload();
  await expect.poll(() => page.getByRole('textbox', { name: 'Message' }).inputValue()).toBe('not yet sent');
  await expect.poll(() => bubbles(page)).toHaveLength(2);
  expect(await axe(page)).toEqual([]);
  // Esc closes and gives the focus back; the page does not hear what is typed
  await page.evaluate(() => {
    const heard: string[] = [];
    Object.assign(window, { heard });
    document.addEventListener('keydown', ({ key }) => heard.push(key));
  });
  await page.getByRole('textbox', { name: 'Message' }).press('x');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: /^Open chat/ }).waitFor();
  expect(await page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.ariaLabel)).toMatch(/^Open chat/);
  expect(await page.evaluate(() => (window as unknown as { heard: string[] }).heard)).toEqual([]);
  expect(errors).toEqual([]);
  await context.close();
  operator.close();
});

it('[W10] an answer while the panel is closed is shown in a bubble and counted; [W9] after the tab closed, by a badge before any click', async () => {
  const operator = await createOperator(told);
  const { page, context } = await visit(browser, shop.url);
  await openChat(page);
  await write(page, 'A question');
  const row = await operator.find('A question');
  await page.getByRole('button', { name: 'Close chat' }).click();
  // the bubble
  await operator.say(row, 'First answer');
  await page.getByRole('button', { name: /First answer/ }).waitFor();
  await page.getByRole('button', { name: 'Open chat, 1 unread' }).waitFor();
  await page.getByRole('button', { name: 'Dismiss' }).click();
  await page.getByRole('button', { name: /First answer/ }).waitFor({ state: 'detached' });
  await operator.say(row, 'Second answer');
  const isRead = operator.untilRead(row, 3);
  await page.getByRole('button', { name: /Second answer/ }).click();
  await page.getByRole('log').getByText('Second answer').waitFor();
  await isRead;
  // the tab is closed; an answer comes
  await page.close();
  await operator.say(row, 'Third answer');
  await operator.find('Third answer');
  const later = await watch(context);
  await later.page.goto(shop.url);
  await later.page.getByRole('button', { name: 'Open chat, 1', exact: true }).waitFor();
  expect(await later.page.getByTitle('Ann: Third answer').count()).toBe(1);
  expect(later.requests.map((url) => url.replace(/^.*\/parley/, '/parley'))).toEqual([
    `${shop.url}/`,
    `/parley/${told.siteId}.js`,
    `/parley/${told.siteId}/unread`,
  ]);
  await openChat(later.page);
  await later.page.getByRole('log').getByText('Third answer').waitFor();
  await later.page.getByRole('button', { name: 'Close chat' }).click();
  await later.page.getByRole('button', { name: 'Open chat', exact: true }).waitFor();
  await context.close();
  operator.close();
});

it('[W11] a page that may not chat says so, and its console has one line with the mend; a file too', async () => {
  const { page, context, said } = await visit(browser, shop.foreign);
  await openChat(page);
  await page.getByText('Chat is unavailable on this page.').waitFor();
  expect(await page.getByRole('textbox', { name: 'Message' }).count()).toBe(0);
  expect(said).toEqual([
    expect.stringMatching(/^parley: origin_refused .*Add http:\/\/shop\.example:\d+ to the allowed origins in the inbox under Install/),
  ]);
  await context.close();
  const place = mkdtempSync(join(tmpdir(), 'parley-file-'));
  const file = join(place, 'page.html');
  writeFileSync(file, `<!doctype html><title>File</title><body>${tagOf(told)}</body>`);
  const opened = await visit(browser, pathToFileURL(file).href);
  await openChat(opened.page);
  await opened.page.getByText('Chat is unavailable on this page.').waitFor();
  expect(opened.said).toEqual([expect.stringMatching(/^parley: origin_refused .*from a web server/)]);
  await opened.context.close();
  rmSync(place, { recursive: true });
});

it("[W12] Crisp's snippet with the global renamed works; what is not supported is told once and thrown nowhere", async () => {
  const operator = await createOperator(told);
  const { page, context, said, errors, requests } = await visit(browser, `${shop.url}/crisp`);
  await page.getByRole('button', { name: 'Open chat' }).waitFor();
  // what was set is kept in memory: nothing is asked and nothing is stored
  const asked = () => requests.filter((url) => url.includes('/parley/')).map((url) => url.replace(/^.*\/|-[\w-]{6}\.js$/g, ''));
  // but for the look of the launcher, which is a request of its own
  await expect.poll(asked).toEqual([`${told.siteId}.js`, 'w-page']);
  await expect
    .poll(() => page.getByRole('button', { name: 'Open chat' }).evaluate((button) => getComputedStyle(button).backgroundColor))
    .toBe('rgb(255, 0, 0)');
  expect(await page.evaluate(() => localStorage.length + sessionStorage.length)).toBe(0);
  expect(said).toEqual([]);
  const push = (command: unknown[]) => page.evaluate((given) => (window as PageWindow).$parley?.push(given), command);
  await push(['do', 'chat:open']);
  await page.getByRole('textbox', { name: 'Message' }).waitFor();
  const unsupported = () => said.filter((line) => line.includes('verb_'));
  await expect.poll(unsupported).toEqual(['parley: verb_unsupported - safe true']);
  await push(['do', 'message:send', ['text', 'by the page']]);
  const row = await operator.until(({ excerpt, profile }) => excerpt === 'by the page' && profile.email !== undefined);
  expect(row.profile).toEqual({ email: 'visitor@shop.example', name: 'Vic', data: { plan: 'pro', seats: 3 } });
  await push(['do', 'chat:close']);
  await operator.say(row, 'an answer');
  const count = () => page.evaluate(() => (window as PageWindow).$parley?.get('chat:unread:count'));
  await expect.poll(count).toBe(1);
  expect(await page.evaluate(() => (window as unknown as { heard: unknown[] }).heard)).toEqual([
    ['chat:opened', undefined],
    ['message:sent', 'by the page'],
    ['chat:closed', undefined],
    ['message:received', 'an answer'],
  ]);
  await push(['do', 'chat:hide']);
  expect(await page.getByRole('button', { name: /Open chat/ }).isVisible()).toBe(false);
  await push(['do', 'chat:show']);
  expect(await page.getByRole('button', { name: /Open chat/ }).isVisible()).toBe(true);
  // a new visitor
  await push(['do', 'session:reset']);
  await expect.poll(count).toBe(0);
  await push(['do', 'chat:open']);
  await write(page, 'somebody else');
  const other = await operator.find('somebody else');
  expect([other.visitorId === row.visitorId, other.profile, await bubbles(page)]).toEqual([false, {}, ['somebody else']]);
  expect(errors).toEqual([]);
  await context.close();
  operator.close();
});

it('[W12] what was pushed before the script came is done; two script tags make one launcher', async () => {
  const sending = await visit(browser, `${shop.url}/send`);
  await sending.page.waitForFunction(() => Object.keys(localStorage).length > 0);
  await openChat(sending.page);
  await sending.page.getByRole('log').getByText('sent by the page').waitFor();
  await sending.context.close();
  const { page, context, said } = await visit(browser, `${shop.url}/twice`);
  await expect.poll(() => said).toEqual(['parley: already_loaded - keep one script tag']);
  expect(await page.getByRole('button', { name: 'Open chat' }).count()).toBe(1);
  await context.close();
});

it('[W12] destroy leaves no node, listener, timer or socket; the script boots again', async () => {
  const context = await browser.newContext();
  await context.addInitScript(() => {
    const counts = { listeners: 0, timers: new Set<unknown>(), sockets: [] as WebSocket[] };
    Object.assign(window, { counts });
    const { addEventListener: add, removeEventListener: drop } = EventTarget.prototype;
    const isPage = (target: unknown) => target === window || target === document || target === window.visualViewport;
    EventTarget.prototype.addEventListener = function (...args: Parameters<typeof add>) {
      if (isPage(this ?? window)) counts.listeners += 1;
      return add.apply(this ?? window, args);
    };
    EventTarget.prototype.removeEventListener = function (...args: Parameters<typeof drop>) {
      if (isPage(this ?? window)) counts.listeners -= 1;
      return drop.apply(this ?? window, args);
    };
    const { setTimeout: start, clearTimeout: stop } = window;
    window.setTimeout = ((call: () => void, ms: number) => {
      const timer = start(() => {
        counts.timers.delete(timer);
        call();
      }, ms);
      counts.timers.add(timer);
      return timer;
    }) as typeof setTimeout;
    window.clearTimeout = (timer) => {
      counts.timers.delete(timer);
      stop(timer);
    };
    const Real = WebSocket;
    window.WebSocket = class extends Real {
      constructor(url: string) {
        super(url);
        counts.sockets.push(this);
      }
    } as typeof WebSocket;
  });
  const { page } = await watch(context);
  await page.goto(shop.url);
  await page.getByRole('button', { name: 'Open chat' }).waitFor();
  await openChat(page);
  await write(page, 'before the end');
  await page.getByText('Sent', { exact: true }).waitFor();
  const counts = () =>
    page.evaluate(() => {
      const { listeners, timers, sockets } = (
        window as unknown as { counts: { listeners: number; timers: Set<unknown>; sockets: WebSocket[] } }
      ).counts;
      return { listeners, timers: timers.size, open: sockets.filter(({ readyState }) => readyState < 2).length, sockets: sockets.length };
    });
  expect((await counts()).sockets).toBe(1);
  await page.evaluate(() => (window as PageWindow).$parley?.push(['do', 'destroy']));
  expect(await page.locator('parley-chat').count()).toBe(0);
  expect(await page.evaluate(() => '$parley' in window)).toBe(false);
  await expect.poll(counts).toMatchObject({ listeners: 0, timers: 0, open: 0 });
  await page.evaluate((tag) => {
    const script = document.createElement('script');
    script.src = tag;
    document.head.append(script);
  }, `${told.url}/parley/${told.siteId}.js`);
  await openChat(page);
  await page.getByRole('log').getByText('before the end').waitFor();
  await context.close();
});

it('[W8] a server that is replaced shows nothing; [W2] what is written while it is away is sent once when it is back', async () => {
  const { page, context } = await visit(browser, shop.url);
  await openChat(page);
  await write(page, 'before');
  await page.getByText('Sent', { exact: true }).waitFor();
  await down();
  await write(page, 'while away');
  await page.getByText('Waiting', { exact: true }).waitFor();
  await page.getByText('Offline - your message will be sent when you are back').waitFor();
  expect(await axe(page)).toEqual([]);
  await up();
  await page.getByText('Offline').waitFor({ state: 'detached' });
  await page.getByText('Sent', { exact: true }).waitFor();
  expect(await bubbles(page)).toEqual(['before', 'while away']);
  await context.close();
});

it('[W6] the link of a mail shows the conversation in another browser, on a phone, and leaves the one there alone', async () => {
  const operator = await createOperator(told);
  const first = await visit(browser, shop.url);
  await openChat(first.page);
  await write(first.page, 'asked at a desk');
  const row = await operator.find('asked at a desk');
  await operator.say(row, 'answered later');
  const phone = await visit(browser, `${told.url}/c/${linkOf(row, Date.now() + 600_000)}`, {
    viewport: { width: 390, height: 844 },
    isMobile: true,
    hasTouch: true,
  });
  await phone.page.getByRole('log').getByText('answered later').waitFor();
  expect(await axe(phone.page)).toEqual([]);
  await write(phone.page, 'gone on from a phone');
  await first.page.getByRole('log').getByText('gone on from a phone').waitFor();
  expect(await phone.page.evaluate(() => Object.keys(localStorage).every((key) => key.startsWith('parley:c:')))).toBe(true);
  await phone.page.goto(`${told.url}/c/${linkOf(row, 1)}`);
  await phone.page.getByRole('heading', { name: 'This link has expired' }).waitFor();
  expect(await axe(phone.page)).toEqual([]);
  expect(phone.errors).toEqual([]);
  await Promise.all([first.context.close(), phone.context.close()]);
  operator.close();
});

it('[W10] dark pages have a dark panel that is as readable', async () => {
  const { page, context } = await visit(browser, `${shop.url}/dark`);
  await openChat(page);
  await write(page, 'in the dark https://shop.example/');
  await page.getByText('Nobody is here just now.').waitFor();
  const ground = await page.locator('.panel').evaluate((panel) => getComputedStyle(panel).backgroundColor);
  expect(ground).toBe('rgb(24, 26, 31)');
  expect(await axe(page)).toEqual([]);
  await context.close();
});

it('[W9] a chunk that does not come is asked for again; then the launcher says so, and the next click tries anew', async () => {
  const { page, context, said, errors } = await visit(browser, shop.url);
  let refusals = 3;
  const asked: string[] = [];
  await page.route(/\/chat-/, (route) => {
    asked.push(new URL(route.request().url()).search);
    refusals -= 1;
    return refusals >= 0 ? route.abort() : route.continue();
  });
  const launcher = page.locator('parley-chat > button, parley-chat button').first();
  await launcher.dispatchEvent('click');
  await page.getByRole('button', { name: 'Chat failed to load. Try again' }).waitFor();
  expect(said).toEqual(['parley: chunk_failed - check network and CSP']);
  await launcher.dispatchEvent('click');
  await page.getByRole('textbox', { name: 'Message' }).waitFor();
  expect(asked.map((search) => search.length > 0)).toEqual([false, true, false, true]);
  expect(errors).toEqual([]);
  await context.close();
});
