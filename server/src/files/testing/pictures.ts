/** For tests: the smallest bytes that are a picture of a size. */
import { writePng } from '../png.ts';

/** A grey one; of a size beyond a million pixels its data is left out. */
export function png(width: number, height: number): Buffer {
  const lines = width * height > 1_000_000 ? Buffer.alloc(1) : Buffer.alloc((width + 1) * height, 0x99);
  for (let line = 0; line * (width + 1) < lines.length; line += 1) lines[line * (width + 1)] = 0;
  return writePng(width, height, 'grey', lines);
}

export const GIF = Buffer.from('47494638396103000200800000000000ffffff2c00000000030002000002028c53003b', 'hex');

export function webp(width: number, height: number): Buffer {
  const data = Buffer.alloc(18);
  data.write('VP8X', 0);
  data.writeUInt32LE(10, 4);
  data.writeUIntLE(width - 1, 12, 3);
  data.writeUIntLE(height - 1, 15, 3);
  const head = Buffer.from('RIFF\0\0\0\0WEBP');
  head.writeUInt32LE(data.length + 4, 4);
  return Buffer.concat([head, data]);
}

/** Only its headers; `orientation` as cameras write it. */
export function jpeg(width: number, height: number, { orientation }: { orientation?: number } = {}): Buffer {
  const size = Buffer.from([0xff, 0xc0, 0, 11, 8, 0, 0, 0, 0, 1, 1, 0x11, 0]);
  size.writeUInt16BE(height, 5);
  size.writeUInt16BE(width, 7);
  const jfif = Buffer.from('ffe000104a46494600010100000100010000', 'hex');
  return Buffer.concat([Buffer.from('ffd8', 'hex'), ...(orientation ? [exif(orientation)] : [jfif]), size, Buffer.from('ffd9', 'hex')]);
}

function exif(orientation: number): Buffer {
  const data = Buffer.from('457869660000' + '4d4d002a00000008' + '0001' + '0112000300000001' + '00010000' + '00000000', 'hex');
  data.writeUInt16BE(orientation, 24);
  const head = Buffer.from([0xff, 0xe1, 0, data.length + 2]);
  return Buffer.concat([head, data]);
}
