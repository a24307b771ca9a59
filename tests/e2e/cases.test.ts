/** Cases of docs/widget.md, from complaints about other chats, that no other file shows. tests/guards takes their guards away. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createParley, launch, say, type Up } from './parley.ts';
import { createOperator, createShop, openChat, type Shop, tagOf, visit, watch } from './shop.ts';

const { up, down, remove } = createParley();
/** The machine may have other work. */
const eventually = <Value>(look: () => Value) => expect.poll(look, { timeout: 15_000 });
let told: Up;
let browser: Browser;
let shop: Shop;
let operator: Awaited<ReturnType<typeof createOperator>>;

const MODAL = '<div id="modal" style="position: fixed; inset: 0; z-index: 1000; background: #fff">Cookies?</div>';

beforeAll(async () => {
  told = await up();
  browser = await launch();
  shop = await createShop({ '/modal': (tag) => ({ head: tag, body: MODAL }) }, tagOf(told));
  operator = await createOperator(told);
});
afterAll(async () => {
  operator?.close();
  shop?.close();
  await browser?.close();
  await down();
  remove();
});

type PageWindow = Window & { $parley?: { push(command: unknown[]): unknown } };
const push = (page: Page, ...command: unknown[]) => page.evaluate((given) => void (window as PageWindow).$parley?.push(given), command);

type SlowWindow = Window & { release(): void; isLost: boolean };
/** In the page nothing comes from the server until it is released; what follows the first message is lost, and the connection with it. */
function slowDown(): void {
  const slow = window as unknown as SlowWindow;
  const { promise: isReleased, resolve } = Promise.withResolvers<void>();
  let isHeld = true;
  let isSent = false;
  slow.isLost = false;
  slow.release = () => {
    isHeld = false;
    resolve();
  };
  const Real = WebSocket;
  window.WebSocket = class extends Real {
    constructor(url: string) {
      super(url);
      this.addEventListener('message', (event) => {
        if (isHeld) void isReleased.then(() => this.dispatchEvent(new MessageEvent('message', { data: event.data })));
        const loses = isSent && !slow.isLost;
        if (isHeld || loses) event.stopImmediatePropagation();
        if (!loses) return;
        slow.isLost = true;
        this.close();
      });
    }
    override send(packet: string) {
      isSent ||= packet.includes('["send"');
      super.send(packet);
    }
  } as unknown as typeof WebSocket;
}

it('[W2] a first message by a double click, on a slow network that loses its answer, is one message in one conversation', async () => {
  const context = await browser.newContext();
  await context.addInitScript(slowDown);
  const { page, errors } = await watch(context);
  await page.goto(shop.url);
  await openChat(page);
  await page.getByRole('textbox', { name: 'Message' }).fill('once and no more');
  await page.getByRole('button', { name: 'Send' }).dblclick();
  await page.evaluate(() => (window as unknown as SlowWindow).release());
  await page.getByText('Sent', { exact: true }).waitFor();
  expect(await page.evaluate(() => (window as unknown as SlowWindow).isLost)).toBe(true);
  const row = await operator.find('once and no more');
  // What is written after it is stored after all that was sent before.
  await say(page, 'and then this');
  await operator.find('and then this');
  const entries = await operator.log(row);
  expect(entries.map((entry) => (entry.kind === 'entry' && entry.body.kind === 'message' ? entry.body.text : entry.kind))).toEqual([
    'once and no more',
    'and then this',
  ]);
  const changes = await operator.transport.request('changes', { siteId: told.siteId, cursor: null });
  const { rows } = changes as unknown as { rows: readonly { readonly excerpt: string }[] };
  expect(rows.filter(({ excerpt }) => /once and|and then/.test(excerpt))).toHaveLength(1);
  expect(errors).toEqual([]);
  await context.close();
});

it('[W10] by ear and by keyboard: a launcher with a name, the field under the caret, answers read out as they come, and back', async () => {
  const { page, context, errors } = await visit(browser, shop.url);
  const launcher = page.getByRole('button', { name: 'Open chat', exact: true });
  await launcher.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
  const field = page.getByRole('textbox', { name: 'Message' });
  await eventually(() => field.evaluate((element) => element.matches(':focus'))).toBe(true);
  await page.keyboard.type('Can you hear me?');
  await page.keyboard.press('Enter');
  const log = page.getByRole('log', { name: 'Conversation' });
  await log.getByText('Can you hear me?').waitFor();
  await operator.say(await operator.find('Can you hear me?'), 'Loud and clear');
  await log.getByText('Loud and clear').waitFor();
  await eventually(() => log.getAttribute('aria-live')).toBe('polite');
  await page.keyboard.press('Escape');
  await eventually(() => launcher.evaluate((element) => element.matches(':focus'))).toBe(true);
  expect(errors).toEqual([]);
  await context.close();
});

it('[W12] a modal of the page lies over launcher and panel when the page says so', async () => {
  const { page, context } = await visit(browser, `${shop.url}/modal`);
  const onTop = async (selector: string) => {
    const box = await page.locator(selector).first().boundingBox();
    const middle = { x: (box?.x ?? 0) + (box?.width ?? 0) / 2, y: (box?.y ?? 0) + (box?.height ?? 0) / 2 };
    return page.evaluate(({ x, y }) => document.elementFromPoint(x, y)?.localName, middle);
  };
  await page.getByRole('button', { name: 'Open chat' }).waitFor();
  // refuted: without a word of the page the chat is on top
  expect(await onTop('parley-chat button')).toBe('parley-chat');
  await push(page, 'config', 'container:index', [999]);
  await eventually(() => onTop('parley-chat button')).toBe('div');
  await push(page, 'do', 'chat:open');
  await page.getByRole('textbox', { name: 'Message' }).waitFor();
  expect(await onTop('.panel')).toBe('div');
  await context.close();
});
