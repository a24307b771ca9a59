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
async function counted(field: Exclude<keyof Counts, 'tags'>): Promise<number> {
  const all = await Promise.all(SITES.map((siteId) => bob.request('counts', { siteId })));
  return all.reduce((sum, counts) => sum + (counts as unknown as Counts)[field], 0);
}
/** Scrolls until the list has its end. */
async function readAll(): Promise<number> {
  const more = ann.getByRole('button', { name: 'Show older conversations' });
  while ((await more.count()) > 0) {
    const before = await rows().count();
    await more.click({ timeout: 5_000 }).catch(() => {});
    await expect.poll(async () => (await rows().count()) > before || (await more.count()) === 0, { timeout: 10_000 }).toBe(true);
  }
  return rows().count();
}

it('[I1] each view has as many rows as the server counts, page after page', async () => {
  for (const [name, count] of [
    ['Unassigned', await counted('unassigned')],
    ['Snoozed', await counted('snoozed')],
    ['Spam', await counted('spam')],
    ['All', await counted('open')],
  ] as const) {
    await rail(new RegExp(`^${name}`)).click();
    expect([name, await readAll()]).toEqual([name, count]);
  }
  expect(await axe(ann)).toEqual([]);
});

it('[I1] more than a page of resolved ones come as they are scrolled to', async () => {
  await ann.getByRole('radio', { name: 'Resolved' }).check();
  await expect.poll(() => rows().count()).toBeGreaterThan(50);
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
