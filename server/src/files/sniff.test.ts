import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { afterAll, expect, it } from 'vitest';
import { createTextCheck, sniff } from './sniff.ts';
import { GIF, jpeg, png, webp } from './testing/pictures.ts';

const folder = mkdtempSync(join(tmpdir(), 'parley-sniff-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What a file of this name and these bytes is, or the code with which it is refused. */
async function look(bytes: Buffer, name = 'file'): Promise<unknown> {
  const path = join(folder, 'file');
  writeFileSync(path, bytes);
  const check = createTextCheck();
  check.add(bytes);
  return sniff(path, { name, isText: check.isText() }).then(
    ({ kind, width, height }) => (width === undefined ? kind.type : `${kind.type} ${width}x${height}`),
    (error: { code?: string }) => error.code,
  );
}
const text = (said: string) => Buffer.from(said);

it('[X10] pictures are told by their bytes, with the size in which they are shown', async () => {
  expect(await look(png(7, 5))).toBe('image/png 7x5');
  expect(await look(GIF)).toBe('image/gif 3x2');
  expect(await look(webp(640, 480))).toBe('image/webp 640x480');
  expect(await look(jpeg(40, 30))).toBe('image/jpeg 40x30');
  expect(await look(jpeg(40, 30, { orientation: 6 }))).toBe('image/jpeg 30x40');
});

it('[X10] the name decides nothing: a picture that is called a page is a picture, a page that is called a picture is refused', async () => {
  expect(await look(Buffer.concat([png(1, 1), text('<script>alert(1)</script>')]), 'page.html')).toBe('image/png 1x1');
  expect(await look(text('<html><script>alert(1)</script>'), 'photo.png')).toBe('file_type_refused');
});

it('[X10] what a browser would run is refused, whatever stands before it', async () => {
  const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';
  for (const said of [svg, `\uFEFF\n\t ${svg}`, `<?xml version="1.0"?>${svg}`, '<!doctype html><p>hi', '<!-- x --><html>', '  <SCRIPT>'])
    expect(await look(text(said), 'a.txt'), said).toBe('file_type_refused');
});

it('[X10] a text is one without control characters; a table is told by its name', async () => {
  expect(await look(text('Größe;Preis\r\n1;2\r\n'), 'prices.CSV')).toBe('text/csv');
  expect(await look(text('hello\n'), 'notes.md')).toBe('text/plain');
  expect(await look(Buffer.from('Gr\u00f6\u00dfe;1', 'latin1'), 'old.csv')).toBe('text/csv');
  expect(await look(Buffer.from([0x68, 0x00, 0x69]), 'a.txt')).toBe('file_type_refused');
  expect(await look(Buffer.of(), 'a.txt')).toBe('file_type_refused');
});

it('[X10] programs, archives of other kinds and unknown bytes are refused', async () => {
  const elf = Buffer.concat([Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0]), Buffer.alloc(64)]);
  for (const bytes of [elf, text('MZ\u0000\u0003'), Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0]), deflateSync(text('x'))])
    expect(await look(bytes, 'a.zip')).toBe('file_type_refused');
});

it('[X10] documents: PDF, zip and old office by bytes and name', async () => {
  expect(await look(text('%PDF-1.7\n%\u00e2\n1 0 obj\n'), 'a.pdf')).toBe('application/pdf');
  const cfb = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(512)]);
  expect([await look(cfb, 'a.doc'), await look(cfb, 'a.msi')]).toEqual(['application/msword', 'file_type_refused']);
  const emptyZip = Buffer.from('504b0506000000000000000000000000000000000000', 'hex');
  expect(await look(emptyZip, 'a.zip')).toBe('application/zip');
});

it('[X10] a picture that would fill the memory of a browser is refused, and one without a size', async () => {
  expect(await look(png(50_000, 50_000))).toBe('file_too_large');
  expect(await look(png(40_000, 1))).toBe('file_too_large');
  expect(await look(png(0, 5))).toBe('file_type_refused');
  expect(await look(jpeg(40, 30).subarray(0, 12))).toBe('file_type_refused');
});
