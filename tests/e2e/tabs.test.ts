import type { Browser, BrowserContext, Page, WebSocket } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { createParley, launch, type Up } from './parley.ts';
import { createOperator, createShop, openChat, readLinks, type Shop, tagOf, write } from './shop.ts';

const { up, down, remove, folder } = createParley();
let told: Up;
let browser: Browser;
let shop: Shop;
let operator: Awaited<ReturnType<typeof createOperator>>;
let linkOf: Awaited<ReturnType<typeof readLinks>>;
let context: BrowserContext;

/** Changes the install as its owner does. */
async function ownerOf({ url }: Up) {
  const headers = { 'content-type': 'application/json', origin: url };
  const body = JSON.stringify({ email: 'ann@example.test', password: 'correct horse battery' });
  const answer = await fetch(`${url}/api/session`, { method: 'POST', headers, body });
  const cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  return async (path: string, change: object) => {
    const changed = await fetch(url + path, { method: 'POST', headers: { ...headers, cookie }, body: JSON.stringify(change) });
    expect(changed.status).toBeLessThan(300);
    return (await changed.json()) as { site: { siteId: string } };
  };
}

beforeAll(async () => {
  await up();
  await down();
  linkOf = await readLinks(folder);
  told = await up();
  browser = await launch({ keepsPages: true });
  operator = await createOperator(told);
  const change = await ownerOf(told);
  const second = (await change('/api/sites', { name: 'Second' })).site.siteId;
  shop = await createShop(
    { '/other': () => ({ body: '<p>Another page</p>', head: '' }), '/second': () => ({ head: tagOf({ ...told, siteId: second }) }) },
    tagOf(told),
  );
  await change(`/api/sites/${told.siteId}/origins`, { origin: shop.foreign });
  // What listens on this origin chats with both sites.
  await change(`/api/sites/${second}/origins`, { origin: shop.url });
});
afterAll(async () => {
  operator?.close();
  shop?.close();
  await browser?.close();
  await down();
  remove();
});

/** Sockets of visitors, as the server counts them. */
async function connections(): Promise<number> {
  const metrics = await (await fetch(`${told.url}/metrics`)).text();
  return Number(/connections\{[^}]*visitor[^}]*\} (\d+)/.exec(metrics)?.[1] ?? 0);
}
const untilConnections = (count: number) => expect.poll(connections, { timeout: 15_000 }).toBe(count);

beforeEach(async () => {
  context = await browser.newContext();
});
afterEach(async () => {
  await context.close();
  await untilConnections(0);
});

/** A tab with the chat open, and the sockets that it has made. */
async function openTab(url: string, { isHosted = false } = {}) {
  const page = await context.newPage();
  const sockets: WebSocket[] = [];
  page.on('websocket', (socket) => sockets.push(socket));
  await page.goto(url);
  if (!isHosted) await openChat(page);
  await page.getByRole('textbox', { name: 'Message' }).waitFor();
  return { page, sockets, leads: () => sockets.some((socket) => !socket.isClosed()) };
}
type Tab = Awaited<ReturnType<typeof openTab>>;

async function openTabs(url: string, count: number): Promise<Tab[]> {
  const tabs: Tab[] = [];
  for (let index = 0; index < count; index++) tabs.push(await openTab(url));
  return tabs;
}
/** The tab that leads is taken out of the list. */
function takeLeader(tabs: Tab[]): Tab {
  const index = tabs.findIndex((tab) => tab.leads());
  const [leader] = index < 0 ? [] : tabs.splice(index, 1);
  if (!leader) throw new Error('no tab leads');
  return leader;
}
const command = (page: Page, words: unknown[]) =>
  page.evaluate((said) => (window as Window & { $parley?: { push(said: unknown[]): unknown } }).$parley?.push(said), words);
const shows = (tab: Tab, text: string) => tab.page.getByRole('log').getByText(text, { exact: true }).waitFor();
const texts = (page: Page) => page.locator('.bubble:not(.dots)').allInnerTexts();

it.each(['a secure origin', 'plain http'])(
  '[W6] five tabs on %s are one connection; who leads may close or crash, and nothing is lost or twice',
  async (kind) => {
    const url = kind === 'plain http' ? shop.foreign : shop.url;
    const tabs = await openTabs(url, 5);
    expect(await tabs[0]?.page.evaluate(() => window.isSecureContext)).toBe(kind !== 'plain http');
    await untilConnections(1);
    await expect.poll(() => tabs.filter((tab) => tab.leads()).length, { timeout: 10_000 }).toBe(1);
    const [first] = tabs as [Tab];
    await write(first.page, `from the first ${kind}`);
    for (const tab of tabs) await shows(tab, `from the first ${kind}`);
    const row = await operator.find(`from the first ${kind}`);
    await operator.say(row, 'to all');
    for (const tab of tabs) await shows(tab, 'to all');
    // closed: the next one leads at once
    const closed = takeLeader(tabs);
    const [second] = tabs as [Tab];
    await closed.page.close();
    await write(second.page, 'after it closed');
    await shows(second, 'after it closed');
    await untilConnections(1);
    // crashed
    const crashed = takeLeader(tabs);
    const [third, ...others] = tabs as [Tab, ...Tab[]];
    const startedAt = performance.now();
    crashed.page.goto('chrome://crash').catch(() => {});
    await crashed.page.waitForEvent('crash');
    await write(third.page, `after it crashed, ${kind}`);
    const stored = await operator.find(`after it crashed, ${kind}`);
    console.log(`stored ${Math.round(performance.now() - startedAt)} ms after the crash`);
    for (const tab of [third, ...others]) await shows(tab, `after it crashed, ${kind}`);
    await untilConnections(1);
    expect(stored.headSeq).toBe(4);
    for (const tab of [third, ...others])
      expect(await texts(tab.page)).toEqual([`from the first ${kind}`, 'to all', 'after it closed', `after it crashed, ${kind}`]);
    await context.close();
    await untilConnections(0);
  },
);

it('[W6] a leader that does not answer is replaced, and steps down when it can again', async () => {
  const tabs = await openTabs(shop.url, 2);
  await untilConnections(1);
  const leader = takeLeader(tabs);
  const [other] = tabs as [Tab];
  await other.page.bringToFront();
  const stuck = leader.page.evaluate(() => {
    const until = performance.now() + 7_000;
    while (performance.now() < until);
  });
  await write(other.page, 'while it is stuck');
  await operator.find('while it is stuck');
  expect(other.leads()).toBe(true);
  await stuck;
  await untilConnections(1);
  await expect.poll(() => [leader.leads(), other.leads()], { timeout: 10_000 }).toEqual([false, true]);
  await shows(leader, 'while it is stuck');
});

it('[W6] a tab that hears that it is frozen while it leads gives way at once, and is there again when it thaws', async () => {
  const tabs = await openTabs(shop.url, 2);
  await untilConnections(1);
  const leader = takeLeader(tabs);
  const [other] = tabs as [Tab];
  // As Chromium says it to a hidden page; one that is seen it does not freeze, and here all are.
  await leader.page.evaluate(() => document.dispatchEvent(new Event('freeze')));
  await expect.poll(() => other.leads(), { timeout: 10_000 }).toBe(true);
  await untilConnections(1);
  await write(other.page, 'while it is frozen');
  await leader.page.evaluate(() => document.dispatchEvent(new Event('resume')));
  await shows(leader, 'while it is frozen');
  await untilConnections(1);
});

it('[W6] what is read in one tab is read in all, and who begins anew does so in all tabs', async () => {
  const [first, second] = (await openTabs(shop.url, 2)) as [Tab, Tab];
  for (const { page } of [first, second]) await page.getByRole('button', { name: 'Close chat' }).click();
  await openChat(first.page);
  await write(first.page, 'one to be answered');
  await first.page.getByText('Sent', { exact: true }).waitFor();
  await first.page.getByRole('button', { name: 'Close chat' }).click();
  await operator.say(await operator.find('one to be answered'), 'the answer');
  for (const { page } of [first, second]) await page.getByRole('button', { name: /^Open chat.*1/ }).waitFor();
  await openChat(second.page);
  // Sooner than the check of the position would tell.
  await first.page.getByRole('button', { name: 'Open chat', exact: true }).waitFor({ timeout: 14_000 });
  await openChat(first.page);
  // What was said about the one before is not said about the next one.
  await command(second.page, ['set', 'user:email', ['before@shop.example']]);
  await command(first.page, ['do', 'session:reset']);
  for (const tab of [second, first]) await expect.poll(() => texts(tab.page), { timeout: 10_000 }).toEqual([]);
  await write(second.page, 'somebody else');
  await shows(first, 'somebody else');
  for (const tab of [second, first]) expect(await texts(tab.page)).toEqual(['somebody else']);
  expect(JSON.stringify(await operator.find('somebody else'))).not.toContain('before@shop.example');
});

it('[W6] two sites in one browser have each a connection and a conversation of their own', async () => {
  const one = await openTab(shop.url);
  const two = await openTab(`${shop.url}/second`);
  await untilConnections(2);
  await expect.poll(() => [one.leads(), two.leads()], { timeout: 10_000 }).toEqual([true, true]);
  await write(two.page, 'for the second site');
  await shows(two, 'for the second site');
  await two.page.getByText('Sent', { exact: true }).waitFor();
  await write(one.page, 'for the first site');
  await operator.find('for the first site');
  expect(await texts(one.page)).toEqual(['for the first site']);
  expect(await texts(two.page)).toEqual(['for the second site']);
});

it('[W6] tabs with the link of a mail share a connection, but not with the chat of a page on the same origin', async () => {
  const page = await openTab(told.demoUrl);
  await write(page.page, 'asked on the page');
  const row = await operator.find('asked on the page');
  const link = `${told.url}/c/${linkOf(row, Date.now() + 600_000)}`;
  const [first, second] = [await openTab(link, { isHosted: true }), await openTab(link, { isHosted: true })];
  await untilConnections(2);
  await expect.poll(() => [page.leads(), first.leads(), second.leads()], { timeout: 10_000 }).toEqual([true, true, false]);
  await write(second.page, 'gone on with the link');
  for (const tab of [page, first, second]) await shows(tab, 'gone on with the link');
});

it('[W6] where nothing can be kept, each tab has a connection and a conversation of its own', async () => {
  await context.addInitScript(() => {
    const denied = {
      get() {
        throw new DOMException('denied', 'SecurityError');
      },
    };
    for (const name of ['localStorage', 'sessionStorage']) Object.defineProperty(window, name, denied);
  });
  const [first, second] = (await openTabs(shop.url, 2)) as [Tab, Tab];
  await write(first.page, 'kept nowhere');
  await operator.say(await operator.find('kept nowhere'), 'an answer all the same');
  await shows(first, 'an answer all the same');
  await write(second.page, 'nor here');
  await operator.find('nor here');
  expect(await texts(second.page)).toEqual(['nor here']);
  await untilConnections(2);
});

it('[W6] a page that the browser keeps for going back is there again with its chat, and has no connection meanwhile', async () => {
  const { page } = await openTab(shop.url);
  await write(page, 'before going away');
  await page.getByText('Sent', { exact: true }).waitFor();
  await page.evaluate(() => {
    Object.assign(window, { isSame: true });
    addEventListener('pageshow', ({ persisted }) => Object.assign(window, { persisted }));
  });
  await page.goto(`${shop.url}/other`);
  await untilConnections(0);
  const row = await operator.find('before going away');
  await operator.say(row, 'while you were away');
  // A page that comes back is not loaded again.
  await page.goBack({ waitUntil: 'commit' });
  const why = await page.evaluate(() =>
    JSON.stringify((performance.getEntriesByType('navigation')[0] as unknown as { notRestoredReasons: unknown }).notRestoredReasons),
  );
  expect([await page.evaluate(() => (window as unknown as { persisted?: boolean }).persisted), why]).toEqual([true, 'null']);
  await page.getByRole('log').getByText('while you were away').waitFor();
  await write(page, 'here again');
  await operator.find('here again');
  await untilConnections(1);
});
