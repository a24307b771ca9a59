import { expect, it } from 'vitest';
import { readServer } from './client.ts';

it.each([
  ['smtp://u:p@mail.example:587', true],
  ['smtp://u:p@mail.example:587/?requireTLS=false', false],
  ['smtp://u:p@127.0.0.1:587', undefined],
  ['smtp://mail.example:25', undefined],
])('[X4] a password goes over TLS only: %s', (url, requireTLS) => {
  expect((readServer(url) as { requireTLS?: boolean }).requireTLS).toBe(requireTLS);
});

it('[E4] user and password of SMTP_URL are decoded, and smtps is TLS from the start', () => {
  expect(readServer('smtps://me%40shop.example:p%2Fss@mail.example')).toMatchObject({
    ...{ host: 'mail.example', secure: true, auth: { user: 'me@shop.example', pass: 'p/ss' } },
  });
});
