import { type SlackEmulator, startSlackEmulator } from '@parley/server/src/workers/slack/testing/emulator.ts';
import { newId } from '@parley/widget/core/time.ts';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { axe } from './axe.ts';
import { createParley, launch, openPage, say, setUp, type Up } from './parley.ts';
import { openVisitor, type Visitor } from './visitors.ts';

let slack: SlackEmulator;
let parley: ReturnType<typeof createParley>;
let told: Up;
let browser: Browser;
let ann: Page;
let problems: string[];
let visitor: Visitor;

beforeAll(async () => {
  slack = await startSlackEmulator();
  // A channel that is not there: what goes to Slack fails for good.
  parley = createParley({ ...slack.env, SLACK_CHANNEL: 'nowhere' });
  told = await parley.up();
  browser = await launch();
  const opened = await openPage(browser, told.setupUrl ?? '');
  ann = opened.page;
  ann.setDefaultTimeout(10_000);
  problems = opened.problems;
  await setUp(ann);
  visitor = await openVisitor(told);
});
afterAll(async () => {
  visitor?.close();
  await browser?.close();
  await parley?.down();
  parley?.remove();
  await slack?.close();
});

const row = (page: Page, name: RegExp) => page.getByRole('link', { name });
const log = (page: Page) => page.getByRole('log');

it('[I4] an empty inbox teaches one thing; the first message comes in by itself, counted in the title, and only then leave to call is asked', async () => {
  const link = ann.getByRole('link', { name: 'Write to yourself' });
  await link.waitFor();
  expect([await link.getAttribute('href'), await link.getAttribute('target')]).toEqual(['/#chat', '_blank']);
  expect(await ann.getByRole('button', { name: 'Turn on notifications' }).count()).toBe(0);
  visitor.typing(true);
  visitor.send('Is <b>this</b> on? See https://shop.example/a. javascript:alert(1)');
  await row(ann, /Is <b>this<\/b> on/).waitFor();
  await expect.poll(() => ann.title()).toBe('(1) Inbox - Parley');
  await ann.getByRole('button', { name: 'No, thanks' }).click();
  expect(await ann.getByRole('button', { name: 'Turn on notifications' }).count()).toBe(0);
  await row(ann, /is here/).click();
  await log(ann).getByText('Is <b>this</b> on?').waitFor();
  await expect.poll(() => ann.title()).toBe('Inbox - Parley');
  // refuted: nothing of it is HTML, and only the web address is a link
  expect(await log(ann).locator('b').count()).toBe(0);
  expect(
    await log(ann)
      .getByRole('link')
      .evaluateAll((links) => links.map((each) => each.getAttribute('href'))),
  ).toEqual(['https://shop.example/a']);
});

it('[I4] writing, presence, who the visitor is, and where the answer goes are shown as they change', async () => {
  await ann.getByText('In the chat now.').waitFor();
  visitor.typing(true);
  await log(ann).getByText('The visitor is writing').waitFor();
  const told2 = await visitor.transport.request('identify', {
    grant: visitor.grant(),
    clientMsgId: newId(),
    email: 'nora@lind.example',
    name: 'Nora Lind',
  });
  expect(told2).toMatchObject({ ok: true });
  await log(ann).getByText('Visitor left an e-mail address: nora@lind.example').waitFor();
  await ann.getByRole('heading', { name: 'Nora Lind', level: 2 }).first().waitFor();
  // action: the operator types; expected: the visitor is told by whom
  await ann.getByRole('textbox', { name: 'Message' }).pressSequentially('Yes');
  await expect.poll(() => visitor.state().typing).toBe('Ann');
  await ann.keyboard.press('Enter');
  await expect.poll(() => visitor.state().entries.length).toBe(3);
  expect(await ann.getByRole('textbox', { name: 'Message' }).inputValue()).toBe('');
});

it('[I5] a message opens into its way: accepted, stored, delivered, read; Slack failed says why and can be tried again', async () => {
  visitor.seen(3);
  await ann.getByRole('button', { name: 'Delivery: Something failed' }).first().waitFor({ timeout: 30_000 });
  await ann
    .getByRole('button', { name: /^Delivery/ })
    .first()
    .click();
  const way = ann.getByRole('dialog', { name: 'Delivery of this message' });
  for (const words of ['Accepted', 'Stored', 'Delivered to the chat', 'Read', 'E-mail is not set up'])
    await way
      .getByText(new RegExp(`${words}$`))
      .first()
      .waitFor();
  await way.getByText(/Slack does not let the bot post in the channel/).waitFor();
  expect(await axe(ann)).toEqual([]);
  // action: the channel comes to be, and the step is tried again; expected: it arrives
  await slack.ask('conversations.create', { name: 'nowhere' });
  await way.getByRole('button', { name: 'Try again' }).first().click();
  await way.getByText('In Slack').waitFor({ timeout: 60_000 });
  await ann.keyboard.press('Escape');
  await way.waitFor({ state: 'hidden' });
  // the focus is back where it was
  expect(await ann.locator('.tick:focus').count()).toBe(1);
});

it('[I6] a second operator comes by an invitation link; notes are between operators; both see who writes', async () => {
  await ann.getByRole('link', { name: 'Team', exact: true }).click();
  await ann.getByRole('button', { name: 'Create a link' }).click();
  const url = ((await ann.locator('.copy-box code').textContent()) ?? '').trim();
  expect(await axe(ann)).toEqual([]);
  const { page: bob } = await openPage(browser, url);
  await bob.getByText('You are invited to answer the visitors of Parley as an agent.').waitFor();
  await bob.getByRole('button', { name: 'Join' }).click();
  await bob.getByText('Choose a password of at least 10 characters.').waitFor();
  expect(await axe(bob)).toEqual([]);
  await bob.getByLabel('Your name').fill('Bob');
  await bob.getByLabel('E-mail').fill('bob@example.test');
  await bob.getByLabel('Password').fill('correct horse battery');
  await bob.getByRole('button', { name: 'Join' }).click();
  await row(bob, /Nora Lind/).click();
  await ann.goBack();
  await log(ann).getByText('Is <b>this</b> on?').waitFor();
  await bob.getByRole('radio', { name: 'Note' }).check();
  await bob.getByRole('textbox', { name: 'Note' }).fill('She called as well.');
  await bob.getByRole('button', { name: 'Send' }).click();
  await log(ann).getByText('She called as well.').waitFor();
  await log(ann).getByText('Note, only for operators').waitFor();
  await bob.getByRole('radio', { name: 'Reply' }).check();
  await bob.getByRole('textbox', { name: 'Message' }).pressSequentially('H');
  await log(ann).getByText('Bob is writing').waitFor();
  expect(visitor.state().entries.filter((entry) => entry.kind === 'hidden')).toHaveLength(1);
  // an agent reads why the pages of the site are closed
  await bob.getByRole('link', { name: 'Settings', exact: true }).click();
  await bob.getByText('Owners and admins change this.').waitFor();
  expect(await axe(bob)).toEqual([]);
  await bob.context().close();
});

it('[I4] the end stays in sight while it is in sight; otherwise a sign tells what is new', async () => {
  visitor.send(`${'line\n'.repeat(60)}last line`);
  await log(ann).getByText('last line').waitFor();
  const fromEnd = () => log(ann).evaluate((box) => box.scrollHeight - box.scrollTop - box.clientHeight);
  await expect.poll(fromEnd).toBeLessThan(4);
  await log(ann).evaluate((box) => {
    box.scrollTop = 0;
  });
  // The scroll is told with the next frame.
  await log(ann).evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  visitor.send('something new');
  await ann.getByRole('button', { name: 'New messages' }).waitFor();
  expect(await log(ann).evaluate((box) => box.scrollTop)).toBe(0);
  await ann.getByRole('button', { name: 'New messages' }).click();
  await expect.poll(fromEnd).toBeLessThan(4);
  expect(await ann.getByRole('button', { name: 'New messages' }).count()).toBe(0);
});

it('[I6] by keyboard alone: move, open, answer, resolve, find it again, read the keys', async () => {
  const second = await openVisitor(told);
  second.send('A second conversation');
  await second.settled();
  second.close();
  await ann.goto(told.inboxUrl);
  await row(ann, /A second conversation/).waitFor();
  await ann.locator('body').press('j');
  await ann.keyboard.press('ArrowDown');
  await ann.keyboard.press('k');
  await ann.keyboard.press('Enter');
  await log(ann).getByText('A second conversation').waitFor();
  await ann.keyboard.press('r');
  await ann.keyboard.type('Answered without a mouse.');
  await ann.keyboard.press('Shift+Enter');
  await ann.keyboard.type('Two lines.');
  await ann.keyboard.press('Control+Enter');
  await log(ann).getByText('Answered without a mouse.').waitFor();
  expect(await ann.locator('.bubble.ours').last().textContent()).toBe('Answered without a mouse.\nTwo lines.');
  await ann.keyboard.press('Escape');
  expect(await ann.locator('.rows a.row:focus').count()).toBe(1);
  await ann.keyboard.press('e');
  await log(ann).getByText('Ann resolved the conversation').waitFor();
  await ann.getByRole('radio', { name: 'Resolved' }).check();
  await row(ann, /A second conversation|Answered without/).waitFor();
  await ann.locator('body').press('?');
  await ann.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
  expect(await axe(ann)).toEqual([]);
  await ann.keyboard.press('Escape');
  await ann.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor({ state: 'hidden' });
  await ann.getByRole('radio', { name: 'Open' }).check();
});

it('[I6] on a phone it is one column: list, conversation, and the browser’s own way back', async () => {
  await ann.setViewportSize({ width: 390, height: 844 });
  await ann.goto(told.inboxUrl);
  await row(ann, /Nora Lind/).click();
  await log(ann).getByText('She called as well.').waitFor();
  expect(await ann.getByRole('heading', { name: 'Inbox' }).isVisible()).toBe(false);
  expect(await axe(ann)).toEqual([]);
  await ann.goBack();
  await ann.getByRole('heading', { name: 'Inbox' }).waitFor();
  await row(ann, /Nora Lind/).click();
  await ann.getByRole('link', { name: 'Back to the list' }).click();
  await ann.getByRole('button', { name: 'Menu' }).click();
  await ann.getByRole('button', { name: /^Unread/ }).waitFor();
  expect(await axe(ann)).toEqual([]);
  await ann.keyboard.press('Escape');
  // refuted: nothing is wider than the phone
  expect(await ann.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  await ann.setViewportSize({ width: 1440, height: 860 });
});

it('[I6] install, team and settings: what is changed there is said, seen and clean for axe', async () => {
  await ann.goto(`${told.inboxUrl}settings/${told.siteId}`);
  await ann.getByLabel('Colour', { exact: true }).fill('#ffd400');
  await ann.getByLabel('Greeting').fill('Hello there');
  await ann.getByRole('button', { name: 'Save' }).click();
  await ann.getByText('Saved.').waitFor();
  expect(await axe(ann)).toEqual([]);
  await ann.goto(`${told.inboxUrl}install/${told.siteId}`);
  await ann
    .getByText('Waiting for the first visit')
    .or(ann.getByText(/Seen on/))
    .first()
    .waitFor();
  await ann.getByLabel('Address of your site').fill('https://shop.example/some/page');
  await ann.getByRole('button', { name: 'Add', exact: true }).click();
  await ann.getByRole('button', { name: 'Remove https://shop.example' }).waitFor();
  await ann.getByLabel('Address of your site').fill('*');
  await ann.getByRole('button', { name: 'Add', exact: true }).click();
  await ann.locator('#origin-error').getByText(/\w/).waitFor();
  expect(await axe(ann)).toEqual([]);
  await ann.getByLabel('Name of the site').fill('Second shop');
  await ann.getByRole('button', { name: 'Add site' }).click();
  await ann.getByRole('heading', { name: /Install · Second shop/ }).waitFor();
  await ann.getByRole('button', { name: 'Second shop' }).waitFor();
});

it('[I4] disconnected is said, what is written is kept and goes out when the server is back', async () => {
  await ann.goto(told.inboxUrl);
  await row(ann, /Nora Lind/).click();
  await log(ann).getByText('She called as well.').waitFor();
  await parley.down();
  await ann.getByText('Disconnected. What you write is kept.').waitFor();
  await say(ann, 'Written while away');
  await log(ann).getByText('Waiting').waitFor();
  await parley.up();
  await log(ann).getByText('Waiting').waitFor({ state: 'detached', timeout: 60_000 });
  await ann.getByText('Disconnected. What you write is kept.').waitFor({ state: 'detached' });
  await expect
    .poll(
      () =>
        visitor
          .state()
          .entries.some((entry) => entry.kind === 'entry' && entry.body.kind === 'message' && entry.body.text === 'Written while away'),
      { timeout: 60_000 },
    )
    .toBe(true);
  expect(problems.filter((text) => !/WebSocket|Failed to load resource/.test(text))).toEqual([]);
});

it('[I6] signing out leads to a sign-in page that leads back to where one was', async () => {
  const before = new URL(ann.url()).pathname;
  await ann.getByRole('button', { name: 'Sign out' }).click();
  await ann.getByRole('heading', { name: 'Sign in' }).waitFor();
  expect(await axe(ann)).toEqual([]);
  await ann.getByRole('button', { name: 'Sign in' }).click();
  await ann.getByText('Write your password.').waitFor();
  await ann.getByLabel('E-mail').fill('ann@example.test');
  await ann.getByLabel('Password').fill('correct horse battery');
  await ann.getByRole('button', { name: 'Sign in' }).click();
  await log(ann).getByText('Written while away').waitFor();
  expect(new URL(ann.url()).pathname).toBe(before);
});

it('[I6] over plain http from another machine the inbox works, and says that anybody may listen', async () => {
  const lan = createParley({ HOST: '0.0.0.0' });
  try {
    const url = new URL((await lan.up()).setupUrl ?? '');
    // Not the machine's own name for itself: the browser takes it for any address of a network.
    url.hostname = '127.0.0.2';
    const { page } = await openPage(browser, url.href);
    await page.getByText('This connection is not encrypted.').waitFor();
    await setUp(page);
    await page.getByText('This connection is not encrypted. Use https before you answer real visitors.').waitFor();
    await page.getByRole('link', { name: 'Write to yourself' }).waitFor();
    expect(await axe(page)).toEqual([]);
    await page.context().close();
  } finally {
    await lan.down();
    lan.remove();
  }
});
