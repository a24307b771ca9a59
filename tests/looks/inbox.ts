/**
 * Pictures of the inbox in every state, for eyes: `node tests/looks/inbox.ts FOLDER`. Boots a Parley of its own, fills it by the
 * widget's own core, and writes FOLDER/<state>-<width>-<scheme>.png.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { newId } from '@parley/widget/core/time.ts';
import type { Browser, Page } from 'playwright-core';
import { createParley, launch, setUp, type Up } from '../e2e/parley.ts';
import { openVisitor, type Visitor } from '../e2e/visitors.ts';

const WIDTHS = [1440, 1024, 390] as const;
const SCHEMES = ['light', 'dark'] as const;
const LONG = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft '.repeat(10).slice(0, 800);
const CHATS: readonly { name?: string; email?: string; data?: Record<string, string>; says: readonly string[] }[] = [
  { says: ['👍'] },
  { says: ['مرحبا، هل يمكنكم مساعدتي في طلبي رقم 4711؟ شكرا https://shop.example/ar'], name: 'ليلى' },
  { says: [LONG], name: 'Maximiliane Hohenlohe-Schillingsfürst-Waldenburg von und zu Hintertupfingen' },
  { says: ['<b>not bold</b> & <script>alert(1)</script>', 'const a = 1;\nif (a) {\n  return;\n}'] },
  { says: ['Is the blue one back in stock?'], email: 'sam.with.a.rather.long.address@subdomain.department.example.com' },
  {
    name: 'Nora Lind',
    email: 'nora@lind.example',
    data: { plan: 'pro', orders: '12' },
    says: ['Hi, I ordered two lamps on Monday.', 'The order is https://shop.example/orders/4711', 'One of them is missing. Where is it?'],
  },
];

/** Fills the inbox. Returns the visitor who stays. */
async function fill(told: Up): Promise<Visitor | null> {
  let stays: Visitor | null = null;
  for (const { says, ...profile } of CHATS) {
    const visitor = await openVisitor(told);
    for (const text of says) visitor.send(text);
    await visitor.settled();
    if (Object.keys(profile).length > 0) {
      await visitor.transport.request('identify', { grant: visitor.grant(), clientMsgId: newId(), ...profile });
    }
    stays?.close();
    stays = visitor;
  }
  return stays;
}

/** One picture in each width and scheme; `prepare` is done again for each, since a width may change what there is. */
async function look(page: Page, folder: string, state: string, prepare: () => Promise<unknown> = async () => {}): Promise<void> {
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: width === 390 ? 844 : 860 });
    await prepare();
    for (const colorScheme of SCHEMES) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.screenshot({ path: join(folder, `${state}-${width}-${colorScheme}.png`) });
    }
  }
}

async function talk(page: Page): Promise<void> {
  await page.getByRole('link', { name: /Nora Lind/ }).click();
  await page.getByRole('textbox', { name: 'Message' }).fill('Which of them is **missing**?\n- the blue one\n- the `XL-4711`');
  await page.getByRole('button', { name: 'Quick replies' }).click();
  await page.getByLabel('Answer 1').fill('The blue one');
  await page.getByLabel('Answer 2').fill('The other one');
  await page.getByRole('button', { name: 'Send' }).click();
  for (const text of ['Hello Nora, I am looking into it.', 'It left our store yesterday: https://post.example/track?id=4711']) {
    await page.getByRole('textbox', { name: 'Message' }).fill(text);
    await page.getByRole('button', { name: 'Send' }).click();
  }
  await page.getByRole('radio', { name: 'Note' }).check();
  await page.getByRole('textbox', { name: 'Note' }).fill('Second time this week. Ask the store to check their shelves.');
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByRole('radio', { name: 'Reply' }).check();
  await page.getByRole('button', { name: 'Delivery: Sent' }).first().waitFor();
}

/** Every section of the settings, with what they fold out. */
async function lookAtSettings(page: Page, { inboxUrl, siteId }: Up, folder: string): Promise<void> {
  await page.goto(`${inboxUrl}settings/${siteId}`);
  await page.getByRole('switch', { name: 'Business hours', exact: true }).check();
  await page.getByRole('button', { name: 'Add a trigger' }).click();
  await page.getByRole('radio', { name: 'One of your own' }).check();
  await page.getByLabel('Logo').fill('http://shop.example/logo.png');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.locator('#logo-error').getByText(/./).waitFor();
  for (const section of ['looks', 'words', 'answering', 'privacy', 'page', 'identity']) {
    await look(page, folder, `settings-${section}`, () => page.locator(`#${section}`).evaluate((card) => card.scrollIntoView()));
  }
  await page.getByRole('button', { name: 'Undo' }).click();
}

async function lookAtAll(browser: Browser, told: Up, folder: string): Promise<{ page: Page; nora: Visitor | null }> {
  const page = await (await browser.newContext()).newPage();
  await page.goto(told.setupUrl ?? '');
  await look(page, folder, 'setup');
  await page.getByRole('button', { name: 'Create owner' }).click();
  await look(page, folder, 'setup-error');
  await setUp(page);
  await page.getByText('Nobody has written yet').first().waitFor();
  await look(page, folder, 'empty');
  const nora = await fill(told);
  await page.getByRole('link', { name: /Nora Lind/ }).waitFor();
  await look(page, folder, 'list');
  await talk(page);
  nora?.transport.notify('typing', { grant: nora.grant(), on: true, text: 'The blue one, I think. Or was it' });
  await page.locator('.live-text').waitFor();
  await look(page, folder, 'conversation', async () => {
    nora?.transport.notify('typing', { grant: nora.grant(), on: true, text: 'The blue one, I think. Or was it' });
    await page.locator('.live-text').waitFor();
  });
  await look(page, folder, 'delivery', async () => {
    await page.keyboard.press('Escape');
    await page
      .getByRole('button', { name: /^Delivery/ })
      .first()
      .click();
    await page.getByText('Accepted').waitFor();
  });
  await page.keyboard.press('Escape');
  const open = page.url();
  for (const [state, name] of [
    ['long', /Maximiliane/],
    ['code', /const a/],
    ['rtl', /ليلى/],
    ['emoji', /👍/],
  ] as const) {
    await page.setViewportSize({ width: 1440, height: 860 });
    await page.goto(told.inboxUrl);
    await page.getByRole('link', { name }).click();
    await page.getByRole('log').waitFor();
    await look(page, folder, state);
  }
  for (const name of ['install', 'team', 'settings', 'visitors']) {
    await page.goto(`${told.inboxUrl}${name}/${told.siteId}`);
    await page.locator('.admin .card').first().waitFor();
    await look(page, folder, name);
  }
  await lookAtSettings(page, told, folder);
  await page.goto(open);
  await page.getByRole('log').getByText('missing').first().waitFor();
  await page.getByRole('radio', { name: 'Note' }).check();
  await look(page, folder, 'note');
  await page.getByRole('radio', { name: 'Reply' }).check();
  // What a screen of 1440 pixels is at 200 %.
  await page.setViewportSize({ width: 720, height: 430 });
  await page.screenshot({ path: join(folder, 'zoom-200-720.png') });
  await page.emulateMedia({ forcedColors: 'active' });
  await look(page, folder, 'forced-colors');
  await page.emulateMedia({ forcedColors: 'none' });
  await page.locator('body').press('?');
  await look(page, folder, 'shortcuts');
  await page.keyboard.press('Escape');
  return { page, nora };
}

const folder = process.argv[2] ?? 'looks';
mkdirSync(folder, { recursive: true });
const parley = createParley();
const told = await parley.up();
const browser = await launch();
try {
  const { page, nora } = await lookAtAll(browser, told, folder);
  nora?.close();
  await parley.down();
  await page.getByText('Disconnected.').waitFor();
  await page.getByRole('textbox', { name: 'Message' }).fill('Written while away');
  await page.getByRole('button', { name: 'Send' }).click();
  await look(page, folder, 'offline');
  await parley.up();
  const login = await (await browser.newContext()).newPage();
  await login.goto(`${told.inboxUrl}login`);
  await look(login, folder, 'login');
} finally {
  await browser.close();
  await parley.down();
  parley.remove();
}
