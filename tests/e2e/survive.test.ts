/** What pages, browsers and networks do to a widget: none of it may harm the page, or lose the chat. */
import type { Browser, CDPSession, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createParley, launch, type Up } from './parley.ts';
import { createOperator, createShop, openChat, type Shop, type ShopPage, tagOf, visit, watch, write } from './shop.ts';

const { up, down, remove } = createParley();
/** The machine may have other work. */
const eventually = <Value>(look: () => Value) => expect.poll(look, { timeout: 15_000 });
let told: Up;
let browser: Browser;
let shop: Shop;

type PageWindow = Window & { $parley?: { push(command: unknown[]): unknown } };

const HOSTILE = `<style>
html { font-size: 62.5% }
* { all: unset !important; display: block !important; color: red !important; font-size: 40px !important }
:not(html) { transform: rotate(3deg) !important }
body { transform: scale(0.5) !important; overflow: hidden !important }
body > *, parley-chat { display: none !important; visibility: hidden !important; pointer-events: none !important }
button { width: 1px !important }
</style>`;
const pages: Readonly<Record<string, (tag: string) => ShopPage>> = {
  '/bare': () => ({ head: '' }),
  '/hostile': (tag) => ({ head: tag + HOSTILE }),
  '/moved': (tag) => ({ head: `${tag}<style>body { transform: translateY(40px); height: 3000px }</style>` }),
  '/shortcuts': (tag) => ({
    head: `${tag}<script>
window.heard = [];
for (const name of ['keydown', 'keyup', 'keypress']) addEventListener(name, (event) => { if (event.key !== 'Tab') { heard.push(event.key); event.preventDefault(); } });
</script>`,
  }),
  '/modal': (tag) => ({
    head: tag,
    body: '<dialog id="ask"><p>Cookies?</p><button id="yes" onclick="ask.close(); window.answered = true">Yes</button></dialog>',
  }),
  '/own': (tag) => ({ head: tag, body: '<a href="/contact" data-parley-open id="own"><b>Chat with us</b></a>' }),
  '/framed': (tag) => ({ head: tag, csp: "frame-ancestors 'none'" }),
};

beforeAll(async () => {
  told = await up();
  browser = await launch();
  shop = await createShop(pages, tagOf(told));
});
afterAll(async () => {
  shop?.close();
  await browser?.close();
  await down();
  remove();
});

const push = (page: Page, ...command: unknown[]) => page.evaluate((given) => void (window as PageWindow).$parley?.push(given), command);
const launcher = (page: Page) => page.locator('parley-chat button').first();
const boot = (page: Page) =>
  page.evaluate((src) => {
    const script = document.createElement('script');
    script.src = src;
    document.head.append(script);
    return new Promise((resolve) => {
      script.onload = () => {
        script.remove();
        resolve(null);
      };
    });
  }, `${told.url}/parley/${told.siteId}.js`);

it('[W9] a page that changes its address, or exchanges its body, keeps the chat, open and as it was', async () => {
  const { page, context, errors } = await visit(browser, shop.url);
  await openChat(page);
  await write(page, 'before the change');
  await page.getByText('Sent', { exact: true }).waitFor();
  await page.getByRole('textbox', { name: 'Message' }).fill('half a');
  await page.evaluate(() => {
    history.pushState({}, '', '/other');
    // as Turbo does
    const body = document.createElement('body');
    body.innerHTML = '<main><h1>Other page</h1></main>';
    document.body.replaceWith(body);
  });
  await page.getByRole('heading', { name: 'Other page' }).waitFor();
  await page.keyboard.type(' thought');
  await page.keyboard.press('Enter');
  await page.getByRole('log').getByText('half a thought').waitFor();
  expect(await page.locator('parley-chat').count()).toBe(1);
  expect(errors).toEqual([]);
  await context.close();
});

it('[W9] a widget that was not opened survives the exchange of a body as well', async () => {
  const { page, context } = await visit(browser, shop.url);
  await launcher(page).waitFor();
  await page.evaluate(() => document.body.replaceWith(document.createElement('body')));
  await openChat(page);
  await page.getByRole('textbox', { name: 'Message' }).waitFor();
  await context.close();
});

/** Everything that a page holds, as the debugger counts it after a collection. */
async function countAll(session: CDPSession) {
  await session.send('HeapProfiler.collectGarbage');
  const { metrics } = await session.send('Performance.getMetrics');
  const of = (name: string) => metrics.find((one) => one.name === name)?.value ?? 0;
  return { nodes: of('Nodes'), listeners: of('JSEventListeners'), documents: of('Documents') };
}

it('[W12] booted and destroyed fifty times, nodes, listeners, timers and sockets are back at the start', async () => {
  const { page, context, errors } = await visit(browser, `${shop.url}/bare`);
  await page.evaluate(() => {
    const timers = new Set<unknown>();
    const sockets: WebSocket[] = [];
    Object.assign(window, { timers, sockets });
    for (const [start, stop] of [
      ['setTimeout', 'clearTimeout'],
      ['setInterval', 'clearInterval'],
    ] as const) {
      const [begin, end] = [
        window[start] as (call: () => void, ms?: number, ...more: unknown[]) => number,
        window[stop] as (id?: number) => void,
      ];
      Object.assign(window, {
        [start]: (call: (...given: unknown[]) => void, ms?: number, ...more: unknown[]) => {
          const timer = begin(() => {
            if (start === 'setTimeout') timers.delete(timer);
            call(...more);
          }, ms);
          timers.add(timer);
          return timer;
        },
        [stop]: (timer?: number) => {
          timers.delete(timer);
          end(timer);
        },
      });
    }
    const Real = WebSocket;
    window.WebSocket = class extends Real {
      constructor(url: string) {
        super(url);
        sockets.push(this);
      }
    } as typeof WebSocket;
  });
  const session = await context.newCDPSession(page);
  await session.send('Performance.enable');
  const round = async (opens: boolean) => {
    await boot(page);
    if (opens) {
      await push(page, 'on', 'chat:opened', null);
      await push(page, 'config', 'color:theme', ['#123456']);
      await push(page, 'do', 'chat:open');
      await page.getByRole('textbox', { name: 'Message' }).waitFor();
    }
    await push(page, 'do', 'destroy');
    await page.locator('parley-chat').waitFor({ state: 'detached' });
  };
  for (let warm = 0; warm < 5; warm += 1) await round(true);
  const before = await countAll(session);
  for (let time = 0; time < 50; time += 1) await round(time % 2 === 0);
  const left = () =>
    page.evaluate(() => {
      const { timers, sockets } = window as unknown as { timers: Set<unknown>; sockets: WebSocket[] };
      return { timers: timers.size, sockets: sockets.filter(({ readyState }) => readyState < 2).length };
    });
  await eventually(left).toEqual({ timers: 0, sockets: 0 });
  await expect
    .poll(
      async () => {
        const now = await countAll(session);
        return {
          nodes: now.nodes <= before.nodes,
          listeners: now.listeners <= before.listeners,
          documents: now.documents <= before.documents,
        };
      },
      { timeout: 20_000 },
    )
    .toEqual({ nodes: true, listeners: true, documents: true });
  expect(await page.evaluate(() => '$parley' in window)).toBe(false);
  expect(errors).toEqual([]);
  await context.close();
});

it.each(['throws', 'is null'])('[W1] where storage %s the chat works, and forgets with the page', async (how) => {
  const context = await browser.newContext();
  await context.addInitScript((isNull) => {
    for (const name of ['localStorage', 'sessionStorage'])
      Object.defineProperty(window, name, {
        get() {
          if (isNull) return null;
          throw new DOMException('denied', 'SecurityError');
        },
      });
  }, how === 'is null');
  const { page, said, errors } = await watch(context);
  await page.goto(shop.url);
  await openChat(page);
  await write(page, `kept in memory, storage ${how}`);
  await page.getByText('Sent', { exact: true }).waitFor();
  const found = await page.evaluate(() => (window as PageWindow).$parley?.push(['do', 'diagnose']) as Promise<{ code: string }[]>);
  expect(found.map(({ code }) => code)).toEqual(['storage_denied']);
  expect(errors).toEqual([]);
  expect(said.filter((line) => !line.includes('storage_denied'))).toEqual([]);
  await context.close();
});

it('[W2] without WebSockets everything goes by polling, and diagnose says so', async () => {
  const context = await browser.newContext();
  await context.addInitScript(() => {
    const Real = WebSocket;
    window.WebSocket = class extends Real {
      constructor() {
        super('ws://127.0.0.1:1');
      }
    } as unknown as typeof WebSocket;
  });
  const { page, errors } = await watch(context);
  await page.goto(shop.url);
  await openChat(page);
  await write(page, 'by polling');
  await page.getByText('Sent', { exact: true }).waitFor({ timeout: 30_000 });
  const found = await page.evaluate(() => (window as PageWindow).$parley?.push(['do', 'diagnose']) as Promise<{ code: string }[]>);
  expect(found.map(({ code }) => code)).toEqual(['websocket_refused']);
  expect(errors).toEqual([]);
  await context.close();
});

it.each([
  { step: 'the script', stops: /\/parley\/[\w-]+\.js/, says: 0 },
  { step: 'the chat', stops: /\/assets\/chat-/, says: 1 },
  { step: 'the page part', stops: /\/assets\/w-page-/, says: 1 },
  { step: 'the SDK part', stops: /\/assets\/w-sdk-/, says: 1 },
  { step: 'sockets', stops: /\/parley\/socket/, says: 0 },
])('[W9] when the server fails at $step the page is untouched, and its console has one line at most', async ({ stops, says }) => {
  for (const how of ['abort', 'status'] as const) {
    const context = await browser.newContext();
    const { page, said, errors } = await watch(context);
    await context.routeWebSocket(stops, (socket) => void socket.close());
    await page.route(stops, (route) => (how === 'abort' ? route.abort() : route.fulfill({ status: 500, body: 'broken' })));
    await page.goto(shop.url);
    await push(page, 'set', 'user:nickname', ['Vic']);
    await push(page, 'config', 'container:index', [5]);
    await push(page, 'do', 'chat:open');
    await eventually(() => said.length).toBe(says);
    // What lies over the page is the launcher, and what was opened.
    expect(await page.evaluate(() => document.elementFromPoint(100, 100)?.closest('parley-chat') ?? null)).toBeNull();
    await page.getByRole('link', { name: 'More' }).click();
    expect(new URL(page.url()).hash).toBe('#more');
    expect(errors).toEqual([]);
    await context.close();
  }
});

it('[W6] two sites in one browser, on one page origin, have each its own visitor and conversation', async () => {
  const other = createParley();
  const second = await other.up();
  const context = await browser.newContext();
  const both = await createShop({ '/second': () => ({ head: tagOf(second) }) }, tagOf(told));
  const operators = [await createOperator(told), await createOperator(second)] as const;
  const { page } = await watch(context);
  await page.goto(both.url);
  await openChat(page);
  await write(page, 'to the first');
  const one = await operators[0].find('to the first');
  await page.goto(`${both.url}/second`);
  await openChat(page);
  await page.getByText('Ask us anything').waitFor();
  await write(page, 'to the second');
  const two = await operators[1].find('to the second');
  expect(two.visitorId).not.toBe(one.visitorId);
  await page.goto(both.url);
  await page.getByRole('log').getByText('to the first').waitFor();
  expect(await page.getByText('to the second').count()).toBe(0);
  await context.close();
  for (const operator of operators) operator.close();
  both.close();
  await other.down();
  other.remove();
});

it('[W10] hostile styles of the page change nothing of launcher and panel', async () => {
  const looks = async (path: string) => {
    const { page, context } = await visit(browser, shop.url + path, { viewport: { width: 1000, height: 800 } });
    await launcher(page).waitFor();
    const button = await launcher(page).boundingBox();
    await launcher(page).click();
    const field = page.getByRole('textbox', { name: 'Message' });
    await field.waitFor();
    await page.getByText('Ask us anything').waitFor();
    await page.locator('.panel').evaluate((panel) => Promise.all(panel.getAnimations().map((one) => one.finished)));
    const box = await page.locator('.panel').boundingBox();
    const text = await page.locator('.greeting').evaluate((one) => [getComputedStyle(one).fontSize, getComputedStyle(one).color]);
    await context.close();
    return { button, box, text };
  };
  const plain = await looks('/');
  expect(await looks('/hostile')).toEqual(plain);
  expect(await looks('/moved')).toEqual(plain);
});

it('[W10] shortcuts of the page do not hear what is typed, nor stop it', async () => {
  const { page, context } = await visit(browser, `${shop.url}/shortcuts`);
  await openChat(page);
  await page.getByRole('textbox', { name: 'Message' }).pressSequentially('/jk?');
  await page.keyboard.press('Enter');
  await page.getByRole('log').getByText('/jk?').waitFor();
  expect(await page.evaluate(() => (window as unknown as { heard: string[] }).heard)).toEqual([]);
  await context.close();
});

it('[W10] a modal dialog of the page stays usable, and the chat after it', async () => {
  const { page, context } = await visit(browser, `${shop.url}/modal`);
  await launcher(page).waitFor();
  await page.evaluate(() => (document.getElementById('ask') as HTMLDialogElement).showModal());
  await page.getByRole('button', { name: 'Yes' }).click();
  expect(await page.evaluate(() => (window as unknown as { answered: boolean }).answered)).toBe(true);
  await openChat(page);
  await page.getByRole('textbox', { name: 'Message' }).waitFor();
  await context.close();
});

it("[W10] a button of the page opens the chat, says so, and gets the focus back; after destroy it is the page's alone", async () => {
  const { page, context } = await visit(browser, `${shop.url}/own`);
  await launcher(page).waitFor();
  await page.locator('#own').focus();
  await page.locator('#own b').click();
  const field = page.getByRole('textbox', { name: 'Message' });
  await field.waitFor();
  expect(new URL(page.url()).pathname).toBe('/own');
  expect(await page.locator('#own').getAttribute('aria-expanded')).toBe('true');
  await field.press('Escape');
  await eventually(() => page.evaluate(() => document.activeElement?.id)).toBe('own');
  expect(await page.locator('#own').getAttribute('aria-expanded')).toBe('false');
  await push(page, 'do', 'destroy');
  await page.locator('#own').click();
  await page.waitForURL('**/contact');
  await context.close();
});

it('[W11] a page that no frame may hold, of another origin than the chat, has a chat that works', async () => {
  const { page, context, errors } = await visit(browser, `${shop.url}/framed`);
  await openChat(page);
  await write(page, 'no frames here');
  await page.getByText('Sent', { exact: true }).waitFor();
  expect(page.frames()).toHaveLength(1);
  expect(errors).toEqual([]);
  await context.close();
});

it('[W10] on a phone the open panel lies over the launcher', async () => {
  const { page, context } = await visit(browser, shop.url, { viewport: { width: 390, height: 800 } });
  await openChat(page);
  await page.getByRole('textbox', { name: 'Message' }).waitFor();
  const { x = 0, y = 0 } = (await launcher(page).boundingBox()) ?? {};
  const top = () =>
    page.evaluate((at) => document.querySelector('parley-chat')?.shadowRoot?.elementFromPoint(at.x, at.y)?.localName, {
      x: x + 28,
      y: y + 28,
    });
  await eventually(top).toBe('div');
  await context.close();
});

it('[W9] on paper there is no chat', async () => {
  const { page, context } = await visit(browser, shop.url);
  await launcher(page).waitFor();
  await page.emulateMedia({ media: 'print' });
  expect(await launcher(page).isVisible()).toBe(false);
  await context.close();
});
