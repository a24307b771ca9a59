/** The conversation as a visitor sees it, in Chromium. */
import { PAYLOADS } from '@parley/widget/rich/testing/payloads.ts';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { axe } from './axe.ts';
import { createParley, launch, type Up } from './parley.ts';
import { createOperator, createShop, openChat, type Shop, tagOf, visit, write } from './shop.ts';

const { up, down, remove } = createParley({ MESSAGE_RATE: '10000', MESSAGE_BURST: '10000' });
const PHONE: BrowserContextOptions = { viewport: { width: 390, height: 700 }, isMobile: true, hasTouch: true };
let told: Up;
let browser: Browser;
let shop: Shop;
let operator: Awaited<ReturnType<typeof createOperator>>;
/** As the owner set up the site: what a test changes is undone after it. */
const PLAIN = {
  faces: true,
  hours: null,
  greeting: '',
  title: '',
  placeholder: '',
  starters: [],
  color: '#5b54d6',
  preview: true,
  language: 'auto',
} as const;

beforeAll(async () => {
  told = await up();
  browser = await launch();
  const long = { body: '<div style="height:3000px"></div>' };
  const inLanguage = (html: string) => () => ({ html });
  shop = await createShop(
    {
      '/long': () => long,
      '/rtl': inLanguage('lang="ar" dir="rtl"'),
      ...Object.fromEntries(['en', 'fr', 'de', 'es', 'ar'].map((lang) => [`/${lang}`, inLanguage(`lang="${lang}"`)])),
    },
    tagOf(told),
  );
});
beforeEach(async () => {
  operator = await createOperator(told);
});
afterEach(async () => {
  expect((await operator.change(PLAIN)).status).toBe(200);
  operator.close();
});
afterAll(async () => {
  shop?.close();
  await browser?.close();
  await down();
  remove();
});

const field = (page: Page) => page.locator('textarea');
/** Words that a page begins with, so that each test finds its own conversation. */
async function begin(page: Page, text: string) {
  await openChat(page);
  await write(page, text);
  return operator.find(text);
}
const focused = (page: Page) =>
  page.evaluate(() => {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    return element?.ariaLabel ?? element?.textContent ?? element?.localName;
  });

it('[W6] a long conversation begins with its end; earlier pages come when one scrolls up, where one reads nothing moves; by keyboard too', async () => {
  const { page, context, errors } = await visit(browser, shop.url);
  const row = await begin(page, 'the first of many');
  for (let n = 2; n <= 320; n += 1) await operator.say(row, `answer ${n}`);
  await operator.find('answer 320');
  await page.reload();
  const log = page.getByRole('log');
  await log.getByText('answer 320', { exact: true }).waitFor();
  expect(await log.getByText('answer 120', { exact: true }).count()).toBe(0);
  expect(await log.evaluate((element) => element.scrollHeight - element.scrollTop - element.clientHeight)).toBeLessThan(2);
  // scrolled to the top: the page before comes in front, and what was read stays where it was
  const [before, after] = await log.evaluate(async (element) => {
    const top = () =>
      [...element.querySelectorAll('.bubble')].find(({ textContent }) => textContent === 'answer 122')?.getBoundingClientRect().top;
    element.scrollTop = 60;
    const at = top();
    const count = element.querySelectorAll('.bubble').length;
    await new Promise<void>((resolve) => {
      const look = () => (element.querySelectorAll('.bubble').length > count ? resolve() : requestAnimationFrame(look));
      look();
    });
    return [at, top()];
  });
  expect(Math.abs(Number(after) - Number(before))).toBeLessThan(2);
  await log.getByText('answer 72', { exact: true }).waitFor();
  // it was said long ago, so it is not read out
  await expect.poll(() => log.getAttribute('aria-live')).toBe('polite');
  // by keyboard, down to the first
  const more = page.getByRole('button', { name: 'Earlier messages' });
  while ((await more.count()) > 0) {
    const seen = await page.locator('.bubble').count();
    await more.press('Enter').catch(() => {});
    await expect.poll(() => page.locator('.bubble').count()).toBeGreaterThan(seen);
  }
  expect(await page.locator('.bubble').first().textContent()).toBe('the first of many');
  expect(await page.locator('.bubble').count()).toBe(320);
  expect(await focused(page)).toBe('Conversation');
  expect(errors).toEqual([]);
  await context.close();
}, 120_000);

it('[W10] bold, code, lists, quotes and links are shown as such on both sides; 60 hostile texts stay text', async () => {
  const { page, context, errors, requests } = await visit(browser, shop.url);
  page.on('dialog', () => errors.push('a dialog'));
  const row = await begin(page, 'plain https://shop.example/a words');
  await page.getByRole('link', { name: 'https://shop.example/a' }).waitFor();
  expect(requests.filter((url) => url.includes('w-rich'))).toHaveLength(0);
  await operator.say(row, 'Do **this**:\n1. open `cart`\n2. see [the page](https://shop.example/cart)\n> as said\n```\nnpm i\n```');
  const bubble = page.locator('.rich').first();
  await bubble.getByText('npm i').waitFor();
  expect(await bubble.evaluate((element) => [...element.querySelectorAll('*')].map(({ localName }) => localName).join(' '))).toBe(
    'p strong ol li code li a blockquote p pre code',
  );
  const link = page.getByRole('link', { name: 'the page' });
  expect(await link.evaluate((a: HTMLAnchorElement) => [a.href, a.rel, a.target])).toEqual([
    'https://shop.example/cart',
    'noopener noreferrer nofollow',
    '_blank',
  ]);
  await write(page, 'mine is *important*');
  await page.locator('.own em', { hasText: 'important' }).waitFor();
  expect(requests.filter((url) => url.includes('w-rich'))).toHaveLength(1);
  for (const text of PAYLOADS) expect(await operator.say(row, text)).toMatchObject({ ok: true });
  await operator.say(row, 'the end');
  await page.getByRole('log').getByText('the end', { exact: true }).waitFor();
  const found = await page.getByRole('log').evaluate((log) => ({
    foreign: [...log.querySelectorAll('.bubble *')]
      .map(({ localName }) => localName)
      .filter((name) => !/^(p|a|b|strong|em|code|pre|ul|ol|li|blockquote)$/.test(name)),
    handlers: [...log.querySelectorAll('.bubble *')]
      .flatMap((element) => element.getAttributeNames())
      .filter((name) => name.startsWith('on')),
    schemes: [...new Set([...log.querySelectorAll('a')].map(({ protocol }) => protocol))],
  }));
  expect(found).toEqual({ foreign: [], handlers: [], schemes: ['https:'] });
  expect(await axe(page)).toEqual([]);
  expect(errors).toEqual([]);
  await context.close();
}, 60_000);

it('[G2] the head says who is here by their initials, and when nobody is, when somebody is back', async () => {
  const { page, context } = await visit(browser, shop.url, { timezoneId: 'Europe/Paris', locale: 'en-GB' });
  await openChat(page);
  await page.getByRole('img', { name: 'Ann' }).waitFor();
  await page.getByText('Here now').waitFor();
  const tomorrow = (new Date().getUTCDay() + 7) % 7;
  const days = Array.from({ length: 7 }, (_, index) => (index === tomorrow ? ([[600, 660]] as const) : []));
  await operator.change({ hours: { timezone: 'UTC', days } });
  operator.close();
  const opens = new Date();
  opens.setUTCHours(10, 0, 0, 0);
  opens.setUTCDate(opens.getUTCDate() + 1);
  const time = opens.toLocaleTimeString('en-GB', { timeZone: 'Europe/Paris', hour: 'numeric', minute: '2-digit' });
  await page.getByText(new RegExp(`^Back (tomorrow|on \\w+) at ${time}$`)).waitFor();
  await page.getByRole('img', { name: /Ann/ }).waitFor({ state: 'detached' });
  operator = await createOperator(told);
  await context.close();
}, 60_000);

it('[W10] what the owner changes is seen in an open panel without a reload: texts, colour, language', async () => {
  const { page, context } = await visit(browser, shop.url);
  await openChat(page);
  await page.getByText('Here now').waitFor();
  await operator.change({ greeting: 'Welcome to the shop', title: 'Shop help', placeholder: 'Ask away', color: '#ffff00' });
  await page.getByText('Welcome to the shop').waitFor();
  await page.getByRole('heading', { name: 'Shop help' }).waitFor();
  expect(await field(page).getAttribute('placeholder')).toBe('Ask away');
  const colours = (selector: string) =>
    page
      .locator(selector)
      .first()
      .evaluate((element) => [getComputedStyle(element).backgroundColor, getComputedStyle(element).color]);
  expect(await colours('header')).toEqual(['rgb(255, 255, 0)', 'rgb(0, 0, 0)']);
  expect(await colours('parley-chat button')).toEqual(['rgb(255, 255, 0)', 'rgb(0, 0, 0)']);
  expect(await axe(page)).toEqual([]);
  await operator.change({ language: 'de', greeting: '' });
  await page.getByText('Fragen Sie uns').waitFor();
  await page.getByRole('button', { name: 'Chat schließen' }).waitFor();
  await context.close();
}, 60_000);

it('[G13] operators see what is being typed, of which the visitor is told until they have sent something; off, neither', async () => {
  const { page, context } = await visit(browser, shop.url);
  const heard: { on: boolean; text?: string; at: number }[] = [];
  operator.transport.on('typing', ((push: { on: boolean; text?: string }) => heard.push({ ...push, at: performance.now() })) as never);
  await openChat(page);
  await page.getByText('Here now').waitFor();
  await field(page).pressSequentially('my order is late and I would like to know', { delay: 60 });
  await page.getByText('The team can see what you type before you send it.').waitFor();
  await expect.poll(() => heard.at(-1)?.text).toBe('my order is late and I would like to know');
  const gaps = heard.slice(1).map(({ at }, index) => at - (heard[index]?.at ?? 0));
  expect(Math.min(...gaps)).toBeGreaterThan(800);
  await page.keyboard.press('Enter');
  await expect.poll(() => heard.at(-1)?.on).toBe(false);
  await field(page).pressSequentially('and');
  await page.getByText('The team can see').waitFor({ state: 'detached' });
  expect(await axe(page)).toEqual([]);
  await context.close();
  await operator.change({ preview: false });
  const other = await visit(browser, shop.url);
  await openChat(other.page);
  await other.page.getByText('Here now').waitFor();
  heard.length = 0;
  await field(other.page).pressSequentially('not for you');
  await expect.poll(() => heard.at(-1)?.on).toBe(true);
  expect(heard.map(({ text }) => text)).toEqual(heard.map(() => undefined));
  expect(await other.page.getByText('The team can see').count()).toBe(0);
  await other.context.close();
}, 60_000);

it('[W10] the first view offers at most three sentences, which send by one click; the focus goes where one writes', async () => {
  await operator.change({ starters: ['Where is my order?', 'I want to return something', 'Talk to sales'], greeting: 'Hello' });
  const { page, context } = await visit(browser, shop.url);
  await openChat(page);
  const starter = page.getByRole('button', { name: 'I want to return something' });
  await starter.waitFor();
  expect(await axe(page)).toEqual([]);
  expect((await starter.boundingBox())?.height).toBeGreaterThanOrEqual(44);
  await starter.focus();
  await page.keyboard.press('Enter');
  await page.locator('.own .bubble', { hasText: 'I want to return something' }).waitFor();
  await operator.find('I want to return something');
  expect(await page.getByRole('button', { name: 'Talk to sales' }).count()).toBe(0);
  expect(await focused(page)).toBe('Message');
  await context.close();
});

it('[W10] a message that is refused for good is kept, and may be tried again or discarded', async () => {
  const { page, context } = await visit(browser, shop.url);
  await begin(page, 'before what is too long');
  await page.evaluate(() => {
    const { $parley } = window as unknown as { $parley: { push(command: unknown[]): void } };
    $parley.push(['do', 'message:send', ['text', 'x'.repeat(9_000)]]);
  });
  await page.getByText('Not sent. Your text is kept.').waitFor();
  expect(await axe(page)).toEqual([]);
  await page.getByRole('button', { name: 'Try again' }).waitFor();
  await page.getByRole('button', { name: 'Discard' }).press('Enter');
  await page.getByText('Not sent.').waitFor({ state: 'detached' });
  expect(await page.locator('.bubble').allTextContents()).toEqual(['before what is too long']);
  expect(await focused(page)).toBe('Message');
  await context.close();
});

it.each(['en', 'fr', 'de', 'es', 'ar'])(
  '[W10] %s: every state is accessible, named in its language, and has its direction',
  async (lang) => {
    await operator.change({ starters: ['A', 'B'] });
    const { page, context, errors } = await visit(browser, `${shop.url}/${lang}`, { locale: lang });
    const launcher = page.locator('parley-chat button').first();
    await launcher.click();
    const panel = page.locator('.panel');
    await expect.poll(() => panel.getAttribute('lang')).toBe(lang);
    expect(await page.locator('.body').getAttribute('dir')).toBe(lang === 'ar' ? 'rtl' : 'ltr');
    expect(await axe(page)).toEqual([]);
    await page.getByRole('button', { name: 'A', exact: true }).click();
    const row = await operator.until(({ excerpt, conversationId }) => excerpt === 'A' && !seen.has(conversationId));
    seen.add(row.conversationId);
    operator.read(row);
    await page.locator('.state.read').waitFor();
    operator.typing(row);
    await page.locator('.dots').waitFor();
    expect(await axe(page)).toEqual([]);
    await operator.say(row, 'Yes **now**');
    await page.locator('.rich strong').waitFor();
    await page.keyboard.press('Escape');
    await operator.say(row, 'An answer');
    await page.locator('.preview .open').waitFor();
    expect(await axe(page)).toEqual([]);
    expect(await launcher.getAttribute('aria-label')).toMatch(NAMES[lang] as RegExp);
    expect(errors).toEqual([]);
    await context.close();
  },
  60_000,
);
const seen = new Set<string>();
const NAMES: Readonly<Record<string, RegExp>> = {
  en: /^Open chat, 1 unread$/,
  fr: /^Ouvrir le chat, 1 message non lu$/,
  de: /^Chat öffnen, 1 ungelesene Nachricht$/,
  es: /^Abrir el chat, 1 mensaje sin leer$/,
  ar: /^فتح المحادثة, 1 رسالة غير مقروءة$/,
};

it('[W10] the panel stands on the launcher’s side: mirrored on a page from right to left, and not by its language alone', async () => {
  const sides: string[] = [];
  for (const path of ['/en', '/ar', '/rtl']) {
    const { page, context } = await visit(browser, shop.url + path, { viewport: { width: 1_000, height: 800 }, locale: 'en' });
    await page.locator('parley-chat button').first().click();
    await page.locator('textarea').waitFor();
    const middle = async (selector: string) => {
      const box = await page.locator(selector).first().boundingBox();
      return (box?.x ?? 0) + (box?.width ?? 0) / 2 < 500 ? 'left' : 'right';
    };
    await expect.poll(() => page.locator('.panel').getAttribute('lang')).toBe(path === '/en' ? 'en' : 'ar');
    sides.push(`${await middle('parley-chat button')} ${await middle('.panel')} send ${await middle('.send')}`);
    await context.close();
  }
  // the whole panel is on one half, so its send button is too
  expect(sides).toEqual(['right right send right', 'right right send right', 'left left send left']);
});

it('[W10] on phones the panel is all there is: whole screen either way round, focus stays in it, the page behind stands still', async () => {
  const { page, context } = await visit(browser, `${shop.url}/long`, PHONE);
  await page.evaluate(() => scrollTo(0, 500));
  await page.locator('parley-chat button').first().tap();
  await field(page).waitFor();
  const panel = page.locator('.panel');
  await expect.poll(() => panel.getAttribute('aria-modal')).toBe('true');
  await expect.poll(() => panel.boundingBox()).toEqual({ x: 0, y: 0, width: 390, height: 700 });
  expect(await field(page).evaluate((element) => getComputedStyle(element).fontSize)).toBe('16px');
  expect(await page.evaluate(() => [scrollY, getComputedStyle(document.documentElement).overflow])).toEqual([500, 'hidden']);
  const stops: unknown[] = [];
  await write(page, 'from a phone');
  await page.getByText('Sent', { exact: true }).waitFor();
  for (let step = 0; step < 8; step += 1) {
    await page.keyboard.press('Tab');
    stops.push(await focused(page));
  }
  expect(new Set(stops)).toEqual(new Set(['Menu', 'Close', 'Conversation', 'Attach files', 'Message', 'Emoji']));
  // the keyboard takes half of the screen: the field is still on what is left
  await page.evaluate(() => {
    Object.defineProperty(visualViewport, 'height', { value: 340, configurable: true });
    visualViewport?.dispatchEvent(new Event('resize'));
  });
  await expect.poll(async () => (await panel.boundingBox())?.height).toBe(340);
  const box = await field(page).boundingBox();
  expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(340);
  await page.evaluate(() => {
    Reflect.deleteProperty(visualViewport as object, 'height');
    visualViewport?.dispatchEvent(new Event('resize'));
  });
  await page.setViewportSize({ width: 700, height: 390 });
  await expect.poll(() => panel.boundingBox()).toEqual({ x: 0, y: 0, width: 700, height: 390 });
  for (const target of await page.locator('.panel button').all()) {
    const size = await target.boundingBox();
    expect(Math.min(size?.width ?? 0, size?.height ?? 0)).toBeGreaterThanOrEqual(44);
  }
  await page.getByRole('button', { name: 'Close', exact: true }).tap();
  await page.getByRole('button', { name: 'Open chat' }).waitFor();
  expect(await page.evaluate(() => getComputedStyle(document.documentElement).overflow)).toBe('visible');
  expect(await focused(page)).toBe('Open chat');
  await context.close();
}, 60_000);

it('[W10] at 320 px, at 200 % and with wider text nothing is cut off or scrolls sideways', async () => {
  for (const viewport of [
    { width: 320, height: 600 },
    { width: 640, height: 400 },
  ]) {
    const { page, context } = await visit(browser, `${shop.url}/de`, { viewport, locale: 'de' });
    await page.locator('parley-chat button').first().click();
    await field(page).fill('Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz');
    await page.keyboard.press('Enter');
    await page.locator('.own .bubble').first().waitFor();
    await page.evaluate(() => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync('* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }');
      const root = document.querySelector('parley-chat')?.shadowRoot?.querySelector('div')?.shadowRoot;
      root?.adoptedStyleSheets.push(sheet);
    });
    const wide = await page
      .locator('.panel')
      .evaluate((panel) =>
        [panel, ...panel.querySelectorAll('.log, .composer, header p, .bubble, .event, .state')]
          .filter((element) => element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).display !== 'inline')
          .map((element) => `${element.className} ${element.scrollWidth} > ${element.clientWidth}`),
      );
    expect(wide).toEqual([]);
    await context.close();
  }
}, 60_000);
