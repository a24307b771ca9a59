import type { Numbers } from '@parley/shared-types/http.ts';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { axe } from './axe.ts';
import { createParley, launch, openPage, say, setUp, type Up } from './parley.ts';
import { openVisitor, type Visitor } from './visitors.ts';

let parley: ReturnType<typeof createParley>;
let told: Up;
let browser: Browser;
let ann: Page;
let problems: string[];
const visitors: Visitor[] = [];

async function visitor(...texts: readonly string[]): Promise<Visitor> {
  const made = await openVisitor(told);
  visitors.push(made);
  for (const text of texts) made.send(text);
  await made.settled();
  return made;
}

// A small known history: three conversations, one of them spam; one answered, resolved and rated.
beforeAll(async () => {
  parley = createParley();
  told = await parley.up();
  browser = await launch();
  const opened = await openPage(browser, told.setupUrl ?? '');
  ann = opened.page;
  problems = opened.problems;
  ann.setDefaultTimeout(20_000);
  await setUp(ann);
  const nora = await visitor('Where is my order?', 'It is 4711.');
  await visitor('Do you ship to Norway?');
  await visitor('Buy pills');
  await ann.getByRole('link', { name: /Buy pills/ }).click();
  await ann.locator('body').press('!');
  await ann.getByRole('button', { name: 'Mark as spam' }).click();
  await ann.getByRole('log').getByText(/spam/).waitFor();
  await ann.getByRole('link', { name: /It is 4711/ }).click();
  await say(ann, 'On its way.');
  await ann.getByRole('log').getByText('On its way.').waitFor();
  await ann.keyboard.press('Escape');
  await ann.locator('body').press('e');
  await ann.getByRole('log').getByText('Ann resolved the conversation').waitFor();
  nora.tell({ kind: 'rating', score: 4, text: '=Thanks' });
  await ann.getByRole('log').getByText('=Thanks').waitFor();
});
afterAll(async () => {
  for (const one of visitors) one.close();
  await browser?.close();
  await parley?.down();
  parley?.remove();
});

const figure = (name: string) => ann.locator('.figure', { has: ann.getByText(name, { exact: true }) }).locator('.figure-value');
const section = (name: string | RegExp) => ann.getByRole('region', { name });
const cells = (page: Page, caption: string) =>
  page
    .getByRole('table', { name: caption })
    .locator('tbody tr')
    .evaluateAll((rows) => rows.map((row) => [...row.querySelectorAll('th, td')].map((cell) => cell.textContent)));
const get = (url: string) => ann.evaluate(async (href) => (await fetch(href)).text(), url);

it('[I6] the numbers of a known history are those of the page, of its tables and of the CSV', async () => {
  await ann.getByRole('link', { name: 'Numbers', exact: true }).click();
  await ann.getByRole('heading', { name: /^Numbers/ }).waitFor();
  await figure('Conversations').waitFor();
  expect(await figure('Conversations').textContent()).toBe('2');
  expect(await figure('Messages').textContent()).toBe('4');
  expect(await figure('Rating').textContent()).toBe('4');
  // The times are whatever the test took: the page says what the server counted.
  const csvHref = (await section('By operator').getByRole('link', { name: /^CSV/ }).getAttribute('href')) ?? '';
  const { numbers } = JSON.parse(await get(csvHref.replace('/operators.csv', ''))) as { numbers: Numbers };
  expect([numbers.sums.firstReply.count, numbers.sums.resolution.count]).toEqual([1, 1]);
  const seconds = (ms: number | null) => String(Math.round((ms ?? 0) / 1_000));
  expect(await figure('First reply').textContent()).toBe(`${seconds(numbers.sums.firstReply.median)} s`);
  const [, line] = (await get(csvHref)).split('\r\n');
  const [first, resolved] = [seconds(numbers.sums.firstReply.median), seconds(numbers.sums.resolution.median)];
  expect(line).toBe(`Ann,1,1,1,${first},${first},1,${resolved},${resolved}`);
  expect(await cells(ann, 'By operator: messages, first replies and resolutions')).toEqual([
    ['Ann', '1', '1', '1', `${first} s`, '1', `${resolved} s`],
  ]);
  // The table behind the lines: thirty days, all but the last empty.
  await section('Conversations and messages by day').getByText('Table').click();
  const days = await cells(ann, 'Conversations and messages by day');
  expect(days).toHaveLength(30);
  expect(days.at(-1)?.slice(1)).toEqual(['2', '3', '1', '0']);
  expect(days.slice(0, -1).every((row) => row.slice(1).every((cell) => cell === '0'))).toBe(true);
  const ratings = (await section('Ratings').getByRole('link', { name: /^CSV/ }).getAttribute('href')) ?? '';
  expect(await get(ratings)).toContain(",'=Thanks\r\n");
  await section('Ratings').getByText('=Thanks').waitFor();
  const words = await ann.getByRole('link', { name: 'What each number counts' }).getAttribute('href');
  expect(await get(words ?? '')).toContain('first reply');
});

it('[I6] by keyboard alone the charts say their values; light and dark are clean for axe', async () => {
  const chart = ann.getByRole('slider', { name: 'Conversations and messages by day' });
  await chart.focus();
  expect(await chart.getAttribute('aria-valuetext')).toMatch(/: Conversations 2, By visitors 3, By operators 1$/);
  await ann.locator('.readout').waitFor();
  await ann.keyboard.press('ArrowLeft');
  expect(await chart.getAttribute('aria-valuetext')).toMatch(/: Conversations 0, By visitors 0, By operators 0$/);
  await ann.keyboard.press('Home');
  expect(await chart.getAttribute('aria-valuenow')).toBe('0');
  await ann.keyboard.press('Escape');
  expect(await ann.locator('.readout').count()).toBe(0);
  // The week by hours: from hour to hour, and from day to day.
  const week = ann.getByRole('slider', { name: 'Messages by visitors by weekday and hour' });
  await week.focus();
  expect(await week.getAttribute('aria-valuetext')).toMatch(/^Monday 09:00: \d+ messages by visitors$/);
  await ann.keyboard.press('ArrowDown');
  await ann.keyboard.press('ArrowRight');
  expect(await week.getAttribute('aria-valuetext')).toMatch(/^Tuesday 10:00:/);
  expect(await axe(ann)).toEqual([]);
});

it('[I6] the days are in the address; days of one’s own, an empty time and what cannot be are said', async () => {
  await ann.getByRole('link', { name: '7 days' }).click();
  await expect.poll(() => ann.getByRole('slider').first().getAttribute('aria-valuemax')).toBe('6');
  expect(new URL(ann.url()).search).toBe('?days=7');
  await ann.reload();
  await expect.poll(() => ann.getByRole('slider').first().getAttribute('aria-valuemax')).toBe('6');
  await ann.getByLabel('From').fill('2020-02-10');
  await ann.getByLabel('to', { exact: true }).fill('2020-02-01');
  await ann.getByRole('button', { name: 'Show' }).click();
  await ann.getByRole('alert').getByText('The last day lies before the first.').waitFor();
  await ann.getByLabel('to', { exact: true }).fill('2020-02-12');
  await ann.getByRole('button', { name: 'Show' }).click();
  await ann.getByText('Nobody wrote in these days.').waitFor();
  expect(await figure('Conversations').textContent()).toBe('0');
  // A server that cannot be reached: said, and tried again.
  await ann.route('**/api/sites/*/numbers*', (route) => route.abort());
  await ann.getByRole('link', { name: '30 days' }).click();
  await ann.getByRole('alert').getByText('The server cannot be reached.').waitFor();
  await ann.unroute('**/api/sites/*/numbers*');
  await ann.getByRole('button', { name: 'Try again' }).click();
  await expect.poll(() => figure('Conversations').textContent()).toBe('2');
  expect(problems.filter((line) => !line.includes('ERR_FAILED'))).toEqual([]);
});

it('[I6] on a phone nothing is wider than the screen but the tables, which scroll by themselves', async () => {
  await ann.setViewportSize({ width: 390, height: 844 });
  await ann.reload();
  await ann.getByRole('slider').first().waitFor();
  expect(await ann.locator('.admin-body').evaluate((body) => body.scrollWidth - body.clientWidth)).toBe(0);
  expect(await axe(ann)).toEqual([]);
});
