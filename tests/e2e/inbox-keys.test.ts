import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { axe } from './axe.ts';
import { createParley, launch, openPage, setUp, type Up } from './parley.ts';
import { openVisitor, type Visitor } from './visitors.ts';

let parley: ReturnType<typeof createParley>;
let told: Up;
let browser: Browser;
let ann: Page;
let problems: string[];
let visitor: Visitor;

beforeAll(async () => {
  parley = createParley();
  told = await parley.up();
  browser = await launch();
  const opened = await openPage(browser, told.setupUrl ?? '');
  ann = opened.page;
  problems = opened.problems;
  ann.setDefaultTimeout(20_000);
  await setUp(ann);
  visitor = await openVisitor(told);
  visitor.send('Where is my order?');
  await visitor.settled();
  await visitor.transport.request('identify', { grant: visitor.grant(), clientMsgId: 'identify-0123456789', name: 'Hélène Dubois' });
  await ann.getByRole('link', { name: /Hélène Dubois/ }).waitFor();
});
afterAll(async () => {
  visitor?.close();
  await browser?.close();
  await parley?.down();
  parley?.remove();
});

const palette = () => ann.getByRole('dialog', { name: 'Commands' });
const chosen = () => palette().locator('[aria-selected=true] .palette-name').textContent();
const ask = async (words: string) => {
  await ann.keyboard.press('Control+k');
  await palette().waitFor();
  await ann.keyboard.type(words);
};

it('[I6] Ctrl+K finds a conversation by a name without its accents, and a page, and goes there by keyboard alone', async () => {
  await ask('helene');
  expect(await chosen()).toBe('Hélène Dubois');
  // The field has the focus and says which line is chosen.
  const field = ann.getByRole('combobox');
  const active = await field.getAttribute('aria-activedescendant');
  expect(await ann.locator(`#${active}`).getAttribute('aria-selected')).toBe('true');
  expect(await axe(ann)).toEqual([]);
  await ann.keyboard.press('Enter');
  await ann.getByRole('log').getByText('Where is my order?').waitFor();
  await ask('team');
  await ann.keyboard.press('Enter');
  await ann.getByRole('heading', { name: /^Team/ }).waitFor();
  expect(new URL(ann.url()).pathname).toBe(`/inbox/team/${told.siteId}`);
  await ask('nothing like this');
  await palette().getByText('Nothing here is called that.').waitFor();
  await ann.keyboard.press('Escape');
  await palette().waitFor({ state: 'hidden' });
});

it('[I6] the palette runs the commands of the open conversation: note, reply, resolve; without one it does not offer them', async () => {
  await ask('resolve');
  expect(
    await palette()
      .getByRole('option', { name: /Resolve, or open again/ })
      .count(),
  ).toBe(0);
  await ann.keyboard.press('Escape');
  await ask('helene');
  await ann.keyboard.press('Enter');
  await ann.getByRole('log').getByText('Where is my order?').waitFor();
  await ask('write a note');
  await ann.keyboard.press('Enter');
  await expect.poll(() => ann.getByRole('textbox', { name: 'Note' }).evaluate((field) => field === document.activeElement)).toBe(true);
  // Also from within a text; the second line is chosen by an arrow, and the focus comes back when nothing was chosen.
  await ask('write');
  await ann.keyboard.press('ArrowDown');
  expect(await chosen()).toBe('Write a note');
  await ann.keyboard.press('Control+k');
  await palette().waitFor({ state: 'hidden' });
  expect(await ann.getByRole('textbox', { name: 'Note' }).evaluate((field) => field === document.activeElement)).toBe(true);
  await ask('write a reply');
  await ann.keyboard.press('Enter');
  await ann.getByRole('textbox', { name: 'Message' }).waitFor();
  await ask('resolve, or');
  await ann.keyboard.press('Enter');
  await ann.getByRole('log').getByText('Ann resolved the conversation').waitFor();
});

it('[I6] the list under ? says each key, and what it says is what it does', async () => {
  await ask('keyboard');
  await ann.keyboard.press('Enter');
  const help = ann.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await help.waitFor();
  for (const words of ['Go anywhere, do anything', 'Assign', 'Back to the list']) await help.getByText(words).waitFor();
  expect(await axe(ann)).toEqual([]);
  await ann.keyboard.press('Escape');
  await help.waitFor({ state: 'hidden' });
  // refuted: with single keys off, ? is only a character; Ctrl+K stays
  await ask('keyboard');
  await ann.keyboard.press('Enter');
  await help.getByRole('checkbox').uncheck();
  await ann.keyboard.press('Escape');
  await help.waitFor({ state: 'hidden' });
  await ann.locator('body').press('?');
  await ask('helene');
  await ann.keyboard.press('Escape');
  expect(await help.isVisible()).toBe(false);
  expect(problems).toEqual([]);
});
