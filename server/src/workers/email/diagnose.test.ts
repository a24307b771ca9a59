import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { ParleyError } from '../../lib/errors.ts';
import { diagnoseMail } from './diagnose.ts';
import { createMailTest } from './index.ts';
import { startSmtpSink } from './testing/smtp-sink.ts';

const LOGIN = { user: 'me', pass: 'right' };
const URL_OF = 'https://chat.example';

async function setup() {
  const sink = await startSmtpSink(LOGIN);
  onTestFinished(() => sink.close());
  const test = (smtpUrl = sink.url) =>
    createMailTest({ smtpUrl, from: 'Shop <chat@shop.example>', visitorAfterMs: 1, operatorAfterMs: 1, replyDomain: null, bounces: false })(
      'ann@example.test',
      URL_OF,
    );
  return { sink, test };
}

/** A port on which nobody listens. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

it('[E4] a test really mails who asks for it, with the way to the inbox', async () => {
  const { sink, test } = await setup();
  await test();
  await test();
  expect(sink.mails.map(({ rcpt, subject }) => [rcpt, subject])).toEqual(Array(2).fill([['ann@example.test'], 'Mails of Parley arrive']));
  expect(sink.mails[0]?.text).toContain(`${URL_OF}/inbox`);
  expect(sink.mails[0]?.messageId).not.toBe(sink.mails[1]?.messageId);
});

it('[E4] a test says whether nobody is there, TLS fails, the login, the sender or the address is refused', async () => {
  const { sink, test } = await setup();
  const { port } = new URL(sink.url);
  await expect(test(`smtp://127.0.0.1:${await closedPort()}`)).rejects.toMatchObject({ code: 'mail_unreachable' });
  await expect(test('smtp://nowhere.invalid:25')).rejects.toMatchObject({ code: 'mail_unreachable' });
  await expect(test(`smtps://127.0.0.1:${port}`)).rejects.toMatchObject({ code: 'mail_tls' });
  // asks for TLS of a server that has none
  await expect(test(`smtp://127.0.0.1:${port}/?requireTLS=true`)).rejects.toMatchObject({ code: 'mail_tls' });
  await expect(test(`smtp://me:wrong@127.0.0.1:${port}`)).rejects.toMatchObject({ code: 'mail_auth' });
  sink.decideFate = (address) => (address === 'chat@shop.example' ? { at: 'mail', code: 553, says: '5.7.1 not yours' } : 'take');
  await expect(test()).rejects.toMatchObject({ code: 'mail_sender', detail: 'MAIL FROM: SMTP 553 5.7.1' });
  sink.decideFate = () => ({ at: 'rcpt', code: 550, says: '5.1.1 nobody of this name' });
  await expect(test()).rejects.toMatchObject({ code: 'mail_refused' });
  sink.decideFate = () => ({ at: 'rcpt', code: 451, says: '4.7.1 later' });
  await expect(test()).rejects.toMatchObject({ code: 'mail_unavailable' });
  expect(sink.mails).toEqual([]);
});

it.each([
  ['CONN: DEPTH_ZERO_SELF_SIGNED_CERT', 'mail_tls'],
  ['CONN: ERR_TLS_CERT_ALTNAME_INVALID', 'mail_tls'],
  ['CONN: EDNS', 'mail_unreachable'],
  ['CONN: ETIMEDOUT', 'mail_unreachable'],
  ['DATA: ECONNECTION', 'mail_unavailable'],
])('[E4] %s is %s', (detail, code) => {
  expect(diagnoseMail(new ParleyError('mail_unavailable', { detail }))).toMatchObject({ code, detail });
});
