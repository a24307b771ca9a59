import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { axe } from './axe.ts';
import { createParley, launch, openPage, setUp, type Up } from './parley.ts';
import { openVisitor, type Visitor } from './visitors.ts';
import { createWire } from './wire.ts';

const { up, down, remove } = createParley();
let told: Up;
let browser: Browser;
let ann: Page;
let bob: Page;
let nora: Visitor;
let liam: Visitor;
/** Everything that reached Nora by her socket. */
const heard: string[] = [];

const log = (page: Page) => page.getByRole('log');
const open = (page: Page, words: RegExp) => page.getByRole('list', { name: 'Conversations' }).getByRole('link', { name: words }).click();
const saidTo = (visitor: Visitor) =>
  visitor.state().entries.flatMap((entry) => (entry.kind === 'entry' && entry.body.kind === 'message' ? [entry.body.text] : []));
async function answer(page: Page, text: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Message' }).fill(text);
  await page.getByRole('button', { name: 'Send', exact: true }).click();
}
async function fromMore(page: Page, choice: RegExp): Promise<void> {
  await page.getByRole('button', { name: 'More', exact: true }).click();
  await page.getByRole('dialog', { name: 'More' }).getByRole('button', { name: choice }).click();
}

async function join(url: string): Promise<Page> {
  const { page } = await openPage(browser, url);
  page.setDefaultTimeout(15_000);
  await page.getByRole('button', { name: 'Join' }).click();
  await page.getByLabel('Your name').fill('Bob');
  await page.getByLabel('E-mail').fill('bob@example.test');
  await page.getByLabel('Password').fill('correct horse battery');
  await page.getByRole('button', { name: 'Join' }).click();
  await page.getByRole('heading', { name: 'Inbox' }).waitFor();
  return page;
}

beforeAll(async () => {
  told = await up();
  browser = await launch();
  ann = (await openPage(browser, told.setupUrl ?? '')).page;
  ann.setDefaultTimeout(15_000);
  await setUp(ann);
  await ann.getByRole('link', { name: 'Team', exact: true }).click();
  await ann.getByRole('button', { name: 'Create a link' }).click();
  bob = await join(((await ann.locator('.copy-box code').textContent()) ?? '').trim());
  nora = await openVisitor(told);
  for (const event of ['entries', 'typing', 'registers'] as const) {
    nora.transport.on(event, ((push: object) => heard.push(JSON.stringify(push))) as never);
  }
  liam = await openVisitor(told);
  nora.send('Nora has a question');
  liam.send('Liam has another');
  await open(ann, /Nora has/);
  await open(bob, /Nora has/);
  await log(bob).getByText('Nora has a question').waitFor();
});
afterAll(async () => {
  nora?.close();
  liam?.close();
  await browser?.close();
  await down();
  remove();
});

it('[I4] each sees who looks at the same conversation, until they leave', async () => {
  await ann.getByText('Bob looks at this, too').waitFor({ state: 'attached' });
  await bob.getByText('Ann looks at this, too').waitFor({ state: 'attached' });
  await open(bob, /Liam has/);
  await ann.getByText('Bob looks at this, too').waitFor({ state: 'detached' });
  await open(bob, /Nora has/);
  await ann.getByText('Bob looks at this, too').waitFor({ state: 'attached' });
});

it('[I3] a conversation is given to a colleague, taken and given back, by the keyboard as well', async () => {
  await ann.getByRole('button', { name: 'Assign', exact: true }).click();
  const menu = ann.getByRole('dialog', { name: 'Assign' });
  await menu.getByRole('button', { name: /Bob/ }).waitFor();
  expect(await axe(ann)).toEqual([]);
  await menu.getByRole('button', { name: /Bob/ }).click();
  await log(bob).getByText('Ann assigned it to Bob').waitFor();
  await bob.getByRole('button', { name: 'Assigned to You' }).waitFor();
  await log(ann).focus();
  await ann.keyboard.press('a');
  await menu.getByRole('button', { name: 'Take it' }).waitFor();
  await ann.keyboard.press('Enter');
  await bob.getByRole('button', { name: 'Assigned to Ann' }).waitFor();
  await bob.getByRole('button', { name: 'Assigned to Ann' }).click();
  await bob.getByRole('dialog', { name: 'Assign' }).getByRole('button', { name: 'Give it back' }).click();
  await ann.getByRole('button', { name: 'Assign', exact: true }).waitFor();
});

it('[I3] tags are free words; both see them, and one takes off what the other put on', async () => {
  await log(ann).focus();
  await ann.keyboard.press('t');
  await ann.getByRole('textbox', { name: 'New tag' }).fill('refund');
  await ann.keyboard.press('Enter');
  await ann.getByRole('textbox', { name: 'New tag' }).fill('vip');
  await ann.keyboard.press('Enter');
  await ann.getByRole('dialog', { name: 'Tags' }).getByRole('button', { name: /vip/ }).waitFor();
  expect(await axe(ann)).toEqual([]);
  await ann.keyboard.press('Escape');
  const marks = bob.getByRole('list', { name: 'Decided' });
  await marks.getByText('vip').waitFor();
  await marks.getByRole('button', { name: 'Remove the tag refund' }).click();
  await ann.getByRole('list', { name: 'Decided' }).getByText('refund').waitFor({ state: 'detached' });
  await log(ann).getByText('Bob tagged it vip').waitFor();
});

it('[I3] what is snoozed says until when, and comes back when the visitor writes; so does what is resolved', async () => {
  await fromMore(ann, /^Snooze/);
  const menu = ann.getByRole('dialog', { name: 'Snooze' });
  await menu.getByRole('button', { name: /Tomorrow/ }).waitFor();
  expect(await axe(ann)).toEqual([]);
  await menu.getByRole('button', { name: /Tomorrow/ }).click();
  await bob.getByText('Snoozed until').waitFor();
  nora.send('Are you there?');
  await bob.getByText('Snoozed until').waitFor({ state: 'detached' });
  await log(ann).focus();
  await ann.keyboard.press('e');
  await bob.getByRole('button', { name: 'Open again' }).waitFor();
  nora.send('One more thing');
  await bob.getByRole('button', { name: 'Resolve' }).waitFor();
});

it('[I4] B presses Send after A answered: B is asked, and what is sent anyway is one message', async () => {
  const mine = bob.getByRole('textbox', { name: 'Message' });
  await mine.fill('Bob says blue');
  await log(ann).getByText('Bob is writing').waitFor();
  await answer(ann, 'Ann says red');
  await log(bob).getByText('Ann says red').waitFor();
  await bob.getByRole('button', { name: 'Send', exact: true }).click();
  const question = bob.getByRole('alertdialog');
  await question.getByText(/^Ann answered \d+ s ago\. Send yours anyway\?$/).waitFor();
  expect(await axe(bob)).toEqual([]);
  await bob.reload();
  await question.getByRole('button', { name: 'Send anyway' }).dblclick();
  await expect.poll(() => saidTo(nora).filter((text) => text === 'Bob says blue')).toHaveLength(1);
  await question.waitFor({ state: 'detached' });
  await log(ann).getByText('Bob says blue').waitFor();
  expect(saidTo(nora).filter((text) => text === 'Bob says blue')).toHaveLength(1);
});

it('[I4] an answer that B hears of only when back online is asked about before hers goes out, and hers may be kept as a draft', async () => {
  await log(bob).getByText('Bob says blue').waitFor();
  await bob.getByRole('textbox', { name: 'Message' }).fill('Bob again');
  // Sent by whoever has not heard: what is said meanwhile does not reach this page before its own words leave it.
  await bob.context().setOffline(true);
  await bob.getByRole('button', { name: 'Send', exact: true }).click();
  await answer(ann, 'Ann again');
  await expect.poll(() => saidTo(nora).at(-1)).toBe('Ann again');
  await bob.context().setOffline(false);
  await bob.getByRole('alertdialog').getByRole('button', { name: 'Keep as draft' }).click();
  expect(await bob.getByRole('textbox', { name: 'Message' }).inputValue()).toBe('Bob again');
  expect(saidTo(nora)).not.toContain('Bob again');
  await bob.getByRole('textbox', { name: 'Message' }).fill('');
});

it('[I4] an answer that B could not have heard of is found by the server, which refuses hers: B is asked, and sent anyway it is one', async () => {
  const wire = await createWire(told.url);
  const { page } = await openPage(browser, `${wire.url}/inbox/`);
  page.setDefaultTimeout(15_000);
  await page.getByLabel('E-mail').fill('bob@example.test');
  await page.getByLabel('Password', { exact: true }).fill('correct horse battery');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Inbox' }).waitFor();
  const sent: string[] = [];
  page.on('websocket', (socket) => socket.on('framesent', ({ payload }) => sent.push(String(payload))));
  await page.reload();
  await open(page, /Ann again/);
  await log(page).getByText('Ann again').waitFor();
  wire.hold();
  await answer(ann, 'Ann in between');
  await expect.poll(() => saidTo(nora).at(-1)).toBe('Ann in between');
  await answer(page, 'Bob did not hear that');
  await expect.poll(() => sent.some((frame) => frame.includes('Bob did not hear that'))).toBe(true);
  // refuted: it is on its way, and nothing on this page could have stopped it
  await nora.settled();
  expect(await log(page).getByText('Ann in between').count()).toBe(0);
  wire.release();
  await page
    .getByRole('alertdialog')
    .getByText(/^Ann answered/)
    .waitFor();
  expect(saidTo(nora)).not.toContain('Bob did not hear that');
  await page.getByRole('alertdialog').getByRole('button', { name: 'Send anyway' }).click();
  await expect.poll(() => saidTo(nora).filter((text) => text === 'Bob did not hear that')).toHaveLength(1);
  await page.context().close();
  wire.close();
});

it('[I3] own words are said otherwise and taken back, also where the visitor reads them; those of others are not', async () => {
  const bubble = log(ann).locator('.message', { hasText: 'Ann says red' });
  await bubble.hover();
  await bubble.getByRole('button', { name: 'Edit this message' }).click();
  await ann.getByRole('textbox', { name: 'Say it otherwise' }).fill('Ann says green');
  expect(await axe(ann)).toEqual([]);
  await ann.keyboard.press('Enter');
  await expect.poll(() => saidTo(nora)).toContain('Ann says green');
  expect(saidTo(nora)).not.toContain('Ann says red');
  await log(bob).locator('.message', { hasText: 'Ann says green' }).getByText('edited').waitFor();
  expect(
    await log(bob)
      .locator('.message', { hasText: 'Ann says green' })
      .getByRole('button', { name: /Edit|Delete/ })
      .count(),
  ).toBe(0);
  const other = log(ann).locator('.message', { hasText: 'Ann again' });
  await other.hover();
  await other.getByRole('button', { name: 'Delete this message' }).click();
  await ann.getByRole('dialog', { name: 'Delete this message?' }).getByRole('button', { name: 'Delete', exact: true }).click();
  await expect.poll(() => saidTo(nora)).not.toContain('Ann again');
  await log(bob).getByText('Ann removed a message').waitFor();
});

it('[X5] a note that names a colleague calls them, and no frame of the visitor has it', async () => {
  await open(bob, /Liam has/);
  await ann.getByRole('radio', { name: 'Note' }).check();
  const note = ann.getByRole('textbox', { name: 'Note' });
  await note.pressSequentially('secret for @B');
  await ann.getByRole('listbox', { name: 'Colleagues' }).getByRole('option', { name: /Bob/ }).waitFor();
  expect(await axe(ann)).toEqual([]);
  await ann.keyboard.press('Enter');
  await expect.poll(() => note.inputValue()).toBe('secret for @Bob ');
  await ann.keyboard.press('Enter');
  await log(ann).locator('.mention', { hasText: '@Bob' }).waitFor();
  await bob.getByText('A colleague named you').waitFor({ state: 'attached' });
  await ann.getByRole('radio', { name: 'Reply' }).check();
  await answer(ann, 'after the note');
  await expect.poll(() => saidTo(nora)).toContain('after the note');
  expect(heard.filter((frame) => /secret|mentions|refund|vip|snooze|assign/.test(frame))).toEqual([]);
});

it('[I3] spam and block say what they do first; a blocked visitor reads why nothing goes out', async () => {
  await log(bob).focus();
  await bob.keyboard.press('!');
  await bob.getByRole('dialog', { name: 'Mark it as spam?' }).getByRole('button', { name: 'Mark as spam' }).click();
  await bob.getByRole('list', { name: 'Decided' }).getByText('Spam').waitFor();
  await fromMore(bob, /^Block the visitor/);
  const question = bob.getByRole('dialog', { name: 'Block the visitor?' });
  await question.getByText(/refused/).waitFor();
  expect(await axe(bob)).toEqual([]);
  await question.getByRole('button', { name: 'Block', exact: true }).click();
  await bob.getByText('Visitor is blocked').waitFor();
  liam.send('let me in');
  await expect.poll(() => liam.state().pending.map(({ state, code }) => `${state} ${code}`)).toEqual(['failed blocked']);
  await fromMore(bob, /^Unblock/);
  await bob.getByRole('dialog', { name: 'Unblock the visitor?' }).getByRole('button', { name: 'Unblock' }).click();
  await log(bob).getByText('Bob unblocked the visitor').waitFor();
});
