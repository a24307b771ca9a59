import type { DeskSettings } from '@parley/shared-types/model.ts';
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
let problems: string[];
let nora: Visitor;

const log = () => ann.getByRole('log');
const message = () => ann.getByRole('textbox', { name: 'Message' });
const list = () => ann.getByRole('listbox', { name: 'Canned replies' });
const chosen = () => list().getByRole('option', { selected: true });
const saidTo = (visitor: Visitor) =>
  visitor.state().entries.flatMap((entry) => (entry.kind === 'entry' && entry.body.kind === 'message' ? [entry.body.text] : []));
/** What the server has, asked by the page's own session. */
const desk = () =>
  ann.evaluate(
    async (siteId) => ((await (await fetch(`/api/sites/${siteId}/desk`)).json()) as { desk: DeskSettings }).desk,
    told.siteId,
  ) as Promise<DeskSettings>;
const openChat = async () => {
  await ann.getByRole('button', { name: 'All', exact: true }).click();
  await ann
    .getByRole('list', { name: 'Conversations' })
    .getByRole('link', { name: /Nora|question/ })
    .first()
    .click();
  await log().getByText('Nora has a question').waitFor();
};

beforeAll(async () => {
  told = await up();
  browser = await launch();
  const opened = await openPage(browser, told.setupUrl ?? '');
  ann = opened.page;
  ann.setDefaultTimeout(15_000);
  problems = opened.problems;
  await setUp(ann);
  nora = await openVisitor(told);
  nora.send('Nora has a question');
  await nora.settled();
});
afterAll(async () => {
  nora?.close();
  await browser?.close();
  await down();
  remove();
});

it('[X9] canned replies are written, found, changed, deleted and put back; what is wrong is said at its field', async () => {
  await ann.getByRole('link', { name: 'Canned replies' }).click();
  await ann.getByText('None yet.').waitFor();
  expect(await axe(ann)).toEqual([]);
  const write = async (shortcut: string, text: string) => {
    await ann.getByRole('button', { name: 'New reply' }).click();
    await ann.getByRole('textbox', { name: 'Shortcut' }).fill(shortcut);
    await ann.getByLabel('Text', { exact: true }).fill(text);
    await ann.getByRole('button', { name: 'Save' }).click();
  };
  await write('two words', 'Hello **{{visitor.name|there}}**, {{operator.name}} of {{site.name}} here');
  await ann.getByText('Write 1 to 40 letters from a to z, digits or hyphens.').waitFor();
  expect(await ann.evaluate(() => document.activeElement?.id)).toBe('reply-shortcut');
  await ann.getByRole('region', { name: 'As Sam would read it' }).getByText('Sam', { exact: true }).waitFor();
  await ann.getByRole('textbox', { name: 'Shortcut' }).fill('hello');
  expect(await axe(ann)).toEqual([]);
  await ann.getByRole('button', { name: 'Save' }).click();
  await ann.getByRole('button', { name: 'Edit /hello' }).waitFor();
  await write('hello', 'Again');
  await ann.getByText('Another reply has this shortcut.').waitFor();
  await ann.getByRole('textbox', { name: 'Shortcut' }).fill('refund');
  await ann.getByLabel('Text', { exact: true }).fill('Your refund of order {{order.id}} goes to {{visitor.email}}.');
  await ann.getByText('order.id is not known: it goes out as it stands.').waitFor();
  // Leaving would lose it.
  await ann.getByRole('link', { name: 'Team', exact: true }).click();
  await ann.getByRole('button', { name: 'Stay' }).click();
  await ann.getByRole('button', { name: 'Save' }).click();
  await ann.getByRole('button', { name: 'Delete /refund' }).click();
  await ann.getByText('/refund is deleted.').waitFor();
  expect((await desk()).replies.map(({ shortcut }) => shortcut)).toEqual(['hello']);
  await ann.getByRole('button', { name: 'Put it back' }).click();
  await ann.getByRole('button', { name: 'Edit /refund' }).waitFor();
  await ann.getByLabel('Find a canned reply').fill('order');
  await ann.getByRole('button', { name: 'Edit /hello' }).waitFor({ state: 'detached' });
  expect(await axe(ann)).toEqual([]);
});

it('[I6] tags, assignment and retention are saved together, with words on what is lost', async () => {
  await ann.getByRole('link', { name: 'Tags and teamwork' }).click();
  await ann.getByRole('button', { name: 'Add a tag' }).click();
  await expect.poll(() => ann.evaluate(() => document.activeElement?.id)).toBe('tags.0.name');
  await ann.keyboard.type('Urgent');
  await ann.getByRole('button', { name: 'Add a tag' }).click();
  await expect.poll(() => ann.evaluate(() => document.activeElement?.id)).toBe('tags.1.name');
  await ann.keyboard.type('urgent');
  await ann.getByText('There is a tag of this name already.').waitFor();
  expect(await ann.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true);
  await ann.getByRole('button', { name: 'Remove urgent', exact: true }).click();
  await ann.getByRole('switch', { name: /^Give new conversations/ }).check();
  await ann.getByRole('switch', { name: 'Erase old conversations' }).check();
  await ann.getByText('Nobody can bring it back.').waitFor();
  await ann.getByLabel('Days without a word').fill('0');
  await ann.getByText('Write a whole number of days from 1 to 3,650.').waitFor();
  await ann.getByLabel('Days without a word').fill('90');
  expect(await axe(ann)).toEqual([]);
  await ann.getByRole('button', { name: 'Save' }).click();
  await ann.getByText('Saved.').waitFor();
  expect(await desk()).toMatchObject({ autoAssign: true, retentionDays: 90, tags: [{ name: 'Urgent' }] });
});

it('[I4] the composer says where an answer goes, and follows who comes, leaves and says an address', async () => {
  await openChat();
  await ann.getByText('In the chat now.', { exact: true }).waitFor();
  nora.close();
  await ann.getByText('They are away and left no e-mail address: shown when they return.').waitFor();
  nora = await openVisitor(told, nora.storage);
  nora.identify({ email: 'nora@shop.example' });
  await log().getByText('Visitor left an e-mail address: nora@shop.example').waitFor();
  nora.close();
  await ann.getByText('They are away: shown when they return. This server sends no e-mail.').waitFor();
  nora = await openVisitor(told, nora.storage);
  await ann.getByText('In the chat now.', { exact: true }).waitFor();
  await ann.getByRole('radio', { name: 'Note' }).check();
  await ann.getByText('Only operators see this.').waitFor();
  await ann.getByRole('radio', { name: 'Reply' }).check();
});

it('[I4] canned replies by the keyboard: filtered as one types, filled in, what is unknown is told before it is sent', async () => {
  await message().focus();
  await ann.keyboard.type('Dear /');
  await expect.poll(() => chosen().textContent()).toMatch(/^\/hello/);
  expect(await axe(ann)).toEqual([]);
  await ann.keyboard.press('ArrowDown');
  await expect.poll(() => chosen().textContent()).toMatch(/^\/refund/);
  expect(await message().getAttribute('aria-activedescendant')).toBe(await chosen().getAttribute('id'));
  await ann.keyboard.press('Escape');
  await list().waitFor({ state: 'detached' });
  expect(await message().inputValue()).toBe('Dear /');
  await message().fill('');
  await ann.keyboard.type('/ref');
  await expect.poll(() => list().getByRole('option').count()).toBe(1);
  await ann.keyboard.press('Tab');
  expect(await message().inputValue()).toBe('Your refund of order {{order.id}} goes to nora@shop.example.');
  await ann.getByRole('button', { name: '{{order.id}}' }).click();
  await ann.keyboard.type('17');
  await ann.getByText('Not filled in, and sent as it stands:').waitFor({ state: 'detached' });
  await message().fill('');
  await ann.keyboard.type('/hel');
  await chosen().waitFor();
  // Enter takes the reply, the next one sends it.
  await ann.keyboard.press('Enter');
  const site = await ann.locator('.rail-title bdi').last().textContent();
  expect(await message().inputValue()).toBe(`Hello **there**, Ann of ${site} here`);
  await ann.getByRole('region', { name: 'As it is read' }).getByText('there', { exact: true }).waitFor();
  await ann.keyboard.press('Enter');
  await expect.poll(() => saidTo(nora)).toContain(`Hello **there**, Ann of ${site} here`);
  // An address is no canned reply.
  await ann.keyboard.type('https://shop.example/he');
  expect(await list().count()).toBe(0);
  await message().fill('');
});

it('[I4] marks and emojis come in where the caret is, by the keyboard', async () => {
  await message().focus();
  await ann.keyboard.type('This is bold');
  await ann.keyboard.press('Control+Shift+ArrowLeft');
  await ann.keyboard.press('Control+b');
  expect(await message().inputValue()).toBe('This is **bold**');
  await ann.keyboard.press('End');
  await ann.getByRole('button', { name: 'Emojis' }).focus();
  await ann.keyboard.press('Enter');
  await ann.getByRole('dialog', { name: 'Emojis' }).getByLabel('Find an emoji').waitFor();
  expect(await axe(ann)).toEqual([]);
  await ann.keyboard.type('party');
  await ann.keyboard.press('ArrowDown');
  await ann.keyboard.press('ArrowRight');
  await ann.keyboard.press('Enter');
  expect(await message().inputValue()).toBe('This is **bold**🎊');
  expect(await ann.evaluate(() => document.activeElement?.tagName)).toBe('TEXTAREA');
  await ann.getByRole('button', { name: 'Emojis' }).click();
  await ann.keyboard.press('Escape');
  await ann.getByRole('dialog', { name: 'Emojis' }).waitFor({ state: 'hidden' });
  await message().fill('');
});

it('[I4] a reply and a note are drafts of their own: over a reload, and in another tab of the same browser', async () => {
  await message().fill('Half a reply');
  await ann.getByRole('radio', { name: 'Note' }).check();
  await ann.getByRole('textbox', { name: 'Note' }).fill('She is angry');
  await ann.reload();
  await log().getByText('Nora has a question').waitFor();
  expect(await ann.getByRole('textbox', { name: 'Note' }).inputValue()).toBe('She is angry');
  await ann.getByRole('radio', { name: /Reply/ }).check();
  expect(await message().inputValue()).toBe('Half a reply');
  const tab = await ann.context().newPage();
  await tab.goto(ann.url());
  const there = tab.getByRole('textbox', { name: 'Message' });
  await expect.poll(() => there.inputValue()).toBe('Half a reply');
  await there.fill('Half a reply, and more');
  await expect.poll(() => message().inputValue()).toBe('Half a reply, and more');
  await tab.close();
});

it('[I2] what is sent without a network is kept, also over a reload, and goes out once it is back, once', async () => {
  const wire = await createWire(told.url);
  const tab = await ann.context().newPage();
  tab.setDefaultTimeout(15_000);
  await tab.goto(ann.url().replace(told.url, wire.url));
  await tab.getByRole('log').getByText('Nora has a question').waitFor();
  wire.cut();
  await tab.getByRole('textbox', { name: 'Message' }).fill('Written in a tunnel');
  await tab.getByRole('button', { name: 'Send', exact: true }).click();
  await tab.getByRole('log').getByText('Waiting').waitFor();
  expect(await tab.getByRole('textbox', { name: 'Message' }).inputValue()).toBe('');
  expect(saidTo(nora)).not.toContain('Written in a tunnel');
  wire.plug(told.url);
  await tab.reload();
  await expect.poll(() => saidTo(nora).filter((text) => text === 'Written in a tunnel')).toHaveLength(1);
  await tab.getByRole('log').getByText('Waiting').waitFor({ state: 'detached' });
  expect(saidTo(nora).filter((text) => text === 'Written in a tunnel')).toHaveLength(1);
  await tab.close();
  wire.close();
});

it('[I6] all of it works on a phone, and nothing failed on the way', async () => {
  await ann.setViewportSize({ width: 390, height: 760 });
  await message().fill('');
  await ann.getByRole('button', { name: 'Canned replies' }).click();
  await list().getByRole('option', { name: /hello/ }).click();
  expect(await message().inputValue()).toMatch(/^Hello \*\*there\*\*/);
  // The button that sends is in sight, beside all the others.
  const button = await ann.getByRole('button', { name: 'Send', exact: true }).boundingBox();
  expect((button?.x ?? 0) + (button?.width ?? 1e9)).toBeLessThanOrEqual(390);
  expect(await axe(ann)).toEqual([]);
  for (const page of ['replies', 'desk']) {
    await ann.goto(`${told.inboxUrl}${page}/${told.siteId}`);
    await ann.getByRole('button', { name: page === 'desk' ? 'Add a tag' : 'New reply' }).waitFor();
    expect(await ann.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    expect(await axe(ann)).toEqual([]);
  }
  expect(problems.filter((problem) => !/ERR_INTERNET_DISCONNECTED|WebSocket/.test(problem))).toEqual([]);
});
