import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createParley, launch, type Up } from './parley.ts';
import { visit } from './shop.ts';

const { up, down, remove } = createParley();
let told: Up;
let browser: Browser;

beforeAll(async () => {
  told = await up();
  browser = await launch();
});
afterAll(async () => {
  await browser?.close();
  await down();
  remove();
});

it('[W10] the gallery shows every state with the panel that is served, and asks nobody but the server', async () => {
  const { page, context, requests, errors } = await visit(browser, `${told.url}/examples/gallery/`);
  const names = await page.locator('figure').evaluateAll((figures) => figures.map(({ id }) => id));
  expect(names.length).toBeGreaterThan(20);
  const problems: string[] = [];
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  for (const name of names) {
    await page.goto(`${told.url}/examples/gallery/?scene=${name}`);
    await page.locator('.panel').waitFor();
  }
  expect(requests.filter((url) => !url.startsWith(told.url) && !url.startsWith('data:'))).toEqual([]);
  expect(requests.filter((url) => /socket|unread|check/.test(url))).toEqual([]);
  expect([errors, problems]).toEqual([[], []]);
  await context.close();
});
