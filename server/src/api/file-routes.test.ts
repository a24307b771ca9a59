import type { UploadAnswer } from '@parley/shared-types/http.ts';
import { expect, it } from 'vitest';
import { png } from '../files/testing/pictures.ts';
import { createFileServer, PAGE, type Put, QUIET, SITE } from './testing/file-server.ts';

const UPLOAD = 'u'.repeat(32);
const PICTURE = png(30, 20);
const TEXT = Buffer.from('name;price\nbook;7\n');
type Taken = Extract<UploadAnswer, { ok: true }>;

it('[X10] an upload is a file of its conversation: what it is, its size and its name are the server`s', async () => {
  const server = await createFileServer();
  const { file, token } = (await server.put(PICTURE, { name: '../holiday.png', headers: { 'content-type': 'text/html' } })) as Taken;
  expect(file).toEqual({
    id: expect.stringMatching(/^[0-9a-f]{32}$/),
    name: 'holiday.png',
    type: 'image/png',
    size: PICTURE.length,
    width: 30,
    height: 20,
  });
  expect(server.tokens.read(server.me, token, Date.now())).toEqual(file);
  expect(() => server.tokens.read(server.visitor(), token, Date.now())).toThrow(/file_invalid/);
  const got = await server.get(server.pathOf(file.id));
  expect(Buffer.from(await got.arrayBuffer()).equals(PICTURE)).toBe(true);
});

it('[X10] a file is never a page of our origin, and other origins may show it', async () => {
  const server = await createFileServer();
  const polyglot = Buffer.concat([PICTURE, Buffer.from('<script>alert(document.domain)</script>')]);
  const { file } = (await server.put(polyglot, { name: 'x.html' })) as Taken;
  const { headers } = await server.get(server.pathOf(file.id), { accept: 'text/html' });
  expect(Object.fromEntries(headers)).toMatchObject({
    'content-type': 'image/png',
    'content-disposition': `inline; filename="x.html.png"; filename*=UTF-8''x.html.png`,
    'x-content-type-options': 'nosniff',
    'content-security-policy': expect.stringMatching(/^sandbox; default-src 'none';(?!.*script)/),
    'cache-control': 'private, max-age=600',
    'cross-origin-resource-policy': 'cross-origin',
    'access-control-allow-origin': '*',
  });
  const table = (await server.put(TEXT, { name: 'prices.csv' })) as Taken;
  expect((await server.get(server.pathOf(table.file.id))).headers.get('content-disposition')).toMatch(/^attachment; filename="prices.csv"/);
});

it('[X10] refused with a code: pages, SVG, programs, too large, none, and what is not an upload', async () => {
  const server = await createFileServer({ maxBytes: 1_000 });
  const codeOf = async (bytes: Buffer, options: Put = {}) => ((await server.put(bytes, options)) as { code?: string }).code;
  expect(await codeOf(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), { name: 'a.png' })).toBe('file_type_refused');
  expect(await codeOf(Buffer.from('<html>'), { name: 'a.txt' })).toBe('file_type_refused');
  expect(await codeOf(png(50_000, 50_000))).toBe('file_too_large');
  expect(await codeOf(Buffer.alloc(1_001, 0x61))).toBe('file_too_large');
  expect(await codeOf(Buffer.of())).toBe('file_type_refused');
  expect(await codeOf(TEXT, { upload: 'short' })).toBe('invalid');
  expect(await codeOf(TEXT, { upload: '..%2f..%2fx'.padEnd(20, 'x') })).toBe('invalid');
  expect(server.onDisk()).toBe(0);
});

it('[X10] a file above the limit is answered before it is there: by what it says, and by what comes', async () => {
  const server = await createFileServer({ maxBytes: 50_000 });
  const said = server.begin({ headers: { 'content-length': '50000000' } });
  said.request.write(Buffer.alloc(1_000));
  expect(await said.answered).toMatchObject({ code: 'file_too_large' });
  said.request.destroy();
  const silent = server.begin({ headers: { 'transfer-encoding': 'chunked' } });
  for (let n = 0; n < 6; n += 1) silent.request.write(Buffer.alloc(10_000, 0x61));
  expect(await silent.answered).toMatchObject({ code: 'file_too_large' });
  silent.request.destroy();
  expect(server.onDisk()).toBe(0);
});

it('[X10] an upload that is cut leaves nothing; the same one again is one file, and told once more the same', async () => {
  const server = await createFileServer();
  const bytes = Buffer.alloc(80_000, 0x61);
  const cut = server.begin({ upload: UPLOAD, headers: { 'content-length': `${bytes.length}` } });
  cut.request.write(bytes.subarray(0, 40_000));
  await expect.poll(server.onDisk, { timeout: 10_000 }).toBe(1);
  cut.request.destroy();
  await expect.poll(server.onDisk, { timeout: 10_000 }).toBe(0);
  const first = (await server.put(bytes, { upload: UPLOAD })) as Taken;
  const again = (await server.put(bytes, { upload: UPLOAD, name: 'renamed.txt' })) as Taken;
  expect(again.file).toEqual(first.file);
  expect(await server.put(Buffer.from('other'), { upload: UPLOAD })).toMatchObject({ code: 'conflict' });
  const together = await Promise.all([server.put(PICTURE, { upload: 'w'.repeat(20) }), server.put(PICTURE, { upload: 'w'.repeat(20) })]);
  expect((together[0] as Taken).file).toEqual((together[1] as Taken).file);
  expect(server.onDisk()).toBe(4);
});

it('[X10] only a grant of the site uploads, into its own conversation; upload ids of others lead nowhere', async () => {
  const server = await createFileServer();
  for (const grant of ['x'.repeat(40), server.visitor(QUIET).grant, ''])
    expect(await server.put(TEXT, { grant })).toMatchObject({ code: 'grant_invalid' });
  const mine = (await server.put(TEXT, { upload: UPLOAD })) as Taken;
  const theirs = (await server.put(TEXT, { upload: UPLOAD, grant: server.visitor().grant })) as Taken;
  expect(theirs.file.id).not.toBe(mine.file.id);
  const stranger = server.visitor();
  const foreignKey = server.tokens.key(stranger, Date.now()).key;
  for (const path of [
    server.pathOf(mine.file.id, foreignKey),
    server.pathOf(mine.file.id, foreignKey, stranger),
    server.pathOf(mine.file.id, 'x'),
    server.pathOf(mine.file.id, undefined, { siteId: QUIET, conversationId: server.me.conversationId }),
    server.pathOf('f'.repeat(32)),
    server.pathOf('..%2f..%2f..%2fparley.db'),
    server.pathOf(mine.file.id).replace(/\?.*/, ''),
  ])
    expect((await server.get(path)).status, path).toBe(404);
});

it('[X10] a key ends; what was removed is not found with a good one', async () => {
  const server = await createFileServer();
  const { file } = (await server.put(PICTURE)) as Taken;
  const path = server.pathOf(file.id);
  expect((await server.get(path)).status).toBe(200);
  server.pass(599_000);
  expect((await server.get(path)).status).toBe(200);
  server.pass(2_000);
  expect(await (await server.get(path)).json()).toMatchObject({ code: 'link_expired' });
  await server.removeFiles();
  expect(await (await server.get(server.pathOf(file.id))).json()).toMatchObject({ code: 'not_found' });
});

it('[X10] a page of another origin is refused before and at the upload; one that may is told how', async () => {
  const server = await createFileServer();
  const ask = (origin: string) => fetch(`${server.url}/parley/${SITE}/files/${UPLOAD}`, { method: 'OPTIONS', headers: { origin } });
  const allowed = await ask(PAGE);
  expect([allowed.status, allowed.headers.get('access-control-allow-methods')]).toEqual([204, 'PUT']);
  expect(allowed.headers.get('access-control-allow-headers')).toContain('authorization');
  expect((await ask('https://evil.example')).status).toBe(403);
  expect(await server.put(TEXT, { headers: { origin: 'https://evil.example' } })).toMatchObject({ code: 'origin_refused' });
});

it('[X10] limits are told before; where there are no files nothing is taken, whoever asks', async () => {
  const server = await createFileServer();
  const limits = async (site: string, from = server) => (await from.get(`/parley/${site}/files`, { origin: PAGE })).json();
  expect(await limits(SITE)).toMatchObject({ ok: true, most: 100_000, types: expect.arrayContaining(['image/png', 'application/pdf']) });
  expect(await limits(QUIET)).toEqual({ ok: true, most: 0, types: [] });
  expect(await server.put(TEXT, { site: QUIET, grant: server.visitor(QUIET).grant })).toMatchObject({ code: 'files_unavailable' });
  const without = await createFileServer({ none: true });
  expect(await limits(SITE, without)).toEqual({ ok: true, most: 0, types: [] });
  expect(await without.put(TEXT)).toMatchObject({ code: 'files_unavailable' });
});

it('[X10] a flood is told to wait, a conversation has so many files, and a full disk takes none', async () => {
  const server = await createFileServer({ perConversation: 3 });
  const answers = await Promise.all(Array.from({ length: 8 }, (_, n) => server.put(Buffer.from(`file ${n}`))));
  expect(answers.filter(({ ok }) => ok).length).toBeLessThanOrEqual(3);
  const codes = async () => ((await server.put(TEXT)) as { code: string }).code;
  while (server.onDisk() < 6) await server.put(Buffer.from(`more ${Math.random()}`));
  expect(await codes()).toBe('file_quota');
  const flood = await Promise.all(Array.from({ length: 60 }, codes));
  expect(flood.at(-1)).toBe('rate_limited');
  const full = await createFileServer({ free: 0.1 });
  expect(await full.put(TEXT)).toMatchObject({ code: 'disk_full' });
});

it('[X10] parts are sent for players', async () => {
  const server = await createFileServer();
  const { file } = (await server.put(TEXT)) as Taken;
  const part = async (range: string) => {
    const answer = await server.get(server.pathOf(file.id), { range });
    return [answer.status, answer.headers.get('content-range'), await answer.text()];
  };
  expect(await part('bytes=5-9')).toEqual([206, 'bytes 5-9/18', 'price']);
  expect(await part('bytes=-2')).toEqual([206, 'bytes 16-17/18', '7\n']);
  expect(await part('bytes=11-')).toEqual([206, 'bytes 11-17/18', 'book;7\n']);
  expect(await part('bytes=18-')).toEqual([416, 'bytes */18', '']);
  expect((await part('lines=1-2'))[0]).toBe(200);
});

it('[X10] an operator sends and reads files of conversations of their sites, by their session and from our own pages', async () => {
  const server = await createFileServer();
  const { me } = server;
  const base = `/api/sites/${SITE}/conversations/${me.conversationId}/files`;
  const { cookie, origin } = await server.operator();
  const put = async (path: string, headers: Record<string, string>) =>
    (await fetch(server.url + path, { method: 'PUT', headers, body: new Uint8Array(PICTURE) })).json() as Promise<UploadAnswer>;
  const path = `${base}/${UPLOAD}?name=plan.png`;
  expect(await put(path, { cookie, origin })).toMatchObject({ code: 'not_found' });
  await server.store.conversations.project([{ ...me, headSeq: 1, createdAt: 1 }]);
  const { file, token } = (await put(path, { cookie, origin })) as Taken;
  expect(server.tokens.read(me, token, Date.now())).toEqual(file);
  const read = await server.get(`${base}/${file.id}`, { cookie });
  expect([read.status, read.headers.get('cross-origin-resource-policy')]).toEqual([200, null]);
  expect(await put(path, { cookie, origin: PAGE })).toMatchObject({ code: 'origin_refused' });
  expect(await put(path, { origin })).toMatchObject({ code: 'unauthorized' });
  const stranger = await server.operator({ [QUIET]: 'owner' });
  expect(await put(path, stranger)).toMatchObject({ code: 'not_found' });
  for (const headers of [{}, { cookie: stranger.cookie }])
    expect([401, 404]).toContain((await server.get(`${base}/${file.id}`, headers)).status);
});
