import type { SiteId } from '@parley/shared-types/model.ts';
import type { Counts } from '@parley/shared-types/socket.ts';
import { connectOperator } from '@parley/widget/core/connection.ts';
import { newId } from '@parley/widget/core/time.ts';
import type { Transport } from '@parley/widget/core/transport.ts';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { axe } from './axe.ts';
import { createParley, launch, openPage, type Up } from './parley.ts';
import { openVisitor, type Visitor } from './visitors.ts';

type DemoUp = Up & { readonly password: string };
const { up, down, remove } = createParley();
let told: DemoUp;
let browser: Browser;
let ann: Page;
let bob: Transport;

const rail = (name: string | RegExp) => ann.getByRole('navigation', { name: 'Views and sites' }).getByRole('button', { name });
const rows = () => ann.getByRole('list', { name: 'Conversations' }).locator('a.row');
const SITES = ['demo-shop', 'demo-atelier', 'demo-souq'] as readonly string[] as readonly SiteId[];

beforeAll(async () => {
  told = (await up('--demo', '--still', '--conversations', '900')) as DemoUp;
  browser = await launch();
  ann = (await openPage(browser, `${told.url}/inbox/login`)).page;
  await ann.getByLabel('E-mail').fill('ann@demo.example');
  await ann.getByLabel('Password').fill(told.password);
  await ann.getByRole('button', { name: 'Sign in' }).click();
  await rows().first().waitFor();
  const session = { email: 'bob@demo.example', password: told.password };
  const headers = { 'content-type': 'application/json', origin: told.url };
  const answer = await fetch(`${told.url}/api/session`, { method: 'POST', headers, body: JSON.stringify(session) });
  const cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  bob = connectOperator({ url: told.url, extraHeaders: { cookie, origin: told.url } });
  await new Promise<void>((resolve) => {
    if (bob.link() === 'online') resolve();
    bob.onLink((link) => link === 'online' && resolve());
  });
});
afterAll(async () => {
  bob?.close();
  await browser?.close();
  await down();
  remove();
});

/** What the server counts for all sites. */
async function counted(field: Exclude<keyof Counts, 'tags'>): Promise<number> {
  const all = await Promise.all(SITES.map((siteId) => bob.request('counts', { siteId })));
  return all.reduce((sum, counts) => sum + (counts as unknown as Counts)[field], 0);
}
/** Chooses a view and waits until it is the one that is shown. */
async function choose(name: string): Promise<void> {
  await rail(new RegExp(`^${name}`)).click();
  await expect.poll(() => rail(new RegExp(`^${name}`)).getAttribute('aria-current')).toBe('true');
}
/** Scrolls until the list has its end; how many rows it has then. Only those in sight are in the page. */
async function readAll(): Promise<number> {
  const sizes = () => rows().evaluateAll((all) => all.map((row) => Number(row.parentElement?.getAttribute('aria-setsize'))));
  const isWhole = async () => {
    await ann.locator('.rows').evaluate((box) => box.scrollTo(0, box.scrollHeight));
    return (await sizes()).every((size) => size > 0);
  };
  await expect.poll(isWhole, { timeout: 20_000 }).toBe(true);
  expect((await sizes()).length).toBeLessThan(60);
  return (await sizes())[0] ?? 0;
}

it('[I1] each view has as many rows as the server counts, page after page', async () => {
  for (const [name, count] of [
    ['Unassigned', await counted('unassigned')],
    ['Snoozed', await counted('snoozed')],
    ['Spam', await counted('spam')],
    ['All', await counted('open')],
  ] as const) {
    await choose(name);
    expect([name, await readAll()]).toEqual([name, count]);
  }
  expect(await axe(ann)).toEqual([]);
});

it('[I1] more than a page of resolved ones come as they are scrolled to', async () => {
  await ann.getByRole('radio', { name: 'Resolved' }).check();
  await rows().filter({ hasText: 'Resolved' }).first().waitFor();
  expect(await readAll()).toBeGreaterThan(300);
  await ann.getByRole('radio', { name: 'Open' }).check();
});

type Place = { readonly siteId: SiteId; readonly conversationId: string };
const decide = (place: Place, body: object) => bob.request('send', { ...place, clientMsgId: newId(), body });
/** A conversation that was written just now, so that it stands on top of its view. */
async function write(text: string): Promise<{ place: Place; visitor: Visitor }> {
  const visitor = await openVisitor({ url: told.url, siteId: 'demo-shop' });
  visitor.send(text);
  await visitor.settled();
  return { place: { siteId: 'demo-shop' as SiteId, conversationId: visitor.state().conversationId ?? '' }, visitor };
}
const row = (text: string) => rows().filter({ hasText: text });

it('[I1] what a colleague decides moves rows between views, and the counts with them', async () => {
  const mine = Number(/\d+/.exec((await rail(/^Mine/).textContent()) ?? '')?.[0] ?? 0);
  const { place, visitor } = await write('Nobody has me yet');
  await choose('Mine');
  await rows().first().waitFor();
  await decide(place, { kind: 'assign', operatorId: 'demo-ann' });
  await row('Nobody has me yet').getByText('Ann Lindgren answers').waitFor();
  await rail(new RegExp(`^Mine ?${mine + 1} conversations`)).waitFor();
  await decide(place, { kind: 'tags', tags: ['needs a manager'] });
  await rail(/^needs a manager ?1 open/).click();
  await row('Nobody has me yet').getByText('needs a manager').waitFor();
  expect(await rows().count()).toBe(1);
  await decide(place, { kind: 'snooze', until: Date.now() + 3_600_000 });
  await ann.getByText('Nothing here is tagged needs a manager.').waitFor();
  await choose('Snoozed');
  await row('Nobody has me yet').waitFor();
  // action: the visitor writes; expected: it is awake
  visitor.send('Are you there?');
  await row('needs a manager').waitFor({ state: 'detached' });
  await decide(place, { kind: 'status', status: 'resolved' });
  await choose('All');
  await ann.getByRole('radio', { name: 'Resolved' }).check();
  await row('Are you there?').waitFor();
  // action: the visitor writes again; expected: it is open
  visitor.send('One more thing');
  await ann.getByRole('radio', { name: 'Open' }).check();
  await row('One more thing').waitFor();
  await decide(place, { kind: 'spam', on: true });
  await row('One more thing').waitFor({ state: 'detached' });
  await choose('Spam');
  await row('One more thing').waitFor();
  visitor.close();
});

it('[I4] the address says the view: a reload, the way back and a colleague’s link show the same one', async () => {
  await choose('Unassigned');
  await ann.getByRole('radio', { name: 'All' }).check();
  await expect.poll(() => new URL(ann.url()).search).toBe('?view=unassigned&status=all');
  await rows().first().click();
  await expect.poll(() => new URL(ann.url()).pathname).toMatch(/^\/inbox\/c\//);
  await ann.reload();
  await rows().first().waitFor();
  expect(await rail(/^Unassigned/).getAttribute('aria-current')).toBe('true');
  expect(await ann.getByRole('radio', { name: 'All' }).isChecked()).toBe(true);
  await ann.goBack();
  await ann.goBack();
  await expect.poll(() => new URL(ann.url()).search).toBe('?view=unassigned');
  expect(await ann.getByRole('radio', { name: 'Open' }).isChecked()).toBe(true);
  await ann.goto(`${told.url}/inbox/?view=nonsense&site=not-mine`);
  await ann.getByText('No open conversation.').waitFor();
});

it('[I4] what is read stays in place while conversations come in above it; at the top they come in by themselves', async () => {
  await ann.goto(`${told.url}/inbox/`);
  await rows().first().waitFor();
  await ann.locator('.rows').evaluate((box) => box.scrollTo(0, 64 * 40));
  const inSight = () =>
    rows().evaluateAll((all) => {
      const top = all[0]?.closest('.rows')?.getBoundingClientRect().top ?? 0;
      return all
        .map((one) => ({ href: one.getAttribute('href'), at: Math.round(one.getBoundingClientRect().top - top) }))
        .find(({ at }) => at >= 0);
    });
  await expect.poll(async () => (await inSight())?.at).toBe(0);
  const before = await inSight();
  const { visitor } = await write('I come in above');
  await rail(/^Unread/)
    .getByText(String(await counted('unread')))
    .waitFor();
  await expect
    .poll(() =>
      rows()
        .first()
        .evaluate((one) => Number(one.parentElement?.getAttribute('aria-posinset'))),
    )
    .toBeGreaterThan(20);
  expect(await inSight()).toEqual(before);
  await ann.locator('.rows').evaluate((box) => box.scrollTo(0, 0));
  await row('I come in above').waitFor();
  visitor.send('and again');
  await row('and again').waitFor();
  visitor.close();
});

it('[I6] keys move through the whole list, whatever of it is in the page, and the row with the focus is never lost', async () => {
  await rows().first().focus();
  for (let step = 0; step < 45; step += 1) await ann.keyboard.press('j');
  const place = () => ann.evaluate(() => Number(document.activeElement?.parentElement?.getAttribute('aria-posinset')));
  await expect.poll(place).toBe(46);
  await ann.locator('.rows').evaluate((box) => box.scrollTo(0, 0));
  await expect
    .poll(() =>
      rows()
        .first()
        .evaluate((one) => one.parentElement?.getAttribute('aria-posinset')),
    )
    .toBe('1');
  expect(await place()).toBe(46);
  await ann.keyboard.press('k');
  await expect.poll(place).toBe(45);
  expect(await axe(ann)).toEqual([]);
});
