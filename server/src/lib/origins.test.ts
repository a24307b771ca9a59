import { expect, it } from 'vitest';
import { isOwnOrigin } from './origins.ts';

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
