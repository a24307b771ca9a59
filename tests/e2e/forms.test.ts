/** What the widget asks, and how it calls: consent, pre-chat form, menu, erasing, rating, quick replies, emojis, sound and title. */
import { DEFAULT_SETTINGS } from '@parley/shared-types/model.ts';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { axe } from './axe.ts';
import { createParley, launch, type Up } from './parley.ts';
import { createOperator, createShop, openChat, type Shop, tagOf, visit, watch, write } from './shop.ts';

const { up, down, remove } = createParley();
let told: Up;
let browser: Browser;
let shop: Shop;
let operator: Awaited<ReturnType<typeof createOperator>>;

beforeAll(async () => {
  told = await up();
  browser = await launch();
  shop = await createShop({}, tagOf(told));
  operator = await createOperator(told);
});
afterAll(async () => {
  operator?.close();
  shop?.close();
  await browser?.close();
  await down();
  remove();
});

const log = (page: Page) => page.getByRole('log');
const field = (page: Page) => page.getByRole('textbox', { name: 'Message' });
const bubbles = (page: Page) => page.locator('.bubble:not(.dots)').allInnerTexts();
const kept = (page: Page) =>
  page.evaluate(() => [...Object.keys(localStorage), ...Object.keys(sessionStorage), document.cookie].filter(Boolean));
const change = (settings: Parameters<typeof operator.change>[0]) => operator.change({ ...DEFAULT_SETTINGS, ...settings });
const menu = async (page: Page, item: string) => {
  await page.getByRole('button', { name: 'Menu' }).click();
  await page.getByRole('button', { name: item }).click();
};

/** A visitor who wrote, with the operator's side of it. */
async function talk(text: string, options: Parameters<typeof visit>[2] = {}) {
  const visitor = await visit(browser, shop.url, options);
  await openChat(visitor.page);
  await write(visitor.page, text);
  const row = await operator.find(text);
  return { ...visitor, row };
}

it('[X11] with consent wanted nothing is stored and no connection made before the visitor agrees; refusing changes nothing', async () => {
  await change({ consent: true, privacyUrl: 'https://shop.example/privacy' });
  const { page, context, requests } = await visit(browser, shop.url);
  await openChat(page);
  await page.getByText('Nothing is stored or sent before you agree').waitFor();
  expect(await page.getByRole('link', { name: 'Privacy notice' }).getAttribute('href')).toBe('https://shop.example/privacy');
  expect(await axe(page)).toEqual([]);
  // refused, and asked again
  await page.getByRole('button', { name: 'No thanks' }).click();
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  await openChat(page);
  expect(await field(page).count()).toBe(0);
  expect(await kept(page)).toEqual([]);
  expect(requests.filter((url) => url.includes('/parley/socket'))).toEqual([]);
  await page.reload();
  expect(await kept(page)).toEqual([]);
  // agreed: the chat begins, and nobody asks again
  await openChat(page);
  await page.getByRole('button', { name: 'Agree' }).click();
  await write(page, 'I have agreed');
  await operator.find('I have agreed');
  await page.reload();
  await openChat(page);
  await log(page).getByText('I have agreed').waitFor();
  expect(await page.getByRole('button', { name: 'Agree' }).count()).toBe(0);
  await context.close();
});

it('[W10] a form before the first message where the owner wants one: kept through a reload, sent as one, not asked again', async () => {
  await change({ formName: 'required', formEmail: 'optional' });
  const { page, context } = await visit(browser, shop.url);
  await openChat(page);
  await field(page).fill('Form question');
  await page.getByRole('textbox', { name: 'E-mail (optional)' }).fill('vic@shop.example');
  expect(await axe(page)).toEqual([]);
  // refuted: nothing is sent without the name
  await page.getByRole('button', { name: 'Send' }).click();
  expect(await page.getByRole('textbox', { name: 'Name' }).evaluate((input: HTMLInputElement) => input.validity.valueMissing)).toBe(true);
  expect(await bubbles(page)).toEqual([]);
  await page.getByRole('textbox', { name: 'Name' }).fill('Vic');
  await page.reload();
  await page.getByRole('textbox', { name: 'Name' }).waitFor();
  expect(await page.getByRole('textbox', { name: 'Name' }).inputValue()).toBe('Vic');
  expect(await page.getByRole('textbox', { name: 'E-mail (optional)' }).inputValue()).toBe('vic@shop.example');
  expect(await field(page).inputValue()).toBe('Form question');
  await page.getByRole('button', { name: 'Send' }).click();
  const { profile } = await operator.find('Form question');
  expect(profile).toEqual({ name: 'Vic', email: 'vic@shop.example' });
  await log(page).getByText('Form question').waitFor();
  await page.getByRole('textbox', { name: 'Name' }).waitFor({ state: 'detached' });
  await page.reload();
  await write(page, 'And one more');
  await operator.find('And one more');
  await context.close();
});

it('[W10] what the page said already is not asked by the form', async () => {
  await change({ formName: 'required' });
  const { page, context } = await visit(browser, shop.url);
  // What it answers comes once the chat is loaded.
  await page.evaluate(() => void (window as unknown as { $parley: unknown[] }).$parley.push(['set', 'user:nickname', 'Bo']));
  await openChat(page);
  await write(page, 'From Bo');
  expect((await operator.find('From Bo')).excerpt).toBe('From Bo');
  await context.close();
});

it('[W10] a resolved conversation is judged once, with words; a new message hides the question, the next end asks again', async () => {
  await change({});
  const { page, context, row } = await talk('Rate this');
  const resolve = () => operator.send(row, { kind: 'status', status: 'resolved' });
  await resolve();
  await log(page).getByText('How was this chat?').waitFor();
  expect(await axe(page)).toEqual([]);
  await page.getByRole('button', { name: 'Very good' }).click();
  expect(await page.getByRole('button', { name: 'Very good', pressed: true }).count()).toBe(1);
  await page.getByRole('textbox', { name: 'What made it so? (optional)' }).fill('Quick answer');
  expect(await axe(page)).toEqual([]);
  await page.getByRole('button', { name: 'Send rating' }).click();
  await page.getByText('Your rating was sent').waitFor();
  await operator.until(({ conversationId, headSeq }) => conversationId === row.conversationId && headSeq === 3);
  expect((await operator.log(row)).at(-1)).toMatchObject({ body: { kind: 'rating', score: 5, text: 'Quick answer' } });
  await page.reload();
  await page.getByText('Your rating was sent').waitFor();
  // refuted: the question does not stay beside what is said after it
  await write(page, 'One more thing');
  await page.getByText('Your rating was sent').waitFor({ state: 'detached' });
  await resolve();
  await log(page).getByText('How was this chat?').waitFor();
  await operator.say(row, 'Wait');
  await log(page).getByText('How was this chat?').waitFor({ state: 'detached' });
  await context.close();
});

it('[W10] refuted: where the owner wants no rating nobody is asked', async () => {
  await change({ rating: false });
  const { page, context, row } = await talk('Do not ask me');
  await operator.send(row, { kind: 'status', status: 'resolved' });
  await page.getByText('Marked as resolved').waitFor();
  await page.getByRole('button', { name: 'Menu' }).click();
  await page.getByRole('button', { name: 'Erase my data' }).waitFor();
  expect(await page.getByText('How was this chat?').count()).toBe(0);
  await context.close();
});

it('[W10] quick replies are buttons under the last message; one is the answer, and then they are gone', async () => {
  await change({});
  const { page, context, row } = await talk('Which one?');
  await operator.send(row, { kind: 'message', text: 'The red one or the blue one?', replies: ['Red', 'Blue'] });
  const group = page.getByRole('group', { name: 'Suggested answers' });
  await group.getByRole('button', { name: 'Blue' }).waitFor();
  expect(await axe(page)).toEqual([]);
  await group.getByRole('button', { name: 'Blue' }).focus();
  await page.keyboard.press('Enter');
  await group.waitFor({ state: 'detached' });
  expect(await bubbles(page)).toEqual(['Which one?', 'The red one or the blue one?', 'Blue']);
  expect(await field(page).evaluate((element) => element.matches(':focus'))).toBe(true);
  await operator.find('Blue');
  await context.close();
});

it('[X11] erasing: asked once; gone for the operator, on the server and in every tab; the browser begins anew', async () => {
  await change({});
  const { page, context, row } = await talk('My secret address is here');
  const other = await watch(context);
  await other.page.goto(shop.url);
  await openChat(other.page);
  await log(other.page).getByText('My secret address').waitFor();
  const before = await page.evaluate(() => Object.entries(localStorage));
  await menu(page, 'Erase my data');
  await page.getByText('Erase what was said here?').waitFor();
  expect(await axe(page)).toEqual([]);
  // refuted: going back erases nothing
  await page.getByRole('button', { name: 'Go back' }).click();
  await log(page).getByText('My secret address').waitFor();
  await menu(page, 'Erase my data');
  await page.getByRole('button', { name: 'Erase', exact: true }).click();
  await page.getByText('Everything that was said here is erased.').waitFor();
  await operator.until(({ conversationId, excerpt, headSeq }) => conversationId === row.conversationId && excerpt === '' && headSeq > 1);
  const entries = await operator.log(row);
  expect(entries.map((entry) => (entry.kind === 'entry' ? entry.body.kind : entry.kind))).toEqual(['hidden', 'erase']);
  await log(other.page).getByText('My secret address').waitFor({ state: 'detached' });
  for (const one of [page, other.page]) expect(await one.content()).not.toContain('secret');
  await write(page, 'A new beginning');
  const anew = await operator.find('A new beginning');
  expect(anew.conversationId).not.toBe(row.conversationId);
  await log(other.page).getByText('A new beginning').waitFor();
  expect(await page.evaluate(() => Object.entries(localStorage))).not.toEqual(before);
  await context.close();
});

it('[X11] a wish to erase outlives a reload and a server that is away', async () => {
  await change({});
  const { page, context, row } = await talk('Erase me later');
  await page.getByRole('button', { name: 'Menu' }).click();
  await page.getByRole('button', { name: 'Erase my data' }).waitFor();
  await page.keyboard.press('Escape');
  await page.route('**/parley/socket/**', (route) => route.abort());
  await page.routeWebSocket(/parley\/socket/, (socket) => socket.close());
  await context.setOffline(true);
  await menu(page, 'Erase my data');
  await page.getByRole('button', { name: 'Erase', exact: true }).click();
  await page.getByText('Erasing.').waitFor();
  expect(await log(page).getByText('Erase me later').isVisible()).toBe(false);
  await context.setOffline(false);
  await page.unrouteAll();
  await page.close();
  const later = await watch(context);
  await later.page.goto(shop.url);
  await openChat(later.page);
  await later.page.getByText('Everything that was said here is erased.').waitFor();
  const entries = await operator.log(row);
  expect(entries.map((entry) => (entry.kind === 'entry' ? entry.body.kind : entry.kind))).toEqual(['hidden', 'erase']);
  await context.close();
});

it('[W10] the menu is used by keyboard, closed by Escape with the focus back; ending a chat begins a new one and keeps the old', async () => {
  await change({});
  const { page, context, row } = await talk('To be ended');
  const button = page.getByRole('button', { name: 'Menu' });
  await button.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('group', { name: 'Menu' }).waitFor();
  expect(await axe(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await page.getByRole('group', { name: 'Menu' }).waitFor({ state: 'detached' });
  expect(await button.evaluate((element) => element.matches(':focus'))).toBe(true);
  // refuted: the panel stays open
  expect(await page.getByRole('dialog').isVisible()).toBe(true);
  await menu(page, 'End this chat');
  await page.getByText('End this chat?').waitFor();
  await page.getByRole('button', { name: 'End', exact: true }).click();
  await log(page).getByText('To be ended').waitFor({ state: 'detached' });
  expect((await operator.log(row)).map(({ kind }) => kind)).toEqual(['entry']);
  await context.close();
});

it('[W10] emojis: found by a word, reached by the arrow keys, put where the caret is', async () => {
  await change({});
  const { page, context } = await visit(browser, shop.url);
  await openChat(page);
  await field(page).fill('Hello  there');
  await field(page).evaluate((element: HTMLTextAreaElement) => element.setSelectionRange(6, 6));
  await page.getByRole('button', { name: 'Emoji' }).click();
  const search = page.getByRole('searchbox', { name: 'Search' });
  await search.waitFor();
  expect(await axe(page)).toEqual([]);
  await search.fill('cake');
  await page.getByRole('button', { name: '🍕' }).waitFor({ state: 'detached' });
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  expect(await field(page).inputValue()).toBe('Hello 🎂 there');
  await search.fill('nothing like it');
  await page.getByText('None found').waitFor();
  await page.keyboard.press('Escape');
  await search.waitFor({ state: 'detached' });
  expect(await page.getByRole('button', { name: 'Emoji' }).evaluate((element) => element.matches(':focus'))).toBe(true);
  await context.close();
});

interface Heard {
  sounds: number;
}
/** Counts the notes of sounds. */
async function listenTo(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const heard = window as unknown as Heard;
    heard.sounds = 0;
    const create = AudioContext.prototype.createOscillator;
    AudioContext.prototype.createOscillator = function () {
      heard.sounds += 1;
      return create.call(this);
    };
  });
}
const sounds = (page: Page) => page.evaluate(() => (window as unknown as Heard).sounds);

it('[W10] an answer while the panel is closed sounds and is counted in the title, which is the page’s again once it is read', async () => {
  await change({});
  const context = await browser.newContext();
  await listenTo(context);
  const { page } = await watch(context);
  await page.goto(shop.url);
  await openChat(page);
  await write(page, 'Call me');
  const row = await operator.find('Call me');
  // refuted: an answer in sight makes no sound and no number
  await operator.say(row, 'In sight');
  await log(page).getByText('In sight').waitFor();
  expect([await sounds(page), await page.title()]).toEqual([0, 'Shop']);
  await page.getByRole('button', { name: 'Close chat' }).click();
  await operator.say(row, 'Out of sight');
  await page.waitForFunction(() => document.title === '(1) Shop');
  await page.waitForFunction(() => (window as unknown as Heard).sounds > 0);
  const first = await sounds(page);
  // the page gives itself another title, as single-page apps do
  await page.evaluate(() => {
    document.title = 'Cart';
  });
  await page.waitForFunction(() => document.title === '(1) Cart');
  await openChat(page);
  await page.waitForFunction(() => document.title === 'Cart');
  // muted: counted, not heard
  await menu(page, 'Mute sounds');
  await page.getByRole('button', { name: 'Close chat' }).click();
  await operator.say(row, 'Silently');
  await page.waitForFunction(() => document.title === '(1) Cart');
  await page.getByRole('button', { name: /Silently/ }).waitFor();
  expect(await sounds(page)).toBe(first);
  await page.evaluate(() => (window as unknown as { $parley: unknown[] }).$parley.push(['do', 'destroy']));
  expect(await page.title()).toBe('Cart');
  await context.close();
});

it('[W6] of two tabs one sounds, and both count the answer in their title', async () => {
  await change({});
  const context = await browser.newContext();
  await listenTo(context);
  const pages: Page[] = [];
  for (const text of ['Call one of us', '']) {
    const { page } = await watch(context);
    await page.goto(shop.url);
    await openChat(page);
    if (text) await write(page, text);
    await log(page).getByText('Call one of us').waitFor();
    await page.getByRole('button', { name: 'Close chat' }).click();
    pages.push(page);
  }
  const row = await operator.find('Call one of us');
  const heard = async () => (await Promise.all(pages.map(sounds))).reduce((sum, count) => sum + count, 0);
  // A second sound for one answer would have come before the next answer has one.
  for (const [index, text] of ['One', 'Two', 'Three'].entries()) {
    await operator.say(row, text);
    for (const page of pages) await page.waitForFunction((count) => document.title === `(${count}) Shop`, index + 1);
    // Two notes are one sound.
    await expect.poll(heard, { timeout: 20_000 }).toBe(2 * (index + 1));
  }
  await context.close();
});

it('[W10] refuted: where the owner wants no sound there is none, and the menu has no word of it', async () => {
  await change({ sound: false });
  const context = await browser.newContext();
  await listenTo(context);
  const { page } = await watch(context);
  await page.goto(shop.url);
  await openChat(page);
  await write(page, 'Be quiet');
  const row = await operator.find('Be quiet');
  await page.getByRole('button', { name: 'Menu' }).click();
  await page.getByRole('button', { name: 'Erase my data' }).waitFor();
  expect(await page.getByRole('button', { name: 'Mute sounds' }).count()).toBe(0);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Close chat' }).click();
  await operator.say(row, 'Psst');
  await page.waitForFunction(() => document.title === '(1) Shop');
  expect(await sounds(page)).toBe(0);
  await context.close();
});
