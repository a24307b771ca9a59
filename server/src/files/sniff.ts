/** What a file is, found in its bytes; what its sender says of it is not believed. */
import { open } from 'node:fs/promises';
import { fileTypeFromFile } from 'file-type';
import { disableTypes, imageSize } from 'image-size';
import { ParleyError } from '../lib/errors.ts';
import { endingOf, type Kind, kindOf } from './kinds.ts';

export interface Sniffed {
  readonly kind: Kind;
  readonly width?: number;
  readonly height?: number;
}

/** A picture has its size behind what cameras put in front of it. */
const HEAD_BYTES = 1_048_576;
/** What a browser has to hold for a picture: 4 bytes for each. */
const MOST_PIXELS = 150_000_000;
const LONGEST_SIDE = 30_000;
/** Orientations of EXIF that lay a picture on its side. */
const ON_ITS_SIDE = 5;

/** Other names for our kinds. */
const ALIASES: Readonly<Record<string, string>> = {
  'image/apng': 'image/png',
  'audio/x-m4a': 'audio/mp4',
  'audio/ogg; codecs=opus': 'audio/ogg',
  'application/ogg': 'audio/ogg',
};
/** Office documents of before 2007 are told apart by their names only. */
const OLD_OFFICE: Readonly<Record<string, string>> = {
  doc: 'application/msword',
  xls: 'application/vnd.ms-excel',
  ppt: 'application/vnd.ms-powerpoint',
};

// Only what is taken is ever parsed.
disableTypes(['bmp', 'cur', 'dds', 'icns', 'ico', 'j2c', 'jp2', 'jxl', 'jxl-stream', 'ktx', 'pnm', 'psd', 'svg', 'tga', 'tiff']);

/** A check of a text, chunk by chunk: no control characters, and nothing that begins like HTML, SVG or XML. */
export function createTextCheck() {
  let isText = true;
  let begins = '';
  return {
    add(chunk: Buffer) {
      // What begins after white space and a byte order mark.
      if (begins === '') begins = chunk.toString('latin1').replace(/^[\s\u00EF\u00BB\u00BF]+/, '')[0] ?? '';
      isText &&= !chunk.some((byte) => byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0c && byte !== 0x0d && byte !== 0x1b);
    },
    isText: () => isText && begins !== '' && begins !== '<',
  };
}

async function readHead(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** Size of a picture as it is shown. @throws ParleyError `file_type_refused` when it has none, `file_too_large` */
async function sizeOf(path: string): Promise<{ width: number; height: number }> {
  const head = await readHead(path);
  let size: ReturnType<typeof imageSize>;
  try {
    size = imageSize(head);
  } catch (cause) {
    throw new ParleyError('file_type_refused', { detail: 'a picture without a size', cause });
  }
  const { width, height, orientation = 1 } = size;
  if (!(width >= 1 && height >= 1)) throw new ParleyError('file_type_refused', { detail: 'a picture without a size' });
  if (Math.max(width, height) > LONGEST_SIDE || width * height > MOST_PIXELS) throw new ParleyError('file_too_large');
  return orientation >= ON_ITS_SIDE ? { width: height, height: width } : { width, height };
}

/**
 * Finds the kind of a file, and of a picture its size.
 * @param name as its sender gives it: tells what bytes alone do not, a table from a text
 * @throws ParleyError `file_type_refused`, `file_too_large` for a picture that no browser should have to open
 */
export async function sniff(path: string, { name, isText }: { readonly name: string; readonly isText: boolean }): Promise<Sniffed> {
  const found = (await fileTypeFromFile(path))?.mime;
  const ending = endingOf(name);
  const text = isText && found === undefined ? (ending === 'csv' ? 'text/csv' : 'text/plain') : undefined;
  const type = found === 'application/x-cfb' ? OLD_OFFICE[ending] : found === undefined ? text : (ALIASES[found] ?? found);
  const kind = kindOf(type ?? '');
  if (!kind) throw new ParleyError('file_type_refused');
  return kind.type.startsWith('image/') ? { kind, ...(await sizeOf(path)) } : { kind };
}
