/**
 * Pictures of what is optional in the widget - files, emojis, menu, forms, consent, hours, the owner's own looks - to be looked at:
 * `node tests/looks/parts.ts FOLDER [PART OF A NAME]` (default: .looks/parts, all).
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { png } from '@parley/server/src/files/testing/pictures.ts';
import { DEFAULT_SETTINGS, type Hours, type SiteSettings } from '@parley/shared-types/model.ts';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { createParley, launch } from '../e2e/parley.ts';
import { createOperator, createShop, tagOf, visit } from '../e2e/shop.ts';

const [, , out = '.looks/parts', wanted] = process.argv;
const SIZES: Readonly<Record<string, BrowserContextOptions>> = {
  desktop: { viewport: { width: 500, height: 760 } },
  phone: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true },
  narrow: { viewport: { width: 320, height: 568 }, isMobile: true, hasTouch: true },
};
/** Each on a page of its own: the page's direction, language and colours. */
const PATHS = ['/', '/dark', '/ar', '/de'] as const;
const LONG_NAME = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft.csv';
const FILES = [
  { name: 'holiday.png', mimeType: 'image/png', buffer: png(600, 400) },
  { name: 'tower.png', mimeType: 'image/png', buffer: png(60, 900) },
  { name: 'panorama.png', mimeType: 'image/png', buffer: png(1200, 90) },
  { name: 'dot.png', mimeType: 'image/png', buffer: png(8, 8) },
  { name: LONG_NAME, mimeType: 'text/csv', buffer: Buffer.from('book;7\n'.repeat(9_000)) },
];
/** A minute in the night of each day: closed now, most likely. */
const SELDOM: Hours = { timezone: 'Europe/Berlin', days: Array.from({ length: 7 }, () => [[180, 181]] as const) };

type Operator = Awaited<ReturnType<typeof createOperator>>;
interface Scene {
  readonly name: string;
  readonly settings?: Partial<SiteSettings>;
  readonly options?: BrowserContextOptions;
  /** Where it is looked at, `size path`; by default in each. A server takes only so many files in a minute. */
  readonly on?: RegExp;
  readonly act: (page: Page, operator: Operator) => Promise<unknown>;
}

const composer = (page: Page) => page.locator('.composer textarea');
const launcher = (page: Page) => page.locator('parley-chat button').first();
const tools = (page: Page) => page.locator('.composer .tool');
async function open(page: Page): Promise<void> {
  await launcher(page).click();
  await page.locator('.panel').waitFor();
}
async function attach(page: Page, files = FILES): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await tools(page).first().click();
  await (await chooser).setFiles(files);
  await page
    .locator('.tray li')
    .nth(files.length - 1)
    .waitFor();
}
async function say(page: Page, text: string, operator: Operator) {
  await composer(page).fill(text);
  await page.keyboard.press('Enter');
  return operator.find(text);
}
const sent = (page: Page) => page.locator('.state.sent, .state.delivered, .state.read').waitFor();
const some = () => `Hello ${Math.random().toString(36).slice(2)}`;

const SCENES: readonly Scene[] = [
  {
    name: 'tray',
    async act(page) {
      await open(page);
      await attach(page, [
        ...FILES.slice(0, 2),
        { name: 'setup.exe', mimeType: 'application/x-msdownload', buffer: Buffer.from('MZ') },
        ...FILES.slice(4),
      ]);
      await page.locator('.tray .bad').first().waitFor();
    },
  },
  {
    name: 'files',
    on: /desktop .(dark|ar)?$|phone .$/,
    async act(page, operator) {
      await open(page);
      await attach(page);
      await composer(page).fill('These, 1. as they are');
      await page.locator('.send:enabled').waitFor({ timeout: 30_000 });
      await page.waitForTimeout(800);
      await page.locator('.send').click();
      await sent(page);
      const row = await operator.until(({ excerpt }) => excerpt.startsWith('These'));
      await operator.say(row, 'Thank you:\n- a list\n- of two, **bold**\n\n1. one\n2. two');
      await page.locator('.rich ol').waitFor();
      await page.locator('.log').evaluate((log) => log.scrollTo(0, 260));
    },
  },
  {
    name: 'files-end',
    on: /phone .$/,
    async act(page) {
      await open(page);
      await attach(page, FILES.slice(2));
      await page.waitForTimeout(800);
      await page.locator('.send:enabled').click();
      await sent(page);
    },
  },
  {
    name: 'emoji',
    async act(page) {
      await open(page);
      await tools(page).last().click();
      await page.locator('.emojis button').first().waitFor();
      await page.keyboard.press('ArrowDown');
    },
  },
  {
    name: 'menu',
    settings: { privacyUrl: 'https://shop.example/privacy' },
    async act(page, operator) {
      await open(page);
      await say(page, some(), operator);
      await page.locator('header [aria-expanded]').click();
      await page.locator('.menu').waitFor();
    },
  },
  {
    name: 'erase',
    async act(page, operator) {
      await open(page);
      await say(page, some(), operator);
      await page.locator('header [aria-expanded]').click();
      await page.locator('.menu > button').nth(-2).click();
      await page.locator('.foot').waitFor();
    },
  },
  { name: 'consent', settings: { consent: true, privacyUrl: 'https://shop.example/privacy' }, act: open },
  { name: 'form', settings: { formName: 'required', formEmail: 'optional' }, act: open },
  {
    name: 'form-error',
    settings: { formName: 'required', formEmail: 'required' },
    async act(page) {
      await open(page);
      await page.locator('.foot input').first().fill('Nora');
      await page.locator('.foot input').nth(1).fill('nora@');
      await page.locator('.foot .main').click();
    },
  },
  {
    name: 'rating',
    async act(page, operator) {
      await open(page);
      const row = await say(page, some(), operator);
      await operator.say(row, 'You are welcome.');
      await operator.send(row, { kind: 'status', status: 'resolved' });
      await page.locator('.scores button').nth(3).click();
      await page.locator('.card textarea').waitFor();
    },
  },
  {
    name: 'replies',
    async act(page, operator) {
      await open(page);
      const row = await say(page, some(), operator);
      await operator.send(row, {
        kind: 'message',
        text: 'What is it about?',
        replies: ['An order', 'A return', 'Something else that is told at some length, over more than one line'],
      });
      await page.locator('.replies').waitFor();
    },
  },
  {
    name: 'own-looks',
    settings: {
      position: 'start',
      color: '#ffcc00',
      title: 'A title that is longer than the header has room for',
      greeting: 'Hello.\nHow can we help?',
      placeholder: 'Ask us whatever you would like to know about it',
      offsetX: 40,
      offsetY: 60,
    },
    act: open,
  },
  {
    name: 'own-launcher',
    settings: { launcher: 'none' },
    act: async (page) => {
      await page.goto(new URL('/own', page.url()).href);
      await page.locator('[data-parley-open]').click();
      await page.locator('.panel').waitFor();
    },
  },
  { name: 'logo', settings: { faces: false, logo: 'https://shop.example/logo.svg' }, act: open },
  {
    name: 'forced',
    options: { forcedColors: 'active' },
    on: /desktop .$|phone .$/,
    act: async (page) => {
      await open(page);
      await attach(page);
      await page.locator('header [aria-expanded]').click();
      await page.locator('.menu').waitFor();
    },
  },
  {
    name: 'draft-focus',
    async act(page) {
      await open(page);
      await composer(page).fill('One\nTwo\nThree\nFour\nFive\nSix\nSeven lines of text that wrap at the end of it');
      await page.keyboard.press('Tab');
    },
  },
  // Last: the operator goes.
  {
    name: 'hours',
    settings: { hours: SELDOM, starters: ['Where is my order?'] },
    async act(page, operator) {
      operator.close();
      await open(page);
    },
  },
];

mkdirSync(out, { recursive: true });
const { up, down, remove } = createParley();
const told = await up();
const shop = await createShop(
  {
    '/own': () => ({ body: '<button data-parley-open>Talk to us</button>' }),
    '/dark': () => ({ html: 'style="color-scheme: dark; background: #111; color: #eee"' }),
    '/ar': () => ({ html: 'lang="ar" dir="rtl"' }),
    '/de': () => ({ html: 'lang="de"' }),
  },
  tagOf(told),
);
const browser = await launch();
const operator = await createOperator(told);
for (const { name, settings, options, on, act } of SCENES.filter((scene) => !wanted || scene.name.includes(wanted))) {
  await operator.change({ ...DEFAULT_SETTINGS, ...settings });
  for (const [size, sized] of Object.entries(SIZES)) {
    for (const path of size === 'desktop' ? PATHS : size === 'phone' ? PATHS.slice(0, 3) : ['/', '/de']) {
      if (on && !on.test(`${size} ${path}`)) continue;
      const { page, context } = await visit(browser, 'about:blank', { ...sized, ...options });
      await page.route('https://shop.example/logo.svg', (route) =>
        route.fulfill({
          contentType: 'image/svg+xml',
          body: '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 40"><rect width="80" height="40" fill="#e22"/><circle cx="40" cy="20" r="14" fill="#fff"/></svg>',
        }),
      );
      await page.goto(shop.url + path);
      const file = join(out, `${name}-${size}${path.replace('/', '-').replace(/-$/, '')}.png`);
      try {
        page.setDefaultTimeout(12_000);
        await act(page, operator);
        await page.waitForTimeout(350);
      } catch (error) {
        console.log(file, (error as Error).message.split('\n')[0]);
      }
      await page.screenshot({ path: file, animations: 'disabled' });
      await context.close();
    }
  }
  console.log(name);
}
operator.close();
await browser.close();
await down();
shop.close();
remove();
process.exit();
