/** E-mail both ways, as people meet it: a real `up`, a real browser, mails over real SMTP in both directions. */
import { freePort } from '@parley/server/src/cli/services/child.ts';
import { type SmtpSink, type SunkMail, startSmtpSink } from '@parley/server/src/workers/email/testing/smtp-sink.ts';
import { sendMail } from '@parley/server/src/workers/inbound-mail/testing/send-mail.ts';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createParley, launch, type Up } from './parley.ts';

let sink: SmtpSink;
let parley: ReturnType<typeof createParley>;
let told: Up;
let browser: Browser;
let port: number;

beforeAll(async () => {
  [sink, port] = [await startSmtpSink(), await freePort()];
  parley = createParley({
    ...{ SMTP_URL: sink.url, MAIL_FROM: 'Parley <chat@parley.example>', MAIL_VISITOR_AFTER: '1', MAIL_OPERATOR_AFTER: '2' },
    ...{ MAIL_REPLY_DOMAIN: 'reply.parley.example', INBOUND_MAIL_PORT: String(port) },
  });
  told = await parley.up();
  browser = await launch();
});
afterAll(async () => {
  await browser?.close();
  await parley?.down();
  parley?.remove();
  await sink?.close();
});

const chat = (page: Page) => page.getByRole('log', { name: 'Conversation' });
const replyTo = (mail?: SunkMail) => mail?.replyTo?.[0]?.address ?? '';
const mailTo = async (address: string, count = 1) => {
  const mine = () => sink.mails.filter(({ rcpt: [to] }) => to === address);
  await expect.poll(() => mine().length, { timeout: 60_000 }).toBeGreaterThanOrEqual(count);
  return mine()[count - 1];
};

async function write(page: Page, text: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Message' }).fill(text);
  await page.keyboard.press('Enter');
}

it('[E7] one conversation from the chat, the inbox and two mailboxes: both sides read the same, and nothing comes back to who wrote it', async () => {
  const operator = await browser.newContext();
  const inbox = await operator.newPage();
  inbox.setDefaultTimeout(30_000);
  await inbox.goto(told.setupUrl ?? '');
  await inbox.getByLabel('Your name').fill('Ann');
  await inbox.getByLabel('E-mail').fill('ann@shop.example');
  await inbox.getByLabel('Password').fill('correct horse battery');
  await inbox.getByRole('button', { name: 'Create owner' }).click();
  await inbox.waitForURL(/inbox/);
  await inbox.goto(`${told.inboxUrl}channels/${told.siteId}`);
  await inbox.getByText('Answers by mail are on').waitFor();
  await inbox.getByText(`and are received here on port ${port}`).waitFor();
  await inbox.screenshot({ path: process.env.SHOTS ? `${process.env.SHOTS}/channels.png` : '/dev/null', type: 'png' });
  await inbox.goto(told.inboxUrl);
  const visitor = await browser.newContext();
  const page = await visitor.newPage();
  page.setDefaultTimeout(30_000);
  await page.goto(`${told.url}/#chat`);
  await chat(page).waitFor();
  await write(page, 'Is it blue?');
  await page.evaluate(`$parley.push(['set', 'user:email', ['zoe@home.example']])`);
  // action: the operator answers the notice; expected: the visitor reads it in the chat, once
  const notice = await mailTo('ann@shop.example');
  await sendMail(port, { from: 'Ann <ann@shop.example>', to: replyTo(notice), text: 'Yes, it is.\n\n-- \nAnn' });
  await chat(page).getByText('Yes, it is.').waitFor();
  await page.close();
  await inbox
    .getByRole('link', { name: /Is it blue|zoe@home/ })
    .first()
    .click();
  await chat(inbox).getByText('Yes, it is.').waitFor();
  await chat(inbox).getByText('by e-mail').first().waitFor();
  await write(inbox, 'Do you want one?');
  // action: the visitor, who has left, answers the mail; expected: it stands in the inbox
  const digest = await mailTo('zoe@home.example');
  expect(digest?.text).toContain('Do you want one?');
  const quote = (digest?.text ?? '').split('\n').map((line) => `> ${line}`);
  const text = ['Two, please.', '', 'Am 05.05.25 um 10:00 schrieb Parley <chat@parley.example>:', ...quote].join('\n');
  const answer = { from: 'zoe@home.example', to: replyTo(digest), text, messageId: '<one@home.example>' };
  await sendMail(port, answer);
  await sendMail(port, answer);
  await chat(inbox).getByText('Two, please.', { exact: true }).waitFor();
  await sendMail(port, { ...answer, from: 'eve@else.example', text: 'Cancel all', messageId: '<two@home.example>' });
  await chat(inbox)
    .getByText(/A mail from eve@else\.example answered this conversation/)
    .waitFor();
  expect(await chat(inbox).getByText('Two, please.', { exact: true }).count()).toBe(1);
  await inbox.screenshot({ path: process.env.SHOTS ? `${process.env.SHOTS}/conversation.png` : '/dev/null', type: 'png' });
  // expected: the visitor finds all of it in the chat, and no note
  const back = await visitor.newPage();
  back.setDefaultTimeout(30_000);
  await back.goto(`${told.url}/#chat`);
  for (const words of ['Is it blue?', 'Yes, it is.', 'Do you want one?', 'Two, please.'])
    await chat(back).getByText(words, { exact: true }).waitFor();
  expect(await chat(back).getByText('Cancel all').count()).toBe(0);
  expect(sink.mails.filter(({ text: said }) => said?.includes('Two, please.') && said.includes('new messages'))).toEqual([]);
});
