/** Files that people of the demo send: a picture and a paper, drawn here. Pure. */
import type { FileRef } from '@parley/shared-types/model.ts';
import { writePng } from '../../files/png.ts';

export interface Paper {
  readonly file: Omit<FileRef, 'id'>;
  readonly bytes: Buffer;
}

const WIDTH = 480;
const HEIGHT = 320;
type Rgb = readonly [number, number, number];

/** A brown parcel with a dent on a grey floor. */
function colorAt(x: number, y: number): Rgb {
  const light = 1 - (y / HEIGHT) * 0.3;
  const isParcel = x > 120 && x < 360 && y > 90 && y < 260;
  const isDent = (x - 330) ** 2 + (y - 105) ** 2 < 34 ** 2;
  const isTape = x > 222 && x < 258;
  if (isParcel && !isDent) return isTape ? [214, 190, 140] : [176 * light, 128 * light, 78 * light];
  return isDent && isParcel ? [92, 64, 40] : [206 * light, 210 * light, 216 * light];
}

function drawPicture(): Buffer {
  const rows = Array.from({ length: HEIGHT }, (_, y) => [0, ...Array.from({ length: WIDTH }, (_, x) => colorAt(x, y)).flat()]);
  return writePng(WIDTH, HEIGHT, 'rgb', Buffer.from(rows.flat()));
}

/** One page with one line. */
function writePdf(line: string): Buffer {
  const page = `BT /F1 24 Tf 72 740 Td (${line}) Tj ET`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${page.length} >>\nstream\n${page}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  let text = '%PDF-1.4\n';
  const places = objects.map((object, index) => {
    const at = text.length;
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(at).padStart(10, '0')} 00000 n \n`;
  });
  const table = `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${places.join('')}`;
  const end = `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${text.length}\n%%EOF\n`;
  return Buffer.from(text + table + end, 'latin1');
}

const picture = drawPicture();
const invoice = writePdf('Invoice INV-2041');
export const PICTURE: Paper = {
  file: { name: 'parcel.png', type: 'image/png', size: picture.length, width: WIDTH, height: HEIGHT },
  bytes: picture,
};
export const INVOICE: Paper = { file: { name: 'INV-2041.pdf', type: 'application/pdf', size: invoice.length }, bytes: invoice };
