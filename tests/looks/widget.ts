/** Pictures of every state of the widget, to be looked at: `node tests/looks/widget.ts FOLDER` (default: .looks). */
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
  return [
    { name: 'launcher', act: (page) => page.getByRole('button', { name: 'Open chat' }).waitFor() },
    { name: 'empty', act: openChat },
    { name: 'talk', act: talk },
    { name: 'talk-dark', path: '/dark', act: talk },
    { name: 'talk-rtl', path: '/rtl', act: talk },
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
  { '/dark': () => ({ html: 'style="color-scheme: dark; background: #111; color: #eee"' }), '/rtl': () => ({ html: 'dir="rtl"' }) },
  tagOf(told),
);
const browser = await launch();
const operator = await createOperator(told);
for (const scene of scenes(operator)) for (const size of Object.keys(SIZES)) await shoot(browser, scene, size, shop);
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
