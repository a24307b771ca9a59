import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { axe } from './axe.ts';
import { createParley, launch, openPage, setUp, type Up } from './parley.ts';
import { createOperator } from './shop.ts';
import { openVisitor, type Visitor } from './visitors.ts';

const { up, down, remove } = createParley({ MESSAGE_RATE: '1000', MESSAGE_BURST: '1000' });
let told: Up;
let browser: Browser;
let ann: Page;
let problems: string[];
let nora: Visitor;
let liam: Visitor;
let bob: Awaited<ReturnType<typeof createOperator>>;
/** More than one page of history, twice. */
const LINES = 330;

const field = (page = ann) => page.getByRole('searchbox', { name: 'Search all conversations' });
const found = (page = ann) => page.getByRole('list', { name: 'Found' }).getByRole('link');
/** Waits until the index has come so far. */
const indexed = (q: string, count: number) =>
  expect
    .poll(async () => (await (await ann.request.get(`${told.url}/api/search?q=${encodeURIComponent(q)}`)).json()).found?.length, {
      timeout: 60_000,
    })
    .toBe(count);
const log = () => ann.getByRole('log');

beforeAll(async () => {
  told = await up();
  browser = await launch();
  ({ page: ann, problems } = await openPage(browser, told.setupUrl ?? ''));
  ann.setDefaultTimeout(20_000);
  await setUp(ann);
  bob = await createOperator(told);
  nora = await openVisitor(told);
  liam = await openVisitor(told);
  nora.send('La crème brûlée de l’Hôtel, <b>please</b>');
  for (let line = 2; line <= LINES; line++) nora.send(`line ${line}`);
  liam.send('Only Liam asks for a zebra');
  await Promise.all([nora.settled(), liam.settled()]);
});
afterAll(async () => {
  nora?.close();
  liam?.close();
  bob?.close();
  await browser?.close();
  await down();
  remove();
});

it('[I4] / searches without accents; down and Enter open the conversation at the message, however far back it is, and marked', async () => {
  await ann.keyboard.press('/');
  await field().waitFor();
  await expect.poll(() => field().evaluate((input) => input === document.activeElement)).toBe(true);
  await indexed('hotel creme', 1);
  await field().pressSequentially('HOTEL creme brul');
  await expect.poll(() => found().count()).toBe(1);
  expect(await found().locator('mark').allInnerTexts()).toEqual(['crème', 'brûlée', 'Hôtel']);
  expect(await found().locator('.excerpt').textContent()).toContain('<b>please</b>');
  expect(new URL(ann.url()).searchParams.get('q')).toBe('HOTEL creme brul');
  await ann.keyboard.press('ArrowDown');
  await ann.keyboard.press('Enter');
  const message = log().locator('[data-found]');
  await message.getByText('La crème brûlée').waitFor();
  await expect.poll(() => message.evaluate((line) => line === document.activeElement)).toBe(true);
  // in sight, and still so when more comes
  nora.send('and another thing');
  await nora.settled();
  await ann.getByRole('button', { name: 'New messages' }).waitFor();
  const [line, box] = [await message.boundingBox(), await log().boundingBox()];
  expect((line?.y ?? 0) >= (box?.y ?? 0) && (line?.y ?? 0) < (box?.y ?? 0) + (box?.height ?? 0)).toBe(true);
  // back is the search, as it was
  await ann.goBack();
  await found().first().waitFor();
  expect(await field().inputValue()).toBe('HOTEL creme brul');
});

it('[I4] filters are in the address and survive a reload; nothing found and a server that is away are said', async () => {
  await bob.find('Only Liam asks for a zebra').then((row) => bob.send(row, { kind: 'note', text: 'the zebra is a joke' }));
  await indexed('zebra', 2);
  await field().fill('zebra');
  await expect.poll(() => found().count()).toBe(2);
  await ann.getByLabel('Said by').selectOption('Notes');
  await expect.poll(() => found().allInnerTexts()).toEqual([expect.stringMatching(/Note by .*: the zebra is a joke/s)]);
  await ann.reload();
  await expect.poll(() => found().count()).toBe(1);
  expect(new URL(ann.url()).searchParams.get('by')).toBe('note');
  await ann.getByLabel('Status').selectOption('Resolved');
  await ann.getByText('Nothing was found for zebra.').waitFor();
  await ann.getByRole('button', { name: 'Search without filters' }).click();
  await expect.poll(() => found().count()).toBe(2);
  await ann.route('**/api/search**', (route) => route.abort());
  await field().fill('zebras');
  await ann.getByText('The server cannot be reached. Try again in a moment.').waitFor();
  await ann.unroute('**/api/search**');
  await ann.getByRole('button', { name: 'Try again' }).click();
  await ann.getByText('Nothing was found for zebras.').waitFor();
});

it('[I4] what is removed or erased is not found any more', async () => {
  const row = await bob.until(({ excerpt }) => excerpt.includes('zebra'));
  await bob.say(row, 'a heron instead');
  await indexed('heron', 1);
  await field().fill('heron');
  await expect.poll(() => found().count()).toBe(1);
  const entry = (await bob.log(row)).find((one) => one.kind === 'entry' && one.body.kind === 'message' && one.body.text.includes('heron'));
  await bob.send(row, { kind: 'remove', of: entry?.seq });
  await indexed('heron', 0);
  await ann.reload();
  await ann.getByText('Nothing was found for heron.').waitFor();
});

it('[I6] the search passes axe, also on a phone, where it has the whole screen', async () => {
  await field().fill('zebra');
  await found().first().waitFor();
  expect(await axe(ann)).toEqual([]);
  await ann.setViewportSize({ width: 390, height: 780 });
  expect(await axe(ann)).toEqual([]);
  expect(await ann.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  await found().first().click();
  await log().locator('[data-found]').waitFor();
  expect(await axe(ann)).toEqual([]);
  expect(problems.filter((problem) => !problem.includes('ERR_FAILED'))).toEqual([]);
});
