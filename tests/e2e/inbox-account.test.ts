import { readFileSync } from 'node:fs';
import { freePort } from '@parley/server/src/cli/services/child.ts';
import { type SmtpSink, startSmtpSink } from '@parley/server/src/workers/email/testing/smtp-sink.ts';
import { type SlackEmulator, startSlackEmulator } from '@parley/server/src/workers/slack/testing/emulator.ts';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { axe } from './axe.ts';
import { createParley, launch, openPage, setUp, type Up } from './parley.ts';
import { openVisitor, type Visitor } from './visitors.ts';

const PASSWORD = 'correct horse battery';
const SECOND = 'another battery staple';

let sink: SmtpSink;
let slack: SlackEmulator;
let parley: ReturnType<typeof createParley>;
let told: Up;
let browser: Browser;
let ann: Page;
let nora: Visitor;

/** Nobody listens there. */
let mailPort: number;

async function signIn(email: string, password: string): Promise<Page> {
  const { page } = await openPage(browser, `${told.inboxUrl}login`);
  page.setDefaultTimeout(15_000);
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  return page;
}
const inInbox = (page: Page) => page.getByRole('heading', { name: 'Inbox' }).waitFor();
const atLogin = (page: Page) => page.getByRole('button', { name: 'Sign in' }).waitFor();
const goTo = async (page: Page, name: RegExp | string) => page.getByRole('link', { name }).first().click();

/** Makes an invitation with a role and joins by it. */
async function join(name: string, role: 'agent' | 'admin'): Promise<Page> {
  await goTo(ann, 'Team');
  await ann.getByLabel('Role', { exact: true }).selectOption(role);
  await ann.getByRole('button', { name: 'Create a link' }).click();
  const url = ((await ann.locator('.copy-box code').textContent()) ?? '').trim();
  const { page } = await openPage(browser, url);
  page.setDefaultTimeout(15_000);
  await page.getByRole('button', { name: 'Join' }).click();
  await page.getByLabel('Your name').fill(name);
  await page.getByLabel('E-mail').fill(`${name.toLowerCase()}@example.test`);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Join' }).click();
  await inInbox(page);
  return page;
}

beforeAll(async () => {
  [sink, slack, mailPort] = [await startSmtpSink(), await startSlackEmulator(), await freePort()];
  parley = createParley({ ...slack.env, SMTP_URL: sink.url, MAIL_FROM: 'Shop <shop@example.test>' });
  told = await parley.up();
  browser = await launch();
  ann = (await openPage(browser, told.setupUrl ?? '')).page;
  ann.setDefaultTimeout(15_000);
  await setUp(ann);
});
afterAll(async () => {
  nora?.close();
  await browser?.close();
  await parley?.down();
  parley?.remove();
  await sink?.close();
  await slack?.close();
});

it('[X2] a new password signs the other browser out at once, with its open inbox, and keeps this one', async () => {
  const other = await signIn('ann@example.test', PASSWORD);
  await inInbox(other);
  await goTo(ann, /my account/);
  await ann.getByRole('heading', { name: 'My account' }).waitFor();
  await ann.getByLabel('Current password').fill('not the one');
  await ann.getByLabel('New password').fill(SECOND);
  await ann.getByRole('button', { name: 'Change the password' }).click();
  await ann.getByText('This is not your current password.').waitFor();
  expect(await axe(ann)).toEqual([]);
  await ann.getByLabel('Current password').fill(PASSWORD);
  await ann.getByRole('button', { name: 'Change the password' }).click();
  await ann.getByText('One other browser was signed out.').waitFor();
  await atLogin(other);
  await ann.reload();
  await ann.getByRole('heading', { name: 'My account' }).waitFor();
  await other.context().close();
  const again = await signIn('ann@example.test', SECOND);
  await inInbox(again);
  await again.context().close();
});

it('[X2] one sees where one is signed in, and a browser that is signed out there leaves the inbox', async () => {
  const other = await signIn('ann@example.test', SECOND);
  await inInbox(other);
  await ann.reload();
  const sessions = ann.getByRole('region', { name: 'Where you are signed in' });
  await sessions.getByText('This one').waitFor();
  expect(await sessions.getByText(/Chrome · Linux/).count()).toBeGreaterThan(1);
  await sessions
    .getByRole('button', { name: /^Sign out Chrome/ })
    .first()
    .click();
  await sessions.getByRole('button', { name: 'Sign it out' }).click();
  await sessions.getByText('That browser was signed out.').waitFor();
  await atLogin(other);
  await other.context().close();
});

it('[I6] calls are switched and tried on the page of the account; the browser is asked for leave by a click only', async () => {
  await ann.evaluate(() => {
    const page = globalThis as unknown as { asked: number; Notification: { requestPermission(): Promise<string> } };
    page.asked = 0;
    const ask = page.Notification.requestPermission.bind(page.Notification);
    page.Notification.requestPermission = () => {
      page.asked += 1;
      return ask();
    };
  });
  const asked = () => ann.evaluate(() => (globalThis as unknown as { asked: number }).asked);
  await ann.getByRole('switch', { name: 'Sound' }).uncheck();
  await ann.getByRole('button', { name: 'Try it' }).click();
  await ann.getByRole('switch', { name: 'Sound' }).check();
  await ann.getByRole('radio', { name: 'Only what is mine' }).check();
  await ann.getByRole('switch', { name: 'Mail me when nobody answers' }).uncheck();
  await ann.getByText('You are not mailed any more.').waitFor();
  expect(await asked()).toBe(0);
  await ann.reload();
  expect(await ann.getByRole('radio', { name: 'Only what is mine' }).isChecked()).toBe(true);
  await ann.getByRole('switch', { name: 'Mail me when nobody answers', checked: false }).check();
  await ann.getByText('You are mailed.').waitFor();
  await ann.getByRole('radio', { name: 'Every message' }).check();
  expect(await axe(ann)).toEqual([]);
});

it('[X9] a role that is changed and a person who is removed are seen in their open inbox, and the last owner stays', async () => {
  const bob = await join('Bob', 'agent');
  await goTo(bob, 'Team');
  await bob.getByText('Owners and admins invite, remove and change roles.').waitFor();
  expect(await bob.getByRole('combobox').count()).toBe(0);
  await ann.reload();
  const members = ann.getByRole('region', { name: 'Who answers here' });
  await members.getByLabel('Role of Ann').selectOption('agent');
  await members.getByText('A site needs an owner, and this is the last one.').waitFor();
  expect(await members.getByLabel('Role of Ann').inputValue()).toBe('owner');
  await members.getByLabel('Role of Bob').selectOption('admin');
  await bob.getByRole('heading', { name: 'Invite somebody' }).waitFor();
  await members.getByRole('button', { name: 'Remove Bob' }).click();
  expect(await axe(ann)).toEqual([]);
  await members.getByRole('button', { name: 'Remove from the site' }).click();
  await bob.getByText('There is no such site, or it is not yours to see.').waitFor();
  await members.getByText('bob@example.test').waitFor({ state: 'detached' });
  await bob.context().close();
});

it('[X7] a link that nobody has used is listed and taken back; who opens it is told', async () => {
  await ann.getByRole('button', { name: 'Create a link' }).click();
  const url = ((await ann.locator('.copy-box code').textContent()) ?? '').trim();
  const pending = ann.getByRole('region', { name: 'Links nobody has used yet' });
  await pending.getByRole('button', { name: /^Take back the link/ }).click();
  await pending.getByRole('button', { name: 'Take it back' }).click();
  await pending.waitFor({ state: 'detached' });
  const { page } = await openPage(browser, url);
  await page.getByRole('button', { name: 'Join' }).click();
  await page.getByLabel('Your name').fill('Eve');
  await page.getByLabel('E-mail').fill('eve@example.test');
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Join' }).click();
  await page.getByText(/was used already/).waitFor();
  await page.context().close();
});

it('[E4] a test mail arrives at who asked for it, or the page says what is wrong; [L5] so does a post in Slack', async () => {
  await goTo(ann, 'Channels');
  const mail = ann.getByRole('region', { name: 'E-mail' });
  await mail.getByText('Shop <shop@example.test>').waitFor();
  await mail.getByRole('button', { name: 'Send a test mail' }).click();
  await mail.getByText('The mail server took it.').waitFor();
  expect(sink.mails.map(({ rcpt, subject }) => [rcpt, subject])).toEqual([[['ann@example.test'], 'Mails of Parley arrive']]);
  sink.decideFate = () => ({ at: 'mail', code: 553, says: '5.7.1 not yours' });
  await mail.getByRole('button', { name: 'Send a test mail' }).click();
  await mail.getByText(/The mail server does not send for this sender\. Set MAIL_FROM/).waitFor();
  await mail.getByText('mail_sender, MAIL FROM: SMTP 553 5.7.1').waitFor();
  sink.decideFate = () => 'take';
  const posts = ann.getByRole('region', { name: 'Slack' });
  await posts.getByRole('button', { name: 'Post a test' }).click();
  await posts.getByText('Slack took it.').waitFor();
  expect(await slack.threads((text) => text.startsWith('This is a test'))).toHaveLength(1);
  expect(await axe(ann)).toEqual([]);
});

it('[X11] an owner takes along all that is stored of a visitor, and erases it everywhere, also in the open chat', async () => {
  nora = await openVisitor(told);
  nora.send('My number is 555-0199');
  await nora.settled();
  await ann
    .getByRole('list', { name: 'Conversations' })
    .getByRole('link', { name: /555-0199/ })
    .click();
  const download = ann.waitForEvent('download');
  await goTo(ann, 'Export');
  const file = await download;
  const exported = JSON.parse(readFileSync(await file.path(), 'utf8')) as { entries: { body: { text?: string } }[] };
  expect(exported.entries.map(({ body }) => body.text)).toContain('My number is 555-0199');
  await ann.getByRole('button', { name: 'Erase', exact: true }).click();
  const dialog = ann.getByRole('dialog', { name: 'Erase what was said' });
  expect(await dialog.getByRole('button', { name: 'Erase for good' }).isDisabled()).toBe(true);
  expect(await axe(ann)).toEqual([]);
  await dialog.getByLabel(/^Write erase/).fill('erase');
  await dialog.getByRole('button', { name: 'Erase for good' }).click();
  await ann.getByRole('log').getByText('Ann erased what was said before').waitFor();
  await ann
    .getByRole('log')
    .getByText(/555-0199/)
    .waitFor({ state: 'detached' });
  await expect.poll(() => JSON.stringify(nora.state().entries)).not.toContain('555-0199');
});

it('[E4] a mail server that is not there is told from one that is, after the settings were changed', async () => {
  await parley.down();
  const wrong = createParley({
    SMTP_URL: `smtp://127.0.0.1:${mailPort}`,
    MAIL_FROM: 'shop@example.test',
    DATA_DIR: parley.folder,
    PORT: new URL(told.url).port,
  });
  try {
    await wrong.up();
    await ann.goto(`${told.inboxUrl}channels/${told.siteId}`);
    const mail = ann.getByRole('region', { name: 'E-mail' });
    await mail.getByRole('button', { name: 'Send a test mail' }).click();
    await mail.getByText(/Nobody answers at the address of the mail server\./).waitFor();
    await ann.getByRole('region', { name: 'Slack' }).getByText('Not set up').waitFor();
    expect(await axe(ann)).toEqual([]);
  } finally {
    await wrong.down();
    wrong.remove();
    await parley.up();
  }
});
