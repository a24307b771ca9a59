/** Pictures of every state of the widget, to be looked at: `node tests/looks/widget.ts FOLDER [PART OF A NAME]` (default: .looks, all). */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { createParley, launch, type Up } from '../e2e/parley.ts';
import { createOperator, createShop, openChat, readLinks, tagOf, visit, write } from '../e2e/shop.ts';

const out = process.argv[2] ?? '.looks';
const LONG = 'A long question about an order that went wrong in more than one way, told at length. '.repeat(10).slice(0, 800);
const GERMAN =
  'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft und Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz';
const SIZES: Readonly<Record<string, BrowserContextOptions>> = {
  desktop: { viewport: { width: 1440, height: 900 } },
  phone: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true },
};

interface Scene {
  readonly name: string;
  readonly path?: string;
  readonly sizes?: readonly string[];
  readonly options?: BrowserContextOptions;
  readonly act: (page: Page) => Promise<void>;
}

const scenes = (operator: Awaited<ReturnType<typeof createOperator>>): readonly Scene[] => {
  const talk = async (page: Page) => {
    await openChat(page);
    await write(page, `Hello, is the red one in stock? ${Math.random()}`);
    const text = await page.locator('.own .bubble').first().textContent();
    const row = await operator.find(text ?? '');
    await operator.say(row, 'Yes, three of them. See https://shop.example/red?size=xl&ref=chat.');
    await operator.say(row, 'Shall I put one aside for you?');
    await page.getByText('Shall I put one aside').waitFor();
    await write(page, LONG);
    await write(page, GERMAN);
    await page.getByText('Sent', { exact: true }).waitFor();
    operator.typing(row);
    await page.getByText('is writing').waitFor();
  };
  const launcher = (page: Page) => page.locator('parley-chat button').first();
  const first = async (page: Page) => {
    await launcher(page).click();
    await page.locator('.starters button').first().waitFor();
    await page.locator('textarea').fill('Typing for the first time');
    await page.locator('.composer p:not(:empty)').waitFor();
  };
  const rich = async (page: Page) => {
    await launcher(page).click();
    await page.locator('textarea').fill(`Is *this* right? ${Math.random()}`);
    await page.keyboard.press('Enter');
    await page.locator('.own .rich').first().waitFor();
    const row = await operator.find((await page.locator('.own .bubble').first().textContent())?.replace('this', '*this*') ?? '');
    await operator.say(row, 'Do **this**:\n1. open `cart.json`\n2. see [the page](https://shop.example/cart)\n> as you said\n> before');
    await operator.say(row, 'Then run\n```\nnpm install @parley/widget --save-exact\n```\n- and wait\n- مرحبا بك');
    operator.read(row);
    await page.locator('pre').waitFor();
    await page.locator('textarea').fill('`npm` did **not** work, see [here](https://shop.example)');
    await page.keyboard.press('Enter');
    await page.locator('.state.sent').waitFor();
  };
  const failed = async (page: Page) => {
    await launcher(page).click();
    await page.locator('textarea').fill(`Hello ${Math.random()}`);
    await page.keyboard.press('Enter');
    await page.evaluate(() => {
      const { $parley } = window as unknown as { $parley: { push(command: unknown[]): void } };
      $parley.push(['do', 'message:send', ['text', 'much too long '.repeat(700)]]);
    });
    await page.locator('.bad').waitFor();
  };
  return [
    { name: 'launcher', act: (page) => page.getByRole('button', { name: 'Open chat' }).waitFor() },
    { name: 'empty', act: openChat },
    { name: 'talk', act: talk },
    { name: 'talk-dark', path: '/dark', act: talk },
    { name: 'talk-rtl', path: '/rtl', act: talk },
    ...['ar', 'de'].flatMap((lang): Scene[] => [
      { name: `first-${lang}`, path: `/${lang}`, act: first },
      { name: `talk-${lang}`, path: `/${lang}`, act: rich },
      { name: `failed-${lang}`, path: `/${lang}`, act: failed },
    ]),
    { name: 'rich', act: rich },
    { name: 'rich-dark', path: '/dark', act: rich },
    { name: 'failed', act: failed },
    { name: 'forced', options: { forcedColors: 'active' }, act: rich },
    { name: 'forced-dark', options: { forcedColors: 'active', colorScheme: 'dark' }, act: rich },
    { name: 'landscape', sizes: ['phone'], options: { viewport: { width: 844, height: 390 } }, act: rich },
    { name: 'narrow', sizes: ['phone'], options: { viewport: { width: 320, height: 568 } }, act: rich },
    { name: 'talk-200', options: { deviceScaleFactor: 2 }, act: talk },
    {
      name: 'unavailable',
      path: 'foreign',
      act: async (page) => {
        await openChat(page);
        await page.getByText('Chat is unavailable').waitFor();
      },
    },
    {
      name: 'preview',
      act: async (page) => {
        await openChat(page);
        const text = `Hello ${Math.random()}`;
        await write(page, text);
        const row = await operator.find(text);
        await page.keyboard.press('Escape');
        await operator.say(row, LONG);
        await page.locator('.preview .open').waitFor();
      },
    },
  ];
};

/** What is seen while nobody is there, and while the server is away. */
async function lonely(browser: Browser, url: string, down: () => Promise<unknown>): Promise<void> {
  for (const [size, options] of Object.entries(SIZES)) {
    const { page } = await visit(browser, url, options);
    await openChat(page);
    await write(page, 'Hello, is anybody there?');
    await page.getByLabel('Where may we send').waitFor();
    await page.screenshot({ path: join(out, `email-${size}.png`), animations: 'disabled' });
    if (size !== 'phone') continue;
    await down();
    await write(page, 'written while away');
    await page.getByText('Offline -').waitFor();
    await page.screenshot({ path: join(out, `offline-${size}.png`), animations: 'disabled' });
  }
}

async function shoot(browser: Browser, scene: Scene, size: string, base: { url: string; foreign: string }): Promise<void> {
  const address = scene.path === 'foreign' ? base.foreign : base.url + (scene.path ?? '/');
  const { page, context } = await visit(browser, address, { ...SIZES[size], ...scene.options });
  await scene.act(page);
  await page.screenshot({ path: join(out, `${scene.name}-${size}.png`), animations: 'disabled' });
  await context.close();
}

mkdirSync(out, { recursive: true });
const { up, down, remove, folder } = createParley();
await up();
await down();
const linkOf = await readLinks(folder);
const told: Up = await up();
const shop = await createShop(
  {
    '/dark': () => ({ html: 'style="color-scheme: dark; background: #111; color: #eee"' }),
    '/rtl': () => ({ html: 'dir="rtl"' }),
    '/ar': () => ({ html: 'lang="ar" dir="rtl"' }),
    '/de': () => ({ html: 'lang="de"' }),
  },
  tagOf(told),
);
const browser = await launch();
const operator = await createOperator(told);
await operator.change({ starters: ['Where is my order?', 'I would like to return something that I bought', 'Talk to sales'] });
const wanted = process.argv[3];
for (const scene of scenes(operator).filter(({ name }) => !wanted || name.includes(wanted)))
  for (const size of scene.sizes ?? Object.keys(SIZES)) await shoot(browser, scene, size, shop);
const row = await operator.until(() => true);
for (const [size, options] of Object.entries(SIZES)) {
  for (const [name, until] of [
    ['hosted', Date.now() + 600_000],
    ['expired', 1],
  ] as const) {
    const { page, context } = await visit(browser, `${told.url}/c/${linkOf(row, until)}`, options);
    await page
      .locator(name === 'hosted' ? '.bubble' : 'h1')
      .first()
      .waitFor();
    await page.screenshot({ path: join(out, `${name}-${size}.png`), animations: 'disabled' });
    await context.close();
  }
}
operator.close();
await lonely(browser, shop.url, down);
await browser.close();
shop.close();
remove();
console.log(`pictures are in ${out}`);
process.exit();
