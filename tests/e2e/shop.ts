import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createClock } from '@parley/server/src/lib/clock.ts';
import { createLinks } from '@parley/server/src/lib/links.ts';
import { createLogger } from '@parley/server/src/lib/logger.ts';
import { openSqlite } from '@parley/server/src/lib/sqlite.ts';
import { createSqliteStore } from '@parley/server/src/store/sqlite/sqlite-store.ts';
import type { ConversationId, ConversationRow, EntryView, SiteId, SiteSettings, VisitorId } from '@parley/shared-types/model.ts';
import { connectOperator } from '@parley/widget/core/connection.ts';
import { newId } from '@parley/widget/core/time.ts';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { Up } from './parley.ts';

/** How a page of a shop has the widget in it. */
export interface ShopPage {
  /** In <html>, as `dir="rtl"`. */
  readonly html?: string;
  /** In <head>; the script tag of the widget when it is not said. */
  readonly head?: string;
  readonly body?: string;
  readonly csp?: string;
}

/** Web pages of a shop, on an origin that is not the chat's: `http://127.0.0.1:PORT` or any name under `.example`. */
export async function createShop(pages: Readonly<Record<string, (tag: string) => ShopPage>> = {}, tag = '') {
  const server = createServer((request, response) => {
    const page = pages[request.url ?? '/']?.(tag) ?? {};
    response.setHeader('content-type', 'text/html; charset=utf-8');
    if (page.csp) response.setHeader('content-security-policy', page.csp);
    response.end(`<!doctype html>
<html ${/\blang=/.test(page.html ?? '') ? '' : 'lang="en"'} ${page.html ?? ''}>
<head>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>Shop</title>
${page.head ?? tag}
</head>
<body>
<main><h1>Shop</h1><p>Things to buy.</p><a href="#more">More</a></main>
${page.body ?? ''}
</body>
</html>`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    foreign: `http://shop.example:${port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
export type Shop = Awaited<ReturnType<typeof createShop>>;

export const tagOf = ({ url, siteId }: Pick<Up, 'url' | 'siteId'>) => `<script async src="${url}/parley/${siteId}.js"></script>`;

/** What a page asks for, and what it says on its console. */
export async function watch(context: BrowserContext): Promise<{ page: Page; requests: string[]; said: string[]; errors: string[] }> {
  const page = await context.newPage();
  const requests: string[] = [];
  const said: string[] = [];
  const errors: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  page.on('console', (message) => message.text().startsWith('parley:') && said.push(message.text()));
  page.on('pageerror', (error) => errors.push(error.message));
  return { page, requests, said, errors };
}

export async function visit(browser: Browser, url: string, options: Parameters<Browser['newContext']>[0] = {}) {
  const context = await browser.newContext(options);
  const watched = await watch(context);
  await watched.page.goto(url);
  return { context, ...watched };
}

export const openChat = (page: Page) => page.getByRole('button', { name: /^Open chat/ }).click();
export async function write(page: Page, text: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Message' }).fill(text);
  await page.keyboard.press('Enter');
}

const ANN = { email: 'ann@example.test', password: 'correct horse battery' };

/** One session for each install: whoever signs in more than ten times is asked to wait. */
const sessions = new WeakMap<Up, Promise<string>>();

/** Makes the owner, or signs in as them. @returns the session's cookie */
async function signIn({ url, setupUrl }: Up): Promise<string> {
  const headers = { 'content-type': 'application/json', origin: url };
  const post = (path: string, body: object) => fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) });
  const made = await post('/api/setup', { ...ANN, token: setupUrl?.split('/').at(-1) ?? '', name: 'Ann' });
  const answer = made.ok ? made : await post('/api/session', ANN);
  if (!answer.ok) throw new Error(`no session: ${await answer.text()}`);
  return answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
}

/** An operator without a browser, who speaks to the gateway as the inbox does. */
export async function createOperator(told: Up) {
  const { url, siteId } = told;
  const headers = { 'content-type': 'application/json', origin: url };
  const session = sessions.get(told) ?? signIn(told);
  sessions.set(told, session);
  const cookie = await session;
  const transport = connectOperator({ url, extraHeaders: { cookie, origin: url } });
  const known = new Map<string, ConversationRow>();
  const waiting = new Set<() => void>();
  const know = (rows: readonly ConversationRow[]) => {
    for (const row of rows) known.set(row.conversationId, row);
    for (const look of [...waiting]) look();
  };
  transport.on('entries', (({ row }: { row: ConversationRow }) => know([row])) as never);
  /** Waits for a conversation that passes, as it is now. */
  const until = (passes: (row: ConversationRow) => boolean) =>
    new Promise<ConversationRow>((resolve) => {
      const look = () => {
        const row = [...known.values()].find(passes);
        if (!row) return;
        waiting.delete(look);
        resolve(row);
      };
      waiting.add(look);
      look();
    });
  // Each time it comes: whose roles change is sent away by the gateway, and misses what is said until it is back.
  const catchUp = async () => {
    const answer = await transport.request('changes', { siteId, cursor: null });
    if (answer.ok) know((answer as unknown as { rows: readonly ConversationRow[] }).rows);
  };
  await new Promise<void>((resolve) => {
    const hear = (link: string) => link === 'online' && void catchUp().then(resolve);
    hear(transport.link());
    transport.onLink(hear);
  });
  return {
    /** The wire, for what has no word here. */
    transport,
    /** Pages that visitors look at, from now on. */
    visits() {
      const heard: { readonly conversationId: string; readonly url: string }[] = [];
      transport.on('visit', ((page: (typeof heard)[number]) => heard.push(page)) as never);
      return heard;
    },
    /** Asks visitors for their pages. */
    where: () => transport.notify('where', { siteId }),
    /** Changes the settings of the site, as the inbox does. */
    change: (settings: Partial<SiteSettings>) =>
      fetch(`${url}/api/sites/${siteId}`, {
        method: 'PATCH',
        headers: { ...headers, cookie },
        body: JSON.stringify({ settings }),
      }),
    /** The conversation whose last message this is. */
    until,
    find: (excerpt: string) => until((row) => row.excerpt === excerpt),
    /** Resolves when the visitor has read up to an entry. */
    untilRead: ({ conversationId }: Pick<ConversationRow, 'conversationId'>, seq: number) =>
      new Promise<void>((resolve) => {
        transport.on('registers', ((push: { conversationId: string; registers: { visitor?: { read: number } } }) => {
          if (push.conversationId === conversationId && (push.registers.visitor?.read ?? 0) >= seq) resolve();
        }) as never);
      }),
    send: ({ conversationId }: Pick<ConversationRow, 'conversationId'>, body: object) =>
      transport.request('send', { siteId, conversationId, clientMsgId: newId(), body }),
    /** What operators see of a conversation now. */
    log: async ({ conversationId }: Pick<ConversationRow, 'conversationId'>) => {
      const synced = await transport.request('sync', { siteId, conversationId, epoch: null, last: 0 });
      return (synced as unknown as { entries: readonly EntryView[] }).entries;
    },
    say: ({ conversationId }: Pick<ConversationRow, 'conversationId'>, text: string) =>
      transport.request('send', { siteId, conversationId, clientMsgId: newId(), body: { kind: 'message', text } }),
    read: ({ conversationId, headSeq }: ConversationRow) =>
      transport.notify('seen', { siteId, conversationId, delivered: headSeq, read: headSeq }),
    /** Asks the REST routes about the site, as the inbox does. */
    async rest<Answer>(method: string, path: string, body?: object): Promise<Answer> {
      const more = body ? { body: JSON.stringify(body), headers: { ...headers, cookie } } : { headers: { origin: url, cookie } };
      return (await (await fetch(`${url}/api/sites/${siteId}${path}`, { method, ...more })).json()) as Answer;
    },
    typing: ({ conversationId }: ConversationRow) => transport.notify('typing', { siteId, conversationId, on: true }),
    close: transport.close,
  };
}

/** Signs links as the mail worker does; only while nothing runs from the folder. */
export async function readLinks(folder: string) {
  const sqlite = openSqlite(join(folder, 'parley.db'));
  const store = createSqliteStore({ sqlite, clock: createClock(), logger: createLogger('silent', 'test') });
  const links = createLinks(await store.meta.ensure('secret', ''));
  await sqlite.close();
  return (row: Pick<ConversationRow, 'siteId' | 'visitorId' | 'conversationId'>, expiresAt: number) =>
    links.sign({
      siteId: row.siteId as SiteId,
      visitorId: row.visitorId as VisitorId,
      conversationId: row.conversationId as ConversationId,
      expiresAt,
    });
}
