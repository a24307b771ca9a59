import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { axe } from './axe.ts';
import { createParley, launch, openPage, setUp, type Up } from './parley.ts';
import { openVisitor, type Visitor } from './visitors.ts';

const { up, down, remove } = createParley();
let told: Up;
let browser: Browser;
let ann: Page;
let problems: string[];
let visitor: Visitor;

/** A picture of 4 x 3 pixels. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAQAAAADCAIAAAA7ljmRAAAAEklEQVR4nGNgYPgPQ3AGXoYbAACt4gv1Xo2fTwAAAABJRU5ErkJggg==',
  'base64',
);
const log = () => ann.getByRole('log');
const said = () =>
  visitor.state().entries.flatMap((entry) => (entry.kind === 'entry' && entry.body.kind === 'message' ? [entry.body] : []));

beforeAll(async () => {
  told = await up();
  browser = await launch();
  const opened = await openPage(browser, told.setupUrl ?? '');
  ann = opened.page;
  ann.setDefaultTimeout(10_000);
  problems = opened.problems;
  await setUp(ann);
  visitor = await openVisitor(told);
  visitor.send('Hello **there**, see `code`');
  await ann.getByRole('link', { name: /Hello/ }).click();
  await log().getByText('there').waitFor();
});
afterAll(async () => {
  visitor?.close();
  await browser?.close();
  await down();
  remove();
});

it('[X10] files are chosen, told how large they may be, taken away again, and sent with the message; pictures are shown, others are a row', async () => {
  const attach = ann.getByLabel(/^Attach files, each at most/);
  await attach.setInputFiles([
    { name: 'lamp.png', mimeType: 'image/png', buffer: PNG },
    { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('plain words') },
    { name: 'page.html', mimeType: 'text/html', buffer: Buffer.from('<b>no</b>') },
  ]);
  const files = ann.getByRole('list', { name: 'Files to send' });
  await files.getByText('Files of this type are not taken.').waitFor();
  expect(await ann.getByRole('button', { name: 'Send' }).isDisabled()).toBe(true);
  expect(await axe(ann)).toEqual([]);
  await files.getByRole('button', { name: 'Remove page.html' }).click();
  await expect.poll(() => ann.getByRole('button', { name: 'Send' }).isEnabled()).toBe(true);
  await ann.getByRole('button', { name: 'Send' }).click();
  const picture = log().getByRole('img', { name: 'lamp.png' });
  await picture.waitFor();
  // the room is reserved before the bytes are there
  expect([await picture.getAttribute('width'), await picture.getAttribute('height')]).toEqual(['4', '3']);
  await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(4);
  const link = log().getByRole('link', { name: /notes\.txt/ });
  expect([await link.getAttribute('target'), await link.getAttribute('rel')]).toEqual(['_blank', 'noopener noreferrer']);
  const read = await ann.request.get(new URL((await link.getAttribute('href')) ?? '', told.url).href);
  expect(await read.text()).toBe('plain words');
  await expect
    .poll(() =>
      said()
        .at(-1)
        ?.files?.map(({ name, type }) => [name, type]),
    )
    .toEqual([
      ['lamp.png', 'image/png'],
      ['notes.txt', 'text/plain'],
    ]);
  expect(await axe(ann)).toEqual([]);
});

it('[X10] a file is pasted or dropped; an upload that is cut off is tried again as the same file', async () => {
  const cut = /\/files\/[\w-]+\?name=/;
  const tried: string[] = [];
  await ann.route(cut, (route) => {
    tried.push(route.request().url());
    return tried.length === 1 ? route.abort('connectionreset') : route.continue();
  });
  const give = (event: 'paste' | 'drop', name: string) =>
    ann.getByRole('textbox', { name: 'Message' }).evaluate(
      (field, [kind, fileName]) => {
        const data = new DataTransfer();
        data.items.add(new File(['words'], fileName, { type: 'text/plain' }));
        const options = { bubbles: true, cancelable: true };
        field.dispatchEvent(
          kind === 'paste'
            ? new ClipboardEvent(kind, { ...options, clipboardData: data })
            : new DragEvent(kind, { ...options, dataTransfer: data }),
        );
      },
      [event, name] as const,
    );
  await give('paste', 'pasted.txt');
  const files = ann.getByRole('list', { name: 'Files to send' });
  await files.getByText('Not sent: the connection was cut. Try again.').waitFor();
  await files.getByRole('button', { name: 'Try again' }).click();
  await give('drop', 'dropped.txt');
  await expect.poll(() => ann.getByRole('button', { name: 'Send' }).isEnabled()).toBe(true);
  expect(tried[1]).toBe(tried[0]);
  await ann.unroute(cut);
  await ann.getByRole('button', { name: 'Send' }).click();
  await log()
    .getByRole('link', { name: /dropped\.txt/ })
    .waitFor();
  expect(problems.filter((text) => !/Failed to load resource/.test(text))).toEqual([]);
});
