import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { axe } from './axe.ts';
import { createParley, launch, openPage, setUp, type Up } from './parley.ts';
import { openVisitor, type Visitor } from './visitors.ts';

// Faster than a person writes: a long conversation is made of it.
const { up, down, remove } = createParley({ MESSAGE_RATE: '1000', MESSAGE_BURST: '1000' });
let told: Up;
let browser: Browser;
let ann: Page;
let problems: string[];
let visitor: Visitor;

const log = () => ann.getByRole('log');
const said = () =>
  visitor.state().entries.flatMap((entry) => (entry.kind === 'entry' && entry.body.kind === 'message' ? [entry.body] : []));

beforeAll(async () => {
  told = await up();
  browser = await launch();
  const opened = await openPage(browser, told.setupUrl ?? '');
  ann = opened.page;
  ann.setDefaultTimeout(10_000);
  problems = opened.problems;
  await setUp(ann);
  visitor = await openVisitor(told);
  visitor.send('Hello **there**, see `code`');
  await ann.getByRole('link', { name: /Hello/ }).click();
  await log().getByText('there').waitFor();
});
afterAll(async () => {
  visitor?.close();
  await browser?.close();
  await down();
  remove();
});

it('[I4] a text is shown as the visitor sees it: bold and code as nodes, never as HTML', async () => {
  expect([await log().locator('strong').textContent(), await log().locator('code').textContent()]).toEqual(['there', 'code']);
});

it('[I4] quick replies go with a message, and are kept with the draft', async () => {
  await ann.getByRole('textbox', { name: 'Message' }).fill('Which colour?');
  await ann.getByRole('button', { name: 'Quick replies' }).click();
  await ann.getByLabel('Answer 1').fill('Red');
  await ann.getByLabel('Answer 2').fill('Blue');
  await ann.reload();
  expect(await ann.getByLabel('Answer 2').inputValue()).toBe('Blue');
  expect(await axe(ann)).toEqual([]);
  await ann.getByRole('button', { name: 'Send' }).click();
  await log().getByRole('list', { name: 'Answers to choose from' }).getByText('Blue').waitFor();
  await expect.poll(() => said().at(-1)).toEqual({ kind: 'message', text: 'Which colour?', replies: ['Red', 'Blue'] });
  expect(await ann.getByLabel('Answer 1').count()).toBe(0);
});

it('[I4] what the visitor types is seen while they type, read out to nobody, and gone when they stop', async () => {
  const type = (on: boolean, text?: string) => visitor.transport.notify('typing', { grant: visitor.grant(), on, ...(text && { text }) });
  type(true, 'I think that');
  await log().locator('.live-text').getByText('I think that').waitFor();
  expect(await log().locator('.live-text').getAttribute('aria-live')).toBe('off');
  expect(await axe(ann)).toEqual([]);
  type(false);
  await log().locator('.live-text').waitFor({ state: 'detached' });
});

it('[I4] earlier messages come by pages, and what is being read stays in place', async () => {
  for (let number = 1; number <= 210; number += 1) visitor.send(`number ${number}`);
  await visitor.settled();
  await log().getByText('number 210', { exact: true }).waitFor();
  await ann.reload();
  await log().getByText('number 210', { exact: true }).waitFor();
  expect(await log().getByText('there').count()).toBe(0);
  const earlier = log().getByRole('button', { name: 'Earlier messages' });
  // Of the two hundred that are there the end is drawn at first.
  expect(await log().locator('.bubble').count()).toBeLessThan(70);
  await earlier.click();
  await log().getByText('number 100', { exact: true }).waitFor();
  await earlier.click();
  await log().getByText('number 30', { exact: true }).waitFor();
  await earlier.scrollIntoViewIfNeeded();
  const first = log().locator('.bubble').first();
  const words = (await first.textContent()) ?? '';
  const before = await first.boundingBox();
  await earlier.click();
  await log().getByText('there').waitFor();
  const after = await log().getByText(words, { exact: true }).boundingBox();
  expect(Math.abs((after?.y ?? 0) - (before?.y ?? 0))).toBeLessThan(80);
  expect(await earlier.count()).toBe(0);
  expect(problems.filter((text) => !/Failed to load resource/.test(text))).toEqual([]);
});
