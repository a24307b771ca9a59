import { findServices } from '@parley/server/src/cli/services/install.ts';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createParley, type Up } from './parley.ts';
import { createOperator, createShop, type Shop, tagOf } from './shop.ts';

const { paths, missing } = findServices(['firefox']);
/** Its reason is part of the title, so that the report of a run tells it. */
const without = missing.map(({ how }) => ` (left out: ${how})`).join('');
const { up, down, remove } = createParley();
let told: Up;
let browser: Browser;
let shop: Shop;

beforeAll(async () => {
  if (without) return;
  told = await up();
  browser = await puppeteer.launch({ browser: 'firefox', executablePath: paths.firefox, headless: true, timeout: 120_000 });
  shop = await createShop({}, tagOf(told));
});
afterAll(async () => {
  await browser?.close();
  shop?.close();
  if (!without) await down();
  remove();
});

const field = (page: Page) => page.locator('>>> textarea').setTimeout(60_000);
const openChat = (page: Page) => page.locator('>>> button[aria-label^="Open chat"]').setTimeout(60_000).click();

/** Waits until a message is shown, and returns all of them. */
async function untilShown(page: Page, text: string): Promise<readonly (string | null)[]> {
  await page.waitForSelector(`>>> .bubble ::-p-text(${text})`, { timeout: 60_000 });
  return page.$$eval('>>> .bubble:not(.dots)', (bubbles) => bubbles.map(({ textContent }) => textContent));
}

it.skipIf(without !== '')(`[W6] Firefox: opens, sends, receives, and shows the same after a reload${without}`, async () => {
  const page = await browser.newPage();
  const errors: unknown[] = [];
  page.on('pageerror', (error) => errors.push(error));
  await page.goto(shop.url);
  await openChat(page);
  await field(page).fill('Is it red?');
  await page.keyboard.press('Enter');
  const operator = await createOperator(told);
  await operator.say(await operator.find('Is it red?'), 'Yes, all of them.');
  expect(await untilShown(page, 'Yes, all of them.')).toEqual(['Is it red?', 'Yes, all of them.']);
  await page.reload();
  await untilShown(page, 'Yes, all of them.');
  await field(page).fill('Thank you');
  await page.keyboard.press('Enter');
  await operator.find('Thank you');
  expect(await untilShown(page, 'Thank you')).toEqual(['Is it red?', 'Yes, all of them.', 'Thank you']);
  expect(errors).toEqual([]);
  operator.close();
});
