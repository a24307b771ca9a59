import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { axe } from './axe.ts';
import { createParley, launch, openPage, say, setUp, type Up } from './parley.ts';

const { parley, up, down, remove } = createParley();
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

const chat = (page: Page) => page.getByRole('log', { name: 'Conversation' });
const bubbles = (page: Page) => chat(page).locator('.bubble').allInnerTexts();

it('[O2] a visitor and an operator talk; both reload and see the same conversation; a restart keeps it and a message written meanwhile', async () => {
  const visitor = await openPage(browser, `${told.url}/#chat`);
  const operator = await openPage(browser, told.setupUrl ?? '');
  await setUp(operator.page);
  // action: the visitor writes; expected: it is stored and in the inbox
  await say(visitor.page, 'Hello, is anybody there?');
  await chat(visitor.page)
    .getByText(/^(Sent|Delivered)$/)
    .waitFor();
  await operator.page.getByRole('link', { name: /Hello, is anybody there/ }).click();
  await operator.page.getByRole('log').getByText('Hello, is anybody there?').waitFor();
  // the visitor learns that it was read
  await chat(visitor.page).getByText('Read', { exact: true }).waitFor();
  // a note; refuted: the visitor never gets it
  await operator.page.getByRole('radio', { name: 'Note' }).check();
  await operator.page.getByRole('textbox', { name: 'Note' }).fill('secret note');
  await operator.page.getByRole('button', { name: 'Send' }).click();
  await operator.page.getByRole('log').getByText('secret note').waitFor();
  await operator.page.getByRole('radio', { name: 'Reply' }).check();
  await say(operator.page, 'Yes, I am.');
  await chat(visitor.page).getByText('Yes, I am.').waitFor();
  expect(await visitor.page.content()).not.toContain('secret note');
  // reload both: the same conversation
  await Promise.all([visitor.page.reload(), operator.page.reload()]);
  await chat(visitor.page).getByText('Yes, I am.').waitFor();
  expect(await bubbles(visitor.page)).toEqual(['Hello, is anybody there?', 'Yes, I am.']);
  await operator.page.getByRole('link', { name: /Yes, I am/ }).click();
  await operator.page.getByRole('log').getByText('Yes, I am.').waitFor();
  // the server goes away; what is written meanwhile is kept and sent once when it is back
  await down();
  await visitor.page.getByText('Offline - your message').waitFor();
  await say(visitor.page, 'written while away');
  await chat(visitor.page).getByText('Waiting', { exact: true }).waitFor();
  await up();
  await operator.page.getByRole('log').getByText('written while away').waitFor();
  await chat(visitor.page).getByText('Waiting', { exact: true }).waitFor({ state: 'detached' });
  expect((await bubbles(visitor.page)).filter((text) => text.includes('written while away'))).toHaveLength(1);
  expect(visitor.problems.filter((text) => !text.includes('WebSocket') && !text.includes('Failed to load resource'))).toEqual([]);
});

it('[X7] the set-up link works once', async () => {
  const again = await openPage(browser, told.setupUrl ?? '');
  await again.page.getByLabel('Your name').fill('Eve');
  await again.page.getByLabel('E-mail').fill('eve@example.test');
  await again.page.getByLabel('Password').fill('another password');
  await again.page.getByRole('button', { name: 'Create owner' }).click();
  await again.page.getByText('This link was used already').waitFor();
});

it('[X2] signing in and out; the inbox without a session leads to the sign-in page', async () => {
  const { page } = await openPage(browser, told.inboxUrl);
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await page.getByLabel('E-mail').fill('ANN@example.test');
  await page.getByLabel('Password').fill('wrong password');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('E-mail or password is wrong.').waitFor();
  await page.getByLabel('Password').fill('correct horse battery');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Inbox' }).waitFor();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
});

it('[X7] who forgot the password comes in by a link of the command line, once, and is out everywhere else', async () => {
  const elsewhere = await openPage(browser, told.inboxUrl);
  await elsewhere.page.getByLabel('E-mail').fill('ann@example.test');
  await elsewhere.page.getByLabel('Password').fill('correct horse battery');
  await elsewhere.page.getByRole('button', { name: 'Sign in' }).click();
  await elsewhere.page.getByRole('heading', { name: 'Inbox' }).waitFor();
  const link = (await parley('user', 'link', '--email', 'ann@example.test')).stdout.trim();
  const { page } = await openPage(browser, link);
  await page.getByRole('heading', { name: 'Choose a new password' }).waitFor();
  expect(await axe(page)).toEqual([]);
  await page.getByLabel('Password').fill('short');
  await page.getByRole('button', { name: 'Save and sign in' }).click();
  await page.getByText('Use at least 10 characters.').waitFor();
  await page.getByLabel('Password').fill('a much newer horse');
  await page.getByRole('button', { name: 'Save and sign in' }).click();
  await page.getByRole('heading', { name: 'Inbox' }).waitFor();
  await elsewhere.page.getByRole('heading', { name: 'Sign in' }).waitFor();
  // refuted: the link works again
  const again = await openPage(browser, link);
  await again.page.getByLabel('Password').fill('somebody elses horse');
  await again.page.getByRole('button', { name: 'Save and sign in' }).click();
  await again.page.getByText('This link was used already').waitFor();
});

it('[O1] a second up is refused with a code; [K6] an unknown job too, and a known one prints its id', async () => {
  await expect(parley('up', '--detach')).rejects.toMatchObject({ stderr: expect.stringContaining('already_running') });
  await expect(parley('job', 'send', 'slack:dance', '{}')).rejects.toMatchObject({
    code: 64,
    stderr: expect.stringContaining('unknown_job'),
  });
  await expect(parley('job', 'send', 'slack:send_message', '{"txt":1}')).rejects.toMatchObject({
    stderr: expect.stringContaining('job_invalid'),
  });
  expect((await parley('job', 'send', 'slack:send_message', '{"text":"hello"}')).stdout.trim()).toMatch(/^[0-9a-f]{32}$/);
});

it('[O4] health, readiness and [O5] metrics answer', async () => {
  expect((await fetch(`${told.url}/healthz`)).status).toBe(200);
  expect(await (await fetch(`${told.url}/readyz`)).json()).toMatchObject({ ready: true, bus: 'up', store: 'up' });
  const metrics = await (await fetch(`${told.url}/metrics`)).text();
  for (const name of [
    'parley_queue_depth',
    'parley_connections',
    'parley_accept_seconds',
    'parley_store_seconds',
    'parley_dead_letters_total',
    'parley_queue_lag_seconds',
  ]) {
    expect(metrics).toContain(name);
  }
});
