import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { type AccountId, type ConversationId, DEFAULT_SETTINGS, type SiteId, type VisitorId } from '@parley/shared-types/model.ts';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createClock } from '../lib/clock.ts';
import { createGrants } from '../lib/grants.ts';
import { createLinks } from '../lib/links.ts';
import { createLogger } from '../lib/logger.ts';
import { createMetrics } from '../lib/metrics.ts';
import { openSqlite, type Sqlite } from '../lib/sqlite.ts';
import { createOriginNotes } from '../store/origin-notes.ts';
import { createSiteSettings } from '../store/site-settings.ts';
import { createSqliteStore } from '../store/sqlite/sqlite-store.ts';
import type { NewEntry } from '../store/store.ts';
import { installHostedPage } from './hosted-page.ts';
import { createPeople } from './people.ts';
import { installRest } from './rest.ts';
import { createHttp } from './server.ts';
import { noteSignals } from './testing/signals.ts';
import { installWidgetRoutes } from './widget-routes.ts';

const SITE = 'site1' as SiteId;
const SHOP = 'https://shop.example';
const SECRET = 'secret';
const visitor = { siteId: SITE, visitorId: 'v'.repeat(32) as VisitorId, conversationId: 'c'.repeat(32) as ConversationId };

async function createApi() {
  const folder = mkdtempSync(join(tmpdir(), 'parley-widget-'));
  writeFileSync(join(folder, 'loader.js'), 'start(__PARLEY__);');
  writeFileSync(join(folder, 'widget.json'), JSON.stringify({ chat: 'chat-1.js', hosted: 'hosted-1.js', extras: { page: 'w-page-1.js' } }));
  const [clock, logger, metrics] = [createClock(), createLogger('silent', 'test'), createMetrics()];
  const sqlite: Sqlite = openSqlite(join(folder, 'parley.db'));
  const store = createSqliteStore({ sqlite, clock, logger });
  const settings = { ...DEFAULT_SETTINGS, greeting: '</script>"\u2028' };
  await store.sites.add({ id: SITE, accountId: 'a' as AccountId, name: 'Shop', allowedOrigins: [SHOP], settings, createdAt: 1 });
  const readiness = async () => ({ ready: true, bus: 'up', store: 'up', draining: false });
  const { app } = createHttp({ logger, metrics, readiness, trustedProxies: [], beforeMetrics: async () => {} });
  const sites = createSiteSettings(store, clock);
  const shared = { widgetDist: folder, sites, grants: createGrants(SECRET, 90), clock };
  const policy = { publicUrl: null, allowsLoopback: false };
  installWidgetRoutes(app, { ...shared, store, origins: createOriginNotes(store, clock, logger), policy });
  const people = createPeople({ store, clock, secret: SECRET });
  const nothing = async () => ({ status: null, durationMs: 0, error: null });
  const hooks = { ping: nothing, redeliver: nothing, rotate: () => [], onMade: () => {} };
  const rest = { channels: { email: null, slack: null }, hooks, ...noteSignals().signals };
  await installRest(app, { store, clock, people, secret: SECRET, publicUrl: null, ...rest });
  installHostedPage(app, { ...shared, links: createLinks(SECRET) });
  const close = async () => {
    await app.close();
    await sqlite.close();
    rmSync(folder, { recursive: true });
  };
  return { app, store, sites, grants: shared.grants, close };
}

let api: Awaited<ReturnType<typeof createApi>>;
beforeEach(async () => {
  api = await createApi();
});
afterEach(() => api.close());

const say = (seq: number, kind: 'visitor' | 'operator', text: string, more: object = {}): NewEntry =>
  ({
    ...{ ...visitor, id: `e${seq}`, seq, clientMsgId: `m${seq}`.padEnd(16, '0'), author: { kind, id: kind, name: 'Ann' }, audience: 'all' },
    ...{ body: { kind: 'message', text }, acceptedAt: 1, storedAt: 1, hash: `h${seq}` },
    ...more,
  }) as unknown as NewEntry;
const grantOf = (siteId: SiteId = SITE) => api.grants.sign(api.grants.mint({ ...visitor, siteId }, Date.now()));
const unread = (payload: string, origin: string | undefined = SHOP) =>
  api.app.inject({
    method: 'POST',
    url: `/parley/${SITE}/unread`,
    headers: { 'content-type': 'text/plain;charset=UTF-8', ...(origin ? { origin } : {}) },
    payload,
  });

it('[W9] SITE.js has the settings in itself, is sent compressed, kept for a minute and asked for again by its tag', async () => {
  const get = (headers: Record<string, string> = {}) => api.app.inject({ url: `/parley/${SITE}.js`, headers });
  const plain = await get();
  expect(plain.statusCode).toBe(200);
  expect(plain.headers['cache-control']).toContain('public, max-age=60, stale-while-revalidate');
  expect(plain.headers['content-type']).toContain('text/javascript');
  expect(plain.headers['set-cookie']).toBeUndefined();
  const settings = runInNewContext(plain.body, { start: (given: object) => given }) as { chosen: { greeting: string } };
  expect(settings).toMatchObject({
    name: 'Shop',
    css: ':host{--accent:#5b54d6;--ink:#fff}',
    labels: ['Open chat', 'Close chat'],
    chat: 'chat-1.js',
    page: 'w-page-1.js',
  });
  expect(settings.chosen.greeting).toBe('</script>"\u2028');
  const br = await get({ 'accept-encoding': 'gzip, deflate, br' });
  expect(brotliDecompressSync(br.rawPayload).toString()).toBe(plain.body);
  expect(gunzipSync((await get({ 'accept-encoding': 'gzip' })).rawPayload).toString()).toBe(plain.body);
  expect((await get({ 'if-none-match': `W/${plain.headers.etag}` })).statusCode).toBe(304);
});

it('[W11] an unknown site is a script of one coded line', async () => {
  const answer = await api.app.inject({ url: '/parley/nosite.js' });
  expect(answer.statusCode).toBe(404);
  const said: string[] = [];
  runInNewContext(answer.body, { console: { warn: (line: string) => said.push(line) } });
  expect(said).toEqual([expect.stringContaining('parley: unknown_site')]);
});

it('[W11] who asked for the script is noted with the origin of its page, refused ones too', async () => {
  for (const referer of [`${SHOP}/a/b`, 'https://other.example/', 'about:blank'])
    await api.app.inject({ url: `/parley/${SITE}.js`, headers: { referer } });
  const noted = async () => (await api.store.sites.origins(SITE)).map(({ origin, refused }) => `${origin} ${refused}`).sort();
  await expect.poll(noted, { timeout: 10_000 }).toEqual(['https://other.example true', `${SHOP} false`]);
});

it('[W9] unread counts the answers after what was read, without notes and own messages, and tells the last one', async () => {
  const entries = [
    say(1, 'visitor', 'hello'),
    say(2, 'operator', 'first answer'),
    say(3, 'operator', 'secret', { body: { kind: 'note', text: 'secret' }, audience: 'operators' }),
    say(4, 'operator', 'second answer'),
    say(5, 'visitor', 'thanks'),
  ];
  await api.store.log.insert(entries);
  await api.store.conversations.project([{ ...visitor, headSeq: 5, createdAt: 1 }]);
  expect((await unread(grantOf())).json()).toEqual({ ok: true, unread: 2, last: { text: 'second answer', name: 'Ann' } });
  await api.store.conversations.raise([{ ...visitor, side: 'visitor', register: { delivered: 5, read: 3 } }]);
  expect((await unread(grantOf())).json()).toMatchObject({ unread: 1 });
  await api.store.conversations.raise([{ ...visitor, side: 'visitor', register: { delivered: 5, read: 5 } }]);
  expect((await unread(grantOf())).json()).toEqual({ ok: true, unread: 0, last: null });
});

it('[W11] unread and check refuse by code: a foreign page, a foreign grant, a body that is no grant; any page can read why', async () => {
  expect((await unread(grantOf(), 'https://evil.example')).json()).toMatchObject({ ok: false, code: 'origin_refused' });
  expect((await unread(grantOf(), 'null')).json()).toMatchObject({ code: 'origin_refused' });
  expect((await unread(grantOf('other' as SiteId))).json()).toMatchObject({ code: 'grant_invalid' });
  expect((await unread('x')).json()).toMatchObject({ code: 'grant_invalid' });
  const check = (headers: Record<string, string>, site: string = SITE) => api.app.inject({ url: `/parley/${site}/check`, headers });
  expect((await check({ origin: SHOP })).json()).toEqual({ ok: true });
  const refused = await check({ origin: 'https://evil.example' });
  expect(refused.json()).toMatchObject({ ok: false, code: 'origin_refused' });
  expect(refused.headers['access-control-allow-origin']).toBe('*');
  expect(refused.headers['access-control-allow-credentials']).toBeUndefined();
  expect((await check({ referer: 'http://localhost:80/x', host: 'localhost:80' })).json()).toMatchObject({ code: 'origin_refused' });
  expect((await check({ referer: 'http://chat.example/x', host: 'chat.example' })).json()).toEqual({ ok: true });
  expect((await check({ origin: SHOP }, 'nosite')).json()).toMatchObject({ code: 'unknown_site' });
});

it('[W11] who asks too often is told to wait', async () => {
  const answers = await Promise.all(Array.from({ length: 61 }, () => unread(grantOf())));
  expect(answers.at(-1)?.json()).toMatchObject({ ok: false, code: 'rate_limited', retryAfterMs: expect.any(Number) });
});

it('[X6] what changes something is still refused to other origins, and no plain text is read there', async () => {
  const post = (headers: Record<string, string>) => api.app.inject({ method: 'POST', url: '/api/session', headers, payload: '{}' });
  expect((await post({ origin: SHOP, 'content-type': 'application/json' })).json()).toMatchObject({ code: 'origin_refused' });
  const own = { origin: 'http://localhost:8080', host: 'localhost:8080' };
  expect((await post({ ...own, 'content-type': 'text/plain' })).statusCode).toBe(400);
});

it('[W6] the link of a mail opens its conversation with a grant of its own, told to nobody', async () => {
  const links = createLinks(SECRET);
  const page = await api.app.inject({ url: `/c/${links.sign({ ...visitor, expiresAt: Date.now() + 1_000 })}` });
  expect(page.statusCode).toBe(200);
  expect(page.headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer', 'x-robots-tag': 'noindex' });
  const data = /<script type="application\/json" id="parley">([\s\S]*?)<\/script>/.exec(page.body)?.[1] ?? '';
  const settings = JSON.parse(data) as { grant: string; conversationId: string; chosen: { greeting: string } };
  expect(settings.chosen.greeting).toBe('</script>"\u2028');
  expect(api.grants.read(SITE, settings.grant)).toMatchObject(visitor);
  const wrong = await api.app.inject({ url: '/c/nonsense' });
  expect([wrong.statusCode, wrong.body]).toEqual([404, expect.stringContaining('link_invalid')]);
  const late = await api.app.inject({ url: `/c/${links.sign({ ...visitor, expiresAt: 1 })}` });
  expect([late.statusCode, late.body]).toEqual([410, expect.stringContaining('link_expired')]);
});

it('[X1] for a verified visitor the link of a mail gives a grant that ends with it, and where identity is required others are told nothing', async () => {
  const verified = { ...visitor, visitorId: 'u_0123456789abcdef' as VisitorId };
  const expiresAt = Date.now() + 60_000;
  const page = await api.app.inject({ url: `/c/${createLinks(SECRET).sign({ ...verified, expiresAt })}` });
  const grant = /"grant":"([^"]+)"/.exec(page.body)?.[1] ?? '';
  expect(api.grants.read(SITE, grant)).toMatchObject({ visitorId: verified.visitorId, expiresAt });
  await api.store.sites.update(SITE, { settings: { identity: 'required' } });
  api.sites.drop(SITE);
  expect((await unread(grantOf())).json()).toMatchObject({ ok: false, code: 'identity_required' });
  expect((await unread(grant)).json()).toMatchObject({ ok: true });
});
