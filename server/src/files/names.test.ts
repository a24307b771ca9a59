import { expect, it } from 'vitest';
import { type Kind, kindOf } from './kinds.ts';
import { dispositionOf, fileNameOf } from './names.ts';

const png = kindOf('image/png') as Kind;
const text = kindOf('text/plain') as Kind;

it('[X10] a name is one line without a path', () => {
  for (const [given, name] of [
    ['../../etc/passwd', 'passwd.png'],
    ['C:\\Users\\me\\photo.png', 'photo.png'],
    ['a\r\nSet-Cookie: x=1.png', 'aSet-Cookie_ x=1.png'],
    ['photo\0.png', 'photo.png'],
    ['...hidden.png', 'hidden.png'],
    ['', 'file.png'],
    ['..', 'file.png'],
    ['.png', 'png.png'],
    ['   many   spaces .png', 'many spaces .png'],
    ['Größe \u{1F468}\u200D\u{1F469}.PNG', 'Größe \u{1F468}\u200D\u{1F469}.png'],
    ['half \uD83D.png', 'half \uFFFD.png'],
  ])
    expect(fileNameOf(given as string, png)).toBe(name);
});

it('[X10] a name that is written backwards to hide its end is shown as it is', () => {
  expect(fileNameOf('photo\u202Egnp.exe', png)).toBe('photognp.exe.png');
  expect(fileNameOf('a\u2066b\u2069\u200Fc.png', png)).toBe('abc.png');
});

it('[X10] a name ends as its bytes are, and is at most 255 long', () => {
  expect(fileNameOf('page.html', png)).toBe('page.html.png');
  expect(fileNameOf('script.js', text)).toBe('script.js.txt');
  const long = fileNameOf(`${'\u{1F600}'.repeat(300)}.png`, png);
  expect([long.length <= 255, long.isWellFormed(), long.endsWith('.png')]).toEqual([true, true, true]);
});

it('[X10] Content-Disposition names it for every browser, and nobody gets out of the quotes', () => {
  expect(dispositionOf('attachment', 'a"b\\c%é\u{1F600}.png')).toBe(
    `attachment; filename="a_b_c____.png"; filename*=UTF-8''a%22b%5Cc%25%C3%A9%F0%9F%98%80.png`,
  );
  expect(dispositionOf('inline', "it's (1)*.png")).toBe(`inline; filename="it's (1)*.png"; filename*=UTF-8''it%27s%20%281%29%2A.png`);
});
