import { expect, it } from 'vitest';
import { isOwnOrigin, mayChat, normaliseOrigin, originOf } from './origins.ts';

it.each([
  ['http://127.0.0.1:8080', '127.0.0.1:8080', null, true],
  ['http://192.168.1.5:8080', '192.168.1.5:8080', null, true],
  ['https://chat.example', 'ignored', 'https://chat.example', true],
  ['https://chat.example.evil.com', 'chat.example', 'https://chat.example', false],
  ['http://chat.example', 'chat.example', 'https://chat.example', false],
  ['http://evil.example', '127.0.0.1:8080', null, false],
  ['null', '127.0.0.1:8080', null, false],
  ['http://127.0.0.1:8080/path', '127.0.0.1:8080', null, false],
  ['', '127.0.0.1:8080', null, false],
  [undefined, '127.0.0.1:8080', null, false],
] as const)('[X6] origin %s asked of host %s with PUBLIC_URL %s: own is %s', (origin, host, publicUrl, own) => {
  expect(isOwnOrigin(origin, host, publicUrl)).toBe(own);
});

it.each([
  ['https://shop.example', 'https://shop.example'],
  ['  HTTPS://Shop.Example/path?x=1#y ', 'https://shop.example'],
  ['shop.example', 'https://shop.example'],
  ['shop.example/', 'https://shop.example'],
  ['shop.example:8443', 'https://shop.example:8443'],
  ['https://shop.example:443', 'https://shop.example'],
  ['http://shop.example:80/', 'http://shop.example'],
  ['https://shop.example:80', 'https://shop.example:80'],
  ['bücher.example', 'https://xn--bcher-kva.example'],
  ['localhost:3000', 'http://localhost:3000'],
  ['localhost', 'http://localhost'],
  ['127.0.0.1:8080/page', 'http://127.0.0.1:8080'],
  ['192.168.1.5', 'https://192.168.1.5'],
  ['[::1]:3000', 'http://[::1]:3000'],
  ['http://intranet', 'http://intranet'],
])('[X6] %j is the origin %s', (typed, origin) => {
  expect(normaliseOrigin(typed)).toEqual({ origin });
  expect(normaliseOrigin(origin)).toEqual({ origin });
});

it.each([
  '',
  '  ',
  'null',
  'shop',
  '12345',
  '*',
  'https://*.shop.example',
  'ftp://shop.example',
  'file:///index.html',
  'javascript:alert(1)',
  'data:text/html,x',
  'chrome-extension://abcdef',
  'https://ann:secret@shop.example',
  'ann@shop.example',
  'https://',
  'https://a b.example',
  'shop.example, blog.example',
  'https://shop.example\nhttps://blog.example',
  `https://${'a.'.repeat(200)}example`,
])('[X6] %j is refused with a word', (typed) => {
  expect(normaliseOrigin(typed)).toEqual({ why: expect.stringMatching(/^[A-Z].*\.$/) });
});

const SHOP = 'https://shop.example';
it.each([
  [SHOP, false, true],
  ['http://shop.example', false, false],
  ['https://shop.example.evil.example', false, false],
  ['http://localhost:3000', false, false],
  ['http://localhost:3000', true, true],
  ['https://127.0.0.1', true, true],
  ['http://[::1]:8080', true, true],
  ['http://127.0.0.1.evil.example', true, false],
  ['null', true, false],
  ['file://', true, false],
  [undefined, true, false],
  ['https://chat.example', false, true],
] as const)('[W11] a page of %s, where pages of this machine may chat: %s - may chat: %s', (origin, allowsLoopback, may) => {
  expect(mayChat({ origin, host: 'chat.example' }, [SHOP], { publicUrl: 'https://chat.example', allowsLoopback })).toBe(may);
});

it('[W11] the origin of a page is told by its address', () => {
  expect(originOf('https://shop.example/a?b#c')).toBe(SHOP);
  for (const none of [undefined, '', 'file:///home/a.html', 'about:blank', 'shop.example']) expect(originOf(none)).toBeUndefined();
});
