import type { SiteId } from '@parley/shared-types/model.ts';
import type { Counts } from '@parley/shared-types/socket.ts';
import { connectOperator } from '@parley/widget/core/connection.ts';
import { newId } from '@parley/widget/core/time.ts';
import type { Transport } from '@parley/widget/core/transport.ts';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { axe } from './axe.ts';
import { createParley, launch, openPage, type Up } from './parley.ts';

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
async function counted(field: Exclude<keyof Counts, 'tags'>, by: (counts: Counts) => number = (counts) => counts[field]): Promise<number> {
  const all = await Promise.all(SITES.map((siteId) => bob.request('counts', { siteId })));
  return all.reduce((sum, counts) => sum + by(counts as unknown as Counts), 0);
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
    await rail(new RegExp(`^${name}`)).click();
    await rows().first().waitFor();
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

it('[I1] what a colleague decides moves rows between views, and the counts with them', async () => {
  await rail(/^Mine/).click();
  const [row] = (
    (await bob.request('list', {
      siteId: SITES[0],
      view: { status: 'open', assignee: 'nobody', snoozed: false, spam: false, tag: null },
      before: null,
    })) as unknown as { rows: { siteId: SiteId; conversationId: string }[] }
  ).rows;
  const mine = await rows().count();
  const decide = (body: object) =>
    bob.request('send', { siteId: row?.siteId, conversationId: row?.conversationId, clientMsgId: newId(), body });
  await decide({ kind: 'assign', operatorId: 'demo-ann' });
  await expect.poll(() => rows().count()).toBe(mine + 1);
  await rail(new RegExp(`^Mine ?${mine + 1} conversations`)).waitFor();
  await decide({ kind: 'tags', tags: ['needs a manager'] });
  await rail(/^needs a manager ?1 open/).click();
  await expect.poll(() => rows().count()).toBe(1);
  await rows().getByText('needs a manager').waitFor();
  await decide({ kind: 'snooze', until: Date.now() + 3_600_000 });
  await ann.getByText('Nothing here is tagged needs a manager.').waitFor();
  await rail(/^Snoozed/).click();
  await rows().filter({ hasText: 'needs a manager' }).waitFor();
  await decide({ kind: 'spam', on: true });
  await rows().filter({ hasText: 'needs a manager' }).waitFor({ state: 'detached' });
  await rail(/^Spam/).click();
  await rows().filter({ hasText: 'needs a manager' }).waitFor();
});
