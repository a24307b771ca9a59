/** The first product as a stranger meets it: from `up` to an answer, and on by mail when the visitor has gone. */
import { type SmtpSink, startSmtpSink } from '@parley/server/src/workers/email/testing/smtp-sink.ts';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { createParley, launch, type Up } from './parley.ts';
import { createShop, tagOf, visit } from './shop.ts';

const PHONE = { width: 390, height: 844 };

let sink: SmtpSink;
let parley: ReturnType<typeof createParley>;
let told: Up;
let browser: Browser;
let inbox: Page;
const problems: string[] = [];

beforeAll(async () => {
  sink = await startSmtpSink();
  parley = createParley({ SMTP_URL: sink.url, MAIL_FROM: 'Parley <chat@parley.example>', MAIL_VISITOR_AFTER: '1' });
  told = await parley.up();
  browser = await launch();
});
afterAll(async () => {
  await browser?.close();
  await parley?.down();
  parley?.remove();
  await sink?.close();
});

function watch(page: Page): Page {
  page.setDefaultTimeout(20_000);
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  return page;
}

async function open(context: BrowserContext, url: string): Promise<Page> {
  const page = watch(await context.newPage());
  await page.goto(url);
  return page;
}

const chat = (page: Page) => page.getByRole('log', { name: 'Conversation' });

async function write(page: Page, text: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Message' }).fill(text);
  await page.keyboard.press('Enter');
}

it('[O2] from the set-up link to the first answered message in three clicks on what is on the screen', async () => {
  const context = await browser.newContext();
  let clicks = 0;
  const click = async (page: Page, role: 'button' | 'link', name: string | RegExp) => {
    clicks += 1;
    await page.getByRole(role, { name }).click();
  };
  inbox = await open(context, told.setupUrl ?? '');
  // The first field has the focus already; the others are reached by keyboard.
  await inbox.getByLabel('Your name').fill('Ann');
  await inbox.getByLabel('E-mail').fill('ann@example.test');
  await inbox.getByLabel('Password').fill('correct horse battery');
  await click(inbox, 'button', 'Create owner');
  const opening = context.waitForEvent('page');
  await click(inbox, 'link', 'Write to yourself');
  const self = watch(await opening);
  await chat(self).waitFor();
  await write(self, 'Does this work?');
  await click(inbox, 'link', /Does this work/);
  await chat(inbox).getByText('Does this work?').waitFor();
  await write(inbox, 'It does.');
  await chat(self).getByText('It does.').waitFor();
  expect(clicks).toBeLessThanOrEqual(5);
  expect(problems).toEqual([]);
  await self.close();
});

it('[E1] an answer to a visitor who has left comes by mail; its link goes on with the conversation on a phone; the first browser shows the badge', async () => {
  const desk = await browser.newContext();
  const page = await open(desk, `${told.url}/#chat`);
  await chat(page).waitFor();
  await write(page, 'Please write to me');
  await chat(page)
    .getByText('Sent', { exact: true })
    .or(chat(page).getByText('Delivered', { exact: true }))
    .first()
    .waitFor();
  await page.evaluate(`$parley.push(['set', 'user:email', ['zoe@shop.example']])`);
  await inbox.getByRole('link', { name: /zoe@shop.example/ }).waitFor();
  await page.close();
  // action: the operator answers when nobody is there; expected: one mail, with the answer and a link, and no word of the visitor
  await inbox.getByRole('link', { name: /Please write to me/ }).click();
  await write(inbox, 'Here is what you asked for');
  await expect.poll(() => sink.mails.length, { timeout: 30_000 }).toBe(1);
  const [mail] = sink.mails;
  expect(mail?.rcpt).toEqual(['zoe@shop.example']);
  expect(mail?.text).toContain('Here is what you asked for');
  expect(mail?.text).not.toContain('Please write to me');
  const link = /http\S+\/c\/\S+/.exec(mail?.text ?? '')?.[0] ?? '';
  const phone = await browser.newContext({ viewport: PHONE, isMobile: true, hasTouch: true });
  const small = await open(phone, link);
  await chat(small).getByText('Here is what you asked for').waitFor();
  await write(small, 'Thank you, from the train');
  await chat(inbox).getByText('Thank you, from the train', { exact: true }).waitFor();
  await chat(inbox).getByText('Please write to me').waitFor();
  await small.close();
  await write(inbox, 'Good journey');
  await expect.poll(() => sink.mails.length, { timeout: 30_000 }).toBe(2);
  // action: the first browser comes back; expected: the badge before any click, and the same conversation behind it
  const back = await open(desk, told.url);
  await back.getByRole('button', { name: 'Open chat, 1' }).click();
  await chat(back).getByText('Good journey').waitFor();
  await chat(back).getByText('Thank you, from the train').waitFor();
  await chat(inbox).getByRole('button', { name: /Read/ }).last().waitFor();
  expect(problems).toEqual([]);
});

it('[W11] a shop pastes the tag: it is refused, listed on the install page, allowed by one click there, and chats', async () => {
  const shop = await createShop({}, tagOf(told));
  onTestFinished(shop.close);
  await inbox.goto(`${told.inboxUrl}install/${told.siteId}`);
  await inbox.getByRole('heading', { name: /^Install/ }).waitFor();
  const { page, context } = await visit(browser, shop.foreign);
  onTestFinished(() => context.close());
  await page.getByRole('button', { name: 'Open chat' }).click();
  await page.getByText('Chat is unavailable on this page.').waitFor();
  // action: one click; expected: seen from there, and the chat opens - refuted: that it is still listed as refused
  await inbox.getByRole('button', { name: `Allow ${shop.foreign}` }).click();
  await inbox.getByRole('button', { name: `Remove ${shop.foreign}` }).waitFor();
  await page.reload();
  await page.getByRole('button', { name: /^Open chat|^Close chat/ }).waitFor();
  if (!(await chat(page).isVisible())) await page.getByRole('button', { name: 'Open chat' }).click();
  await write(page, 'Greetings from the shop');
  await chat(page)
    .getByText(/^(Sent|Delivered|Read)$/)
    .waitFor();
  await inbox.getByText(`Seen on ${shop.foreign}`).waitFor();
  expect(await inbox.getByRole('button', { name: `Allow ${shop.foreign}` }).count()).toBe(0);
});
