/**
 * Pictures of every screen of the inbox, full, for eyes: `node tests/looks/inbox.ts FOLDER [PART OF A NAME]`. Boots a demo of its own
 * without its visitors and writes FOLDER/<screen>-<width>-<scheme>.png, and <screen>-zoom.png as at 200 % text. A new screen is a line
 * of SCREENS.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { PAGES } from '@parley/server/src/cli/demo/words.ts';
import type { Browser, Page } from 'playwright-core';
import { createParley, launch, type Up } from '../e2e/parley.ts';
import { openVisitor, type Visitor } from '../e2e/visitors.ts';

type DemoUp = Up & { readonly login: string; readonly password: string };
type Act = (page: Page) => Promise<unknown>;

const WIDTHS = [1440, 1024, 390] as const;
const SCHEMES = ['light', 'dark'] as const;
const SETTINGS_SECTIONS = ['looks', 'words', 'answering', 'privacy', 'page', 'identity'] as const;

interface Screen {
  readonly name: string;
  /** Behind /inbox/; `SITE` is the first site. */
  readonly path: string;
  /** There when the screen is. */
  readonly has: string;
  /** Done again for each width, since that may change what there is. */
  readonly act?: Act;
}

/** Opens the first conversation whose row says this. */
const open =
  (says: RegExp, then: Act = async () => {}): Act =>
  async (page) => {
    const row = page.locator('.rows a').filter({ hasText: says }).first();
    // Below others the list makes its rows only when they come into sight.
    for (let tries = 0; tries < MOST_WHEELS && (await row.count()) === 0; tries += 1) {
      await page.locator('.rows').hover();
      await page.mouse.wheel(0, WHEEL);
      await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
    }
    await row.click();
    await page.locator('.log .bubble').first().waitFor();
    await then(page);
  };
const MOST_WHEELS = 60;
const WHEEL = 700;

const write =
  (text: string): Act =>
  (page) =>
    page.getByRole('textbox', { name: 'Message' }).fill(text);

async function note(page: Page): Promise<void> {
  await page.getByRole('radio', { name: 'Note' }).check();
  await page.getByRole('textbox', { name: 'Note' }).fill('Ask the store to check their shelves.');
}

const canned: Act = async (page) => {
  await write('/')(page);
  await page.getByRole('listbox', { name: 'Canned replies' }).waitFor();
};

/** With a name that nothing is known for. */
const unfilled = write('Dear {{visitor.nme}}, your order {{order.id}} is on its way.');

const emojis: Act = async (page) => {
  await page.getByRole('button', { name: 'Emojis' }).click();
  await page.getByLabel('Find an emoji').waitFor();
};

async function reply(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Edit /hello' }).click();
  await page.getByRole('region', { name: /^As Sam/ }).waitFor();
}

async function keeping(page: Page): Promise<void> {
  await page.getByRole('switch', { name: 'Erase old conversations' }).check();
  await page.getByLabel('Days without a word').scrollIntoViewIfNeeded();
}

const delivery: Act = (page) =>
  page
    .getByRole('button', { name: /^Delivery/ })
    .last()
    .click();

const section = (id: string): Screen => ({
  name: `settings-${id}`,
  path: 'settings/SITE',
  has: `#${id}`,
  act: (page) => page.locator(`#${id}`).evaluate((card) => card.scrollIntoView()),
});

/** What the writer among the visitors says, and types. */
const SAID = 'Is the blue lamp back?';
const typed: Act = async (page) => {
  await open(new RegExp(SAID.slice(0, 16)))(page);
  writer?.transport.notify('typing', { grant: writer.grant(), on: true, text: 'I need two of them, one in blue and' });
  await page.locator('.live-text').waitFor();
};

/** Where there is no room for them the details are behind a button. */
const erase: Act = async (page) => {
  const button = page.getByRole('button', { name: 'Erase', exact: true });
  if (!(await page.locator('aside.details').isVisible())) await page.getByRole('button', { name: 'Details' }).click();
  await button.click();
};

const SCREENS: readonly Screen[] = [
  { name: 'list', path: '', has: '.rows a' },
  { name: 'numbers', path: 'numbers/SITE?days=90', has: '.chart svg' },
  { name: 'search', path: 'search?q=the', has: '.found a' },
  { name: 'search-nothing', path: 'search?q=qqqq&by=note', has: '.nothing' },
  { name: 'palette', path: '', has: '.rows a', act: (page) => page.keyboard.press('Control+k').then(() => page.keyboard.type('s')) },
  { name: 'conversation', path: '', has: '.rows a', act: open(/Great, thank you/) },
  { name: 'long-words', path: '', has: '.rows a', act: open(/Donaudampf/) },
  { name: 'long-text', path: '', has: '.rows a', act: open(/All of that, yes|We are 14 people/) },
  { name: 'code', path: '', has: '.rows a', act: open(/Works!|It is live now|Safari 17/) },
  { name: 'rtl', path: '', has: '.rows a', act: open(/[\u0600-\u06ff]{3}/) },
  { name: 'emoji', path: '', has: '.rows a', act: open(/👋|🎉/) },
  { name: 'delivery', path: '', has: '.rows a', act: open(/Great, thank you/, delivery) },
  { name: 'writing', path: '', has: '.rows a', act: open(/./, write('Which of them is **missing**?\n- the blue one\n- the `XL-4711`')) },
  { name: 'writing-canned', path: '', has: '.rows a', act: open(/./, canned) },
  { name: 'writing-unfilled', path: '', has: '.rows a', act: open(/./, unfilled) },
  { name: 'writing-emojis', path: '', has: '.rows a', act: open(/./, emojis) },
  { name: 'note', path: '', has: '.rows a', act: open(/./, note) },
  { name: 'live', path: '', has: '.rows a', act: typed },
  { name: 'shortcuts', path: '', has: '.rows a', act: (page) => page.locator('body').press('?') },
  { name: 'visitors', path: 'visitors/SITE', has: '.admin .lines li' },
  { name: 'install', path: 'install/SITE', has: '.admin .card' },
  { name: 'team', path: 'team/SITE', has: '.admin .card' },
  { name: 'replies', path: 'replies/SITE', has: '.admin .lines li' },
  { name: 'replies-editor', path: 'replies/SITE', has: '.admin .lines li', act: reply },
  { name: 'desk', path: 'desk/SITE', has: '.admin .card' },
  { name: 'desk-keeping', path: 'desk/SITE', has: '.admin .card', act: keeping },
  { name: 'channels', path: 'channels/SITE', has: '.admin .card' },
  { name: 'account', path: 'me', has: '.admin .card' },
  { name: 'sessions', path: 'me', has: '#sessions', act: (page) => page.locator('#sessions').evaluate((head) => head.scrollIntoView()) },
  { name: 'erase', path: '', has: '.rows a', act: open(/./, erase) },
  { name: 'settings', path: 'settings/SITE', has: '.admin .card' },
  ...SETTINGS_SECTIONS.map(section),
  { name: 'missing', path: 'no/such/page', has: 'main' },
];

const urlOf = ({ inboxUrl, siteId }: Up, { path }: Screen) => `${inboxUrl}${path.replace('SITE', siteId)}`;

async function show(page: Page, told: Up, screen: Screen, size: { readonly width: number; readonly height: number }): Promise<void> {
  await page.setViewportSize(size);
  await page.goto(urlOf(told, screen));
  await page.locator(screen.has).first().waitFor();
  await screen.act?.(page);
}

async function look(page: Page, told: Up, screen: Screen, folder: string): Promise<void> {
  const save = (what: string) => page.screenshot({ path: join(folder, `${screen.name}-${what}.png`) });
  for (const width of WIDTHS) {
    await show(page, told, screen, { width, height: width === 390 ? 844 : 860 });
    for (const colorScheme of SCHEMES) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await save(`${width}-${colorScheme}`);
    }
  }
  // What a screen of 1440 pixels is at 200 %.
  await page.emulateMedia({ colorScheme: 'light' });
  await show(page, told, screen, { width: 720, height: 430 });
  await save('zoom');
}

/** Visitors who are on the site now: some only look, the last one has written. */
async function openVisitors(told: Up): Promise<readonly Visitor[]> {
  const visitors = await Promise.all(Array.from({ length: 4 }, () => openVisitor(told)));
  for (const [index, visitor] of visitors.entries()) {
    const url = `https://shop.example.test${PAGES[index % PAGES.length]}`;
    visitor.transport.on('where', () => visitor.transport.notify('visit', { grant: visitor.grant(), url, title: 'Harbour Supply' }));
  }
  visitors.at(-1)?.send(SAID);
  await visitors.at(-1)?.settled();
  return visitors;
}

/** The doors: without a session, each in a state that a stranger meets. */
async function lookAtDoors(browser: Browser, told: DemoUp, folder: string): Promise<void> {
  const page = await (await browser.newContext()).newPage();
  const wrong = async () => {
    await page.getByLabel('E-mail').fill('ann@demo.example');
    await page.getByLabel('Password', { exact: true }).fill('not the right one');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').getByText(/./).first().waitFor();
  };
  const doors: readonly Screen[] = [
    { name: 'login', path: 'login', has: 'form' },
    { name: 'login-error', path: 'login', has: 'form', act: wrong },
    { name: 'setup', path: '../setup/0123456789abcdef', has: 'form' },
    { name: 'invite', path: '../invite/0123456789abcdef', has: 'main' },
    { name: 'recover', path: '../recover/0123456789abcdef', has: 'main' },
  ];
  for (const door of doors.filter(({ name }) => name.includes(wanted))) await look(page, told, door, folder);
  await page.context().close();
}

/** With every screen, also what is said while nothing answers. */
async function lookAtOffline(page: Page, told: Up, folder: string): Promise<void> {
  await show(page, told, { name: 'offline', path: '', has: '.rows a', act: open(/./) }, { width: 1440, height: 860 });
  await parley.down();
  isUp = false;
  await page.getByText('Disconnected.').waitFor();
  await page.getByRole('radio', { name: 'Reply' }).check();
  await write('Written while away')(page);
  await page.getByRole('button', { name: 'Send' }).click();
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 860 });
    await page.screenshot({ path: join(folder, `offline-${width}-light.png`) });
  }
}

const [, , folder = '.looks/inbox', wanted = ''] = process.argv;
mkdirSync(folder, { recursive: true });
const parley = createParley();
let isUp = true;
let writer: Visitor | null = null;
const told = (await parley.up('--demo', '--still')) as DemoUp;
const browser = await launch();
const visitors = await openVisitors(told);
writer = visitors.at(-1) ?? null;
const missed: string[] = [];
try {
  const page = await (await browser.newContext()).newPage();
  page.setDefaultTimeout(15_000);
  await page.goto(`${told.inboxUrl}login`);
  await page.getByLabel('E-mail').fill(told.login.split(', ')[0] ?? '');
  await page.getByLabel('Password', { exact: true }).fill(told.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.locator('.rows a').first().waitFor();
  for (const screen of SCREENS.filter(({ name }) => name.includes(wanted))) {
    // One screen that has changed does not keep the others from being seen.
    await look(page, told, screen, folder).catch((error: unknown) => missed.push(`${screen.name}: ${String(error).split('\n')[0]}`));
  }
  await lookAtDoors(browser, told, folder);
  if ('offline'.includes(wanted)) await lookAtOffline(page, told, folder);
} finally {
  for (const visitor of visitors) visitor.close();
  await browser.close();
  if (isUp) await parley.down();
  parley.remove();
}
for (const one of missed) console.error(`missed ${one}`);
if (missed.length > 0) process.exitCode = 1;
