/** Users whom the site has signed a token for, in the browser. */
import { createHmac } from 'node:crypto';
import { type IdentitySecret, isVerified } from '@parley/shared-types/model.ts';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { createParley, launch, type Up } from './parley.ts';
import { createOperator, createShop, openChat, type Shop, tagOf, visit, watch, write } from './shop.ts';

const { up, down, remove } = createParley();
let told: Up;
let browser: Browser;
let shop: Shop;
let operator: Awaited<ReturnType<typeof createOperator>>;
let secrets: readonly IdentitySecret[];

const newSecret = async () => {
  secrets = (await operator.rest<{ secrets: readonly IdentitySecret[] }>('POST', '/identity')).secrets;
};
const settle = (settings: object) => operator.rest('PATCH', '', { settings });

beforeAll(async () => {
  told = await up();
  browser = await launch();
  operator = await createOperator(told);
  shop = await createShop({}, tagOf(told));
  const port = new URL(shop.url).port;
  await operator.rest('PATCH', '', { allowedOrigins: ['www', 'help'].map((name) => `http://${name}.shop.example:${port}`) });
  await newSecret();
});
afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()));
});
afterAll(async () => {
  operator?.close();
  shop?.close();
  await browser?.close();
  await down();
  remove();
});

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
function tokenOf(
  sub: string,
  { seconds = 600, secret = secrets[0]?.secret ?? '', ...claims }: Record<string, unknown> & { seconds?: number; secret?: string } = {},
) {
  const text = `${encode({ alg: 'HS256' })}.${encode({ sub, exp: Math.floor(Date.now() / 1_000) + seconds, ...claims })}`;
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
}

type PageWindow = Window & { $parley?: { push(...commands: unknown[][]): unknown }; heard?: unknown[] };
const push = (page: Page, ...command: unknown[]) => page.evaluate((one) => void (window as PageWindow).$parley?.push(one), command);
const identify = (page: Page, token: string) => push(page, 'do', 'user:identify', token);
const logout = (page: Page) => push(page, 'do', 'user:logout');
const bubbles = (page: Page) => page.locator('.bubble:not(.dots)').allInnerTexts();
const sent = (page: Page) =>
  page
    .getByRole('log')
    .getByText(/^(Sent|Delivered|Read)$/)
    .waitFor();
/** All that the page shows or keeps. */
const everything = (page: Page) =>
  page.evaluate(() => {
    const root = document.querySelector('parley-chat')?.shadowRoot;
    const shown = [root, ...[...(root?.querySelectorAll('*') ?? [])].map(({ shadowRoot }) => shadowRoot)].map((one) => one?.innerHTML);
    const fields = [...(root?.querySelectorAll('div') ?? [])].map((one) => one.shadowRoot?.querySelector('textarea')?.value);
    return JSON.stringify([shown, fields, Object.entries(localStorage), Object.entries(sessionStorage), document.cookie]);
  });

async function enter(sub: string, text: string, context?: BrowserContext) {
  const watched = await watch(context ?? (await browser.newContext()));
  await watched.page.goto(shop.url);
  await watched.page.waitForFunction(() => '$parley' in window && !Array.isArray((window as PageWindow).$parley));
  await identify(watched.page, tokenOf(sub, { name: sub, email: `${sub}@shop.example` }));
  await openChat(watched.page);
  if (text) {
    await write(watched.page, text);
    await sent(watched.page);
  }
  return watched;
}

it('[W6] a signed-in user has one history on two devices; operators see name and address of the token, and who is verified', async () => {
  const desk = await enter('ann', 'written at the desk');
  const row = await operator.until(({ excerpt, profile }) => excerpt === 'written at the desk' && profile.email !== undefined);
  expect([isVerified(row.visitorId), row.profile]).toEqual([true, { email: 'ann@shop.example', name: 'ann' }]);
  const phone = await enter('ann', '');
  await phone.page.getByText('written at the desk').waitFor();
  await operator.say(row, 'answer for both');
  for (const { page } of [desk, phone]) await page.getByText('answer for both').waitFor();
  await write(phone.page, 'written on the phone');
  await desk.page.getByText('written on the phone').waitFor();
  // On load the history is there without a token, while the one of before is good.
  await desk.page.reload();
  await desk.page.getByText('written on the phone').waitFor();
  expect(await everything(desk.page)).not.toContain(tokenOf('ann').split('.')[1]);
  expect([...desk.errors, ...phone.errors, ...desk.said, ...phone.said]).toEqual([]);
});

it('[W6] another user on the same page sees nothing of the one before, and nothing of theirs is sent as the other', async () => {
  const context = await browser.newContext();
  const { page, errors } = await enter('carl', 'secret of Carl', context);
  const carl = await operator.find('secret of Carl');
  await context.setOffline(true);
  await page.getByText('Offline - your message').waitFor();
  await write(page, 'never sent by Carl');
  await page.getByRole('textbox', { name: 'Message' }).fill('half a secret');
  await identify(page, tokenOf('dora'));
  await expect.poll(() => bubbles(page)).toEqual([]);
  await context.setOffline(false);
  await write(page, 'hello from Dora');
  await sent(page);
  const dora = await operator.find('hello from Dora');
  expect(dora.conversationId).not.toBe(carl.conversationId);
  await operator.say(carl, 'only for Carl');
  await operator.say(dora, 'only for Dora');
  await page.getByText('only for Dora').waitFor();
  expect(await bubbles(page)).toEqual(['hello from Dora', 'only for Dora']);
  expect(await everything(page)).not.toMatch(/Carl|half a secret|carl/);
  expect(errors).toEqual([]);
});

it('[W6] on a shared computer a logout leaves nothing, in no tab and after a reload; who comes next begins anew', async () => {
  const context = await browser.newContext();
  const first = await enter('zoe', 'private words of Zoe', context);
  const second = await watch(context);
  await second.page.goto(shop.url);
  await openChat(second.page);
  await second.page.getByText('private words of Zoe').waitFor();
  const zoe = await operator.find('private words of Zoe');
  await second.page.getByRole('textbox', { name: 'Message' }).fill('draft of Zoe');
  await logout(first.page);
  for (const { page } of [first, second]) {
    await page.getByText('private words of Zoe').waitFor({ state: 'detached' });
    await page.getByText('Ask us anything').waitFor();
  }
  await operator.say(zoe, 'an answer for Zoe');
  await write(second.page, 'I am somebody else');
  await sent(second.page);
  const other = await operator.find('I am somebody else');
  expect([isVerified(other.visitorId), other.profile]).toEqual([false, {}]);
  // Both tabs are the same new visitor.
  await first.page.getByText('I am somebody else').waitFor();
  await second.page.reload();
  await second.page.getByText('I am somebody else').waitFor();
  for (const { page } of [first, second]) expect(await everything(page)).not.toMatch(/Zoe|zoe/);
});

it('[W6] a user who comes back after a logout finds the history; an anonymous visitor before keeps theirs apart', async () => {
  const { page } = await enter('finn', 'question of Finn');
  await logout(page);
  await write(page, 'an anonymous question');
  await push(page, 'set', 'user:email', ['typed@else.example']);
  await operator.until(({ profile }) => profile.email === 'typed@else.example');
  await identify(page, tokenOf('finn'));
  await page.getByText('question of Finn').waitFor();
  expect(await bubbles(page)).toEqual(['question of Finn']);
  await write(page, 'second question of Finn');
  await sent(page);
  await operator.until(({ excerpt, profile }) => excerpt === 'second question of Finn' && profile.email === 'finn@shop.example');
});

it('[W6] a token that has ended is told to the page and on the console, once; a fresh one goes on with what was not sent', async () => {
  const { page, said } = await visit(browser, shop.url);
  await page.evaluate(() => {
    const here = window as PageWindow;
    here.heard = [];
    here.$parley?.push(['on', 'identity:refused', (code: unknown) => here.heard?.push(code)]);
  });
  await identify(page, tokenOf('gina', { seconds: -5 }));
  await openChat(page);
  const heard = () => page.evaluate(() => (window as PageWindow).heard);
  await expect.poll(heard).toEqual(['token_expired']);
  await identify(page, tokenOf('gina', { seconds: 3 }));
  await write(page, 'in time');
  await sent(page);
  await expect.poll(heard, { timeout: 60_000 }).toEqual(['token_expired', 'token_expired']);
  await write(page, 'too late');
  await identify(page, tokenOf('gina'));
  await operator.find('too late');
  expect(await bubbles(page)).toEqual(['in time', 'too late']);
  expect(said).toEqual(Array(2).fill('parley: token_expired - do user:identify with a fresh token of your server'));
});

it('[X1] the older secret is good until it is ended', async () => {
  const older = secrets[0]?.secret ?? '';
  await newSecret();
  const { page, said } = await visit(browser, shop.url);
  await identify(page, tokenOf('hugo', { secret: older }));
  await openChat(page);
  await write(page, 'by the older secret');
  await sent(page);
  expect(isVerified((await operator.find('by the older secret')).visitorId)).toBe(true);
  await operator.rest('DELETE', '/identity/old');
  await identify(page, tokenOf('ines', { secret: older }));
  await expect.poll(() => said).toEqual([expect.stringContaining('token_invalid')]);
  await identify(page, tokenOf('ines'));
  await write(page, 'by the newer secret');
  await sent(page);
  expect(isVerified((await operator.find('by the newer secret')).visitorId)).toBe(true);
});

it('[X1] where identity is required nobody chats without a token, and after a logout nobody is shown', async () => {
  await settle({ identity: 'required' });
  try {
    const { page, said } = await visit(browser, shop.url);
    await openChat(page);
    await page.getByText('Sign in on this site to chat.').waitFor();
    expect(await page.getByRole('textbox', { name: 'Message' }).count()).toBe(0);
    expect(said).toEqual([expect.stringContaining('identity_required')]);
    await identify(page, tokenOf('jane'));
    await write(page, 'question of Jane');
    await sent(page);
    await logout(page);
    await page.getByText('Sign in on this site to chat.').waitFor();
    expect(await everything(page)).not.toMatch(/Jane/);
  } finally {
    await settle({ identity: 'optional' });
  }
});

it('[W6] with a cookie domain the conversation is one across subdomains, and so is the logout', async () => {
  await settle({ cookieDomain: 'shop.example' });
  try {
    const context = await browser.newContext();
    const port = new URL(shop.url).port;
    const [www, help] = [await watch(context), await watch(context)];
    await www.page.goto(`http://www.shop.example:${port}/`);
    await openChat(www.page);
    await write(www.page, 'asked on www');
    await sent(www.page);
    await help.page.goto(`http://help.shop.example:${port}/`);
    await openChat(help.page);
    await help.page.getByText('asked on www').waitFor();
    const [cookie, ...more] = await context.cookies();
    expect([cookie?.name, cookie?.domain, cookie?.sameSite, more]).toEqual([`parley_${told.siteId}`, '.shop.example', 'Lax', []]);
    expect(await help.page.evaluate((key) => localStorage.getItem(key), `parley:${told.siteId}:grant`)).toBeNull();
    await logout(help.page);
    await help.page.getByText('asked on www').waitFor({ state: 'detached' });
    // A tab of another subdomain learns it when it is looked at.
    await www.page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
    await www.page.getByText('asked on www').waitFor({ state: 'detached' });
  } finally {
    await settle({ cookieDomain: '' });
  }
});
