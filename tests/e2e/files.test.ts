import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { join } from 'node:path';
import { png } from '@parley/server/src/files/testing/pictures.ts';
import type { ConversationRow } from '@parley/shared-types/model.ts';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { axe } from './axe.ts';
import { createParley, launch, type Up } from './parley.ts';
import { createOperator, createShop, openChat, type Shop, tagOf, visit, write } from './shop.ts';

const { up, down, remove, folder } = createParley({ FILES_MAX_MB: '4' });
let told: Up;
let browser: Browser;
let shop: Shop;
let operator: Awaited<ReturnType<typeof createOperator>>;

beforeAll(async () => {
  told = await up();
  browser = await launch();
  operator = await createOperator(told);
  const policy = `default-src 'none'; script-src ${told.url}; connect-src ${told.url} ${told.url.replace(/^http/, 'ws')}; img-src data:; require-trusted-types-for 'script'; trusted-types 'none'`;
  shop = await createShop(
    { '/strict': () => ({ csp: policy }), '/dark': () => ({ html: 'style="color-scheme: dark; background: #111"' }) },
    tagOf(told),
  );
});
afterAll(async () => {
  operator?.close();
  shop?.close();
  await browser?.close();
  await down();
  remove();
});

const PICTURE = { name: 'holiday.png', mimeType: 'image/png', buffer: png(600, 400) };
const TABLE = { name: 'prices.csv', mimeType: 'text/csv', buffer: Buffer.from('book;7\n') };
const tray = (page: Page) => page.getByRole('list', { name: 'Attach files' });
const pictures = (page: Page) => page.locator('.picture canvas');
/** Messages of a conversation, as the inbox has them. */
const messages = async (row: ConversationRow) =>
  (await operator.log(row)).flatMap((entry) => (entry.kind === 'entry' && entry.body.kind === 'message' ? [entry.body] : []));
const sent = (page: Page) => page.getByText(/^(Sent|Delivered|Read)$/).waitFor();

async function pick(page: Page, files: readonly { name: string; mimeType: string; buffer: Buffer }[]): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Attach files' }).click();
  await (await chooser).setFiles([...files]);
}

/** Pastes a file as a browser would. */
async function paste(page: Page, { name, mimeType, buffer }: { name: string; mimeType: string; buffer: Buffer }): Promise<void> {
  const data = { name, type: mimeType, bytes: [...buffer] };
  await page.getByRole('textbox', { name: 'Message' }).evaluate((field, { name, type, bytes }) => {
    const clipboardData = new DataTransfer();
    clipboardData.items.add(new File([new Uint8Array(bytes)], name, { type }));
    field.dispatchEvent(new ClipboardEvent('paste', { bubbles: true, composed: true, cancelable: true, clipboardData }));
  }, data);
}

/** Drags a file from outside of the browser over the panel and lets it go there. */
async function drop(page: Page, path: string): Promise<void> {
  const { x, y } = (await page.getByRole('log').boundingBox()) ?? { x: 0, y: 0 };
  const browserSide = await page.context().newCDPSession(page);
  const data = { items: [], files: [path], dragOperationsMask: 1 };
  const event = (type: 'dragEnter' | 'dragOver' | 'drop') =>
    browserSide.send('Input.dispatchDragEvent', { type, x: x + 20, y: y + 20, data });
  await event('dragEnter');
  await event('dragOver');
  await page.locator('.drop').waitFor();
  await event('drop');
  await page.locator('.drop').waitFor({ state: 'detached' });
}

/** Colour in the middle of what is drawn; transparent when nothing is. */
const middleOf = (page: Page, index = 0) =>
  pictures(page)
    .nth(index)
    .evaluate((canvas) => {
      const { width, height } = canvas as HTMLCanvasElement;
      return [...((canvas as HTMLCanvasElement).getContext('2d')?.getImageData(width / 2, height / 2, 1, 1).data ?? [])];
    });
const drawn = (page: Page, index = 0) => expect.poll(() => middleOf(page, index), { timeout: 20_000 }).toEqual([153, 153, 153, 255]);

it('[X10] files are picked, dropped and pasted, sent with a text, seen by the operator and after a reload', async () => {
  const { page, errors } = await visit(browser, shop.url);
  await openChat(page);
  await pick(page, [PICTURE, TABLE]);
  writeFileSync(join(folder, 'dropped.png'), PICTURE.buffer);
  await drop(page, join(folder, 'dropped.png'));
  await paste(page, { ...PICTURE, name: 'pasted.png' });
  await expect.poll(() => tray(page).getByRole('listitem').allInnerTexts(), { timeout: 20_000 }).toHaveLength(4);
  await tray(page).getByRole('button', { name: 'Remove: pasted.png' }).click();
  await page.getByRole('textbox', { name: 'Message' }).fill('See these');
  await page.getByRole('button', { name: 'Send' }).click();
  await sent(page);
  expect(await tray(page).count()).toBe(0);
  const row = await operator.find('See these');
  expect((await messages(row)).at(-1)).toMatchObject({
    text: 'See these',
    files: [
      { name: 'holiday.png', type: 'image/png', width: 600, height: 400, size: PICTURE.buffer.length },
      { name: 'prices.csv', type: 'text/csv' },
      { name: 'dropped.png' },
    ],
  });
  await page.reload();
  await drawn(page, 1);
  expect(await pictures(page).count()).toBe(2);
  expect(await page.locator('.picture canvas').first().getAttribute('aria-label')).toBe('holiday.png');
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'prices.csv' }).click();
  const saved = await download;
  expect([saved.suggestedFilename(), readFileSync(await saved.path(), 'utf8')]).toEqual(['prices.csv', 'book;7\n']);
  expect(errors).toEqual([]);
  await page.context().close();
});

it('[X10] a page with a strict policy shows pictures without a word of its own for them, and nothing moves when they come', async () => {
  const { page, context } = await visit(browser, `${shop.url}/strict`);
  const refused: string[] = [];
  page.on('console', (message) => /Content.Security|Trusted/i.test(message.text()) && refused.push(message.text()));
  await openChat(page);
  await pick(page, [PICTURE]);
  await tray(page).getByRole('listitem').waitFor();
  await expect.poll(() => page.getByRole('button', { name: 'Send' }).isEnabled(), { timeout: 20_000 }).toBe(true);
  await page.getByRole('button', { name: 'Send' }).click();
  await sent(page);
  await drawn(page);
  const sizes = () => pictures(page).evaluate((canvas) => [canvas.clientWidth, canvas.clientHeight]);
  expect(await sizes()).toEqual([240, 160]);
  expect(refused).toEqual([]);
  const opened = context.waitForEvent('page');
  await page.getByRole('link', { name: 'holiday.png' }).click();
  const picture = await opened;
  await picture.waitForLoadState();
  expect(await picture.evaluate(() => [document.images[0]?.naturalWidth, document.contentType, origin])).toEqual([
    600,
    'image/png',
    'null',
  ]);
  await context.close();
});

/** A way to the server on which the first connection that carries so many bytes breaks. */
async function createBrittleWay(most: number) {
  const broken: number[] = [];
  const server = createServer((client) => {
    const onward = connect(Number(new URL(told.url).port), '127.0.0.1');
    let carried = 0;
    const end = () => {
      client.destroy();
      onward.destroy();
    };
    for (const side of [client, onward]) side.on('error', end).on('close', end);
    client.on('data', (chunk) => {
      carried += chunk.length;
      if (carried < most || broken.length > 0) return onward.write(chunk);
      broken.push(carried);
      return client.destroy();
    });
    onward.pipe(client);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, broken, close: () => server.close() };
}

it('[X10] an upload that is cut half way goes on by itself: one message with one file', async () => {
  const way = await createBrittleWay(1_500_000);
  const far = await createShop({}, tagOf({ ...told, url: way.url }));
  const { page, context } = await visit(browser, far.url);
  await openChat(page);
  await write(page, 'first words');
  await sent(page);
  const bytes = Buffer.alloc(3_000_000, 0x61);
  await pick(page, [{ name: 'long.txt', mimeType: 'text/plain', buffer: bytes }]);
  await expect.poll(() => page.getByRole('button', { name: 'Send' }).isEnabled(), { timeout: 60_000 }).toBe(true);
  expect(way.broken).toHaveLength(1);
  await page.getByRole('button', { name: 'Send' }).click();
  const row = await operator.find('long.txt');
  const withFiles = (await messages(row)).flatMap(({ files }) => files ?? []);
  expect(withFiles).toEqual([expect.objectContaining({ name: 'long.txt', size: 3_000_000 })]);
  const place = join(folder, 'files', told.siteId, row.conversationId);
  expect(readdirSync(place)).toEqual([withFiles[0]?.id]);
  expect(bytes.equals(readFileSync(join(place, `${withFiles[0]?.id}`, 'bytes')))).toBe(true);
  expect(readdirSync(join(folder, 'incoming'))).toEqual([]);
  await context.close();
  far.close();
  way.close();
});

it('[X10] what cannot be sent says why, before and after the way to the server, and does not stop the rest', async () => {
  const { page, context } = await visit(browser, `${shop.url}/dark`, { colorScheme: 'dark' });
  await openChat(page);
  const many = Array.from({ length: 2 }, (_, n) => ({ ...PICTURE, name: `picture ${n}.png` }));
  await pick(page, [
    { name: 'large.txt', mimeType: 'text/plain', buffer: Buffer.alloc(4_194_305, 0x61) },
    { name: 'empty.txt', mimeType: 'text/plain', buffer: Buffer.of() },
    { name: 'logo.svg', mimeType: 'image/svg+xml', buffer: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>') },
    ...many,
  ]);
  await page.getByText('Too large: at most 4.2 MB.').waitFor();
  await page.getByText('The file is empty.').waitFor();
  await page.getByText('Files of this type are not taken.').waitFor();
  expect(await axe(page)).toEqual([]);
  await page.getByRole('button', { name: 'Send' }).click();
  await sent(page);
  await drawn(page, 1);
  expect(await tray(page).getByRole('listitem').count()).toBe(3);
  await pick(
    page,
    Array.from({ length: 6 }, (_, n) => ({ ...TABLE, name: `table ${n}.csv` })),
  );
  await page.getByText('At most 5 files in a message.').waitFor();
  await context.close();
});

it('[X10] where the owner wants no files there is no button, and a dropped file is not taken', async () => {
  await operator.change({ files: false });
  const { page, context } = await visit(browser, shop.url);
  await openChat(page);
  expect(await page.getByRole('button', { name: 'Attach files' }).count()).toBe(0);
  await operator.change({ files: true });
  await context.close();
});
