import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Author, EntryBody, Operator } from '@parley/shared-types/model.ts';
import nodemailer from 'nodemailer';
import { expect, it, onTestFinished } from 'vitest';
import { createFolderFiles } from '../../files/folder.ts';
import { createSpool } from '../../files/spool.ts';
import { createUploads } from '../../files/uploads.ts';
import { createClock } from '../../lib/clock.ts';
import { ParleyError } from '../../lib/errors.ts';
import { createFileTokens } from '../../lib/file-tokens.ts';
import { createReplyAddresses, type ReplyFor } from '../../lib/reply-address.ts';
import { submitted } from '../../worker/testing/submitted.ts';
import { createWorkerDeps, metricOf } from '../../worker/testing/worker-deps.ts';
import { startEmail } from '../email/index.ts';
import { startSmtpSink } from '../email/testing/smtp-sink.ts';
import { startPersist } from '../persist/index.ts';
import { startInboundMail } from './index.ts';

const DOMAIN = 'reply.shop.example';
const FROM = 'chat@shop.example';
const VISITOR = 'max@example.com';
const ANN = 'ann@shop.example';
const SECRET = 'secret';
const QUIET = 120_000;
const LATE = 180_000;
const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==', 'base64');

/** Waits, in the machine's own time, for what I/O brings; fails by the test's own timeout. */
async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 5));
}

type Send = Parameters<ReturnType<typeof nodemailer.createTransport>['sendMail']>[0];

/** Our sender and our receiver around one persister: mails really go over SMTP, both ways. */
async function createWorld({ maxBytes = 1_000_000, rate = 1_000 } = {}) {
  const world = createWorkerDeps(['email']);
  const { store, clock, bus, logger, metrics } = world;
  const folder = mkdtempSync(join(tmpdir(), 'parley-mail-'));
  const sink = await startSmtpSink();
  const files = await createFolderFiles({ folder: join(folder, 'files') });
  const spool = await createSpool({ folder: join(folder, 'in'), clock: createClock(), space: async () => ({ free: 5e8, total: 1e9 }) });
  const uploads = createUploads({
    files,
    spool,
    tokens: createFileTokens(SECRET),
    clock,
    limits: { maxBytes: 100_000, perConversation: 100 },
  });
  const persist = await startPersist({ ...world.deps, store, files, shards: null });
  const mail = { smtpUrl: sink.url, from: FROM, visitorAfterMs: QUIET, operatorAfterMs: LATE, replyDomain: DOMAIN, bounces: false };
  const email = await startEmail({ ...world.deps, store, settings: mail, url: 'http://chat.example', secret: SECRET });
  const settings = { port: 0, host: '127.0.0.1', domain: DOMAIN, certificate: null, maxBytes, connections: 20, rate };
  const ownDomains = [DOMAIN, 'shop.example'];
  const receiver = await startInboundMail({
    store,
    bus,
    uploads,
    clock,
    logger,
    metrics,
    settings,
    shared: false,
    secret: SECRET,
    ownDomains,
  });
  onTestFinished(async () => {
    await Promise.all([receiver.close(), email.close(), persist.close(), sink.close()]);
    rmSync(folder, { recursive: true, force: true });
  });
  const transport = nodemailer.createTransport({ host: '127.0.0.1', port: receiver.port, secure: false, ignoreTLS: true });
  let said = 0;
  const publish = async (author: Author, body: EntryBody) => {
    said += 1;
    const before = store.entries('a').length;
    await bus.publish([{ message: submitted(said, { author, body, at: clock.now() }) }]);
    await until(() => store.entries('a').length > before);
    await clock.advance(0);
  };
  const addresses = createReplyAddresses({ secret: SECRET, domain: DOMAIN, kept: store.meta });
  const addressOf = (side: ReplyFor['side'], id: string) =>
    addresses.addressOf({ siteId: 's', conversationId: 'a', side, id } as unknown as ReplyFor);
  const send = (mailTo: Send) => transport.sendMail({ subject: 'Re: Your chat with s', ...mailTo });
  const rows = () => store.entries('a').map(({ author, body }) => ({ by: author.kind, via: author.via, ...body }));
  const last = () => rows().at(-1);
  const pass = async (ms: number) => {
    await clock.advance(ms);
    await until(() => store.rows().every(({ lease }) => lease === null));
  };
  const addOperator = (id: string, roles: Operator['roles'] = { s: 'agent' }) =>
    store.people.addOperator({ id, email: `${id}@shop.example`, name: id, roles } as unknown as Operator, null);
  return { ...world, receiver, sink, publish, addressOf, send, rows, last, pass, addOperator, transport };
}

/** A conversation whose visitor has an address, and to whom an operator has answered. */
async function createTalk(options?: Parameters<typeof createWorld>[0]) {
  const world = await createWorld(options);
  await world.addOperator('ann');
  await world.publish({ kind: 'visitor', id: 'v' }, { kind: 'message', text: 'Is it blue?' });
  await world.publish({ kind: 'visitor', id: 'v' }, { kind: 'profile', email: VISITOR });
  await world.publish({ kind: 'operator', id: 'ann', name: 'Ann' }, { kind: 'message', text: 'It is.' });
  return { ...world, visitorAddress: await world.addressOf('visitor', 'v') };
}

const replyTo = (mail?: { replyTo?: readonly { address?: string | undefined }[] | undefined }) => mail?.replyTo?.[0]?.address ?? '';

it('[E7] a visitor answers the mail that they got, and it is their message; it opens the conversation, and is not mailed back', async () => {
  const { pass, sink, send, last, rows, publish, store, clock } = await createTalk();
  await publish({ kind: 'operator', id: 'ann', name: 'Ann' }, { kind: 'status', status: 'resolved' });
  await pass(QUIET);
  const [digest] = sink.mails;
  expect(digest?.text).toContain('Reply to this mail to answer');
  const quote = (digest?.text ?? '').split('\n').map((line) => `> ${line}`);
  const text = ['Great, I take two.', '', `On Mon, 5 May 2025 at 10:00, s <${FROM}> wrote:`, ...quote].join('\n');
  await send({ from: `Max <${VISITOR.toUpperCase()}>`, to: replyTo(digest), text });
  await until(() => last()?.kind === 'message' && rows().length === 5);
  expect(last()).toEqual({ by: 'visitor', via: 'email', kind: 'message', text: 'Great, I take two.' });
  expect(await store.conversations.get({ siteId: 's', conversationId: 'a' } as never)).toMatchObject({ status: 'open' });
  await clock.advance(0);
  await pass(QUIET);
  expect(sink.mails.filter(({ rcpt: [to] }) => to === VISITOR)).toHaveLength(1);
});

it('[E7] an operator answers the notice from their mailbox: the visitor has it, the notices end, and it is mailed like any answer', async () => {
  const { pass, sink, send, last, publish, addOperator } = await createWorld();
  for (const id of ['ann', 'bob']) await addOperator(id);
  await publish({ kind: 'visitor', id: 'v' }, { kind: 'message', text: 'Anybody?' });
  await publish({ kind: 'visitor', id: 'v' }, { kind: 'profile', email: VISITOR });
  await pass(LATE);
  const [notice] = sink.mails;
  const [to = ''] = notice?.rcpt ?? [];
  await send({ from: to, to: replyTo(notice), text: 'Yes, here I am.\n\n-- \nAnn, Shop' });
  await until(() => last()?.by === 'operator');
  expect(last()).toEqual({ by: 'operator', via: 'email', kind: 'message', text: 'Yes, here I am.' });
  await pass(3 * LATE);
  const later = sink.mails.slice(1);
  expect(later.map(({ rcpt: [one] }) => one)).toEqual([VISITOR]);
  expect(later[0]?.text).toContain(`${to.split('@')[0]}:\nYes, here I am.`);
});

it.each(['note: call them back', 'Note : call them back', '// call them back'])(
  '[E7] an answer of an operator that begins with %j is a note',
  async (text) => {
    const { send, last, addressOf } = await createTalk();
    await send({ from: ANN, to: await addressOf('operator', 'ann'), text });
    await until(() => last()?.kind === 'note');
    expect(last()).toEqual({ by: 'operator', via: 'email', kind: 'note', text: 'call them back' });
  },
);

it('[E5] the same mail again is stored once, also when it comes again because we died before our answer', async () => {
  const { send, rows, visitorAddress, bus, receiver } = await createTalk();
  const mail = { from: VISITOR, to: visitorAddress, text: 'Once only', messageId: '<one@example.com>' };
  const raw = `From: ${VISITOR}\r\nMessage-ID: <one@example.com>\r\nSubject: Re: Your chat with s\r\n\r\nOnce only\r\n.\r\n`;
  const words = [`EHLO x`, `MAIL FROM:<${VISITOR}>`, `RCPT TO:<${visitorAddress}>`, 'DATA', raw];
  // Dies between the confirm of the bus and the 250: the sender sees a connection that ends.
  const socket = connect(receiver.port, '127.0.0.1');
  const gone = new Promise((resolve) => socket.once('close', resolve));
  bus.onPublish = () => void socket.destroy();
  socket.on('data', () => {
    const word = words.shift();
    if (word !== undefined) socket.write(`${word}\r\n`);
  });
  await gone;
  bus.onPublish = () => {};
  await until(() => rows().length === 4);
  for (let n = 0; n < 3; n++) await send(mail);
  await send({ ...mail, messageId: '<two@example.com>', text: 'Another one' });
  await until(() => rows().length >= 5);
  expect(
    rows()
      .slice(3)
      .map((row) => row.kind === 'message' && row.text),
  ).toEqual(['Once only', 'Another one']);
});

it('[E5] only addresses of ours are taken, one for each mail; nothing is relayed', async () => {
  const { send, visitorAddress, rows, sink } = await createTalk();
  const guess = `${visitorAddress.slice(0, 40)}a${visitorAddress.slice(41)}`;
  for (const to of [
    'someone@example.com',
    `postmaster@${DOMAIN}`,
    `reply+x@${DOMAIN}`,
    guess,
    visitorAddress.replace(DOMAIN, 'other.example'),
  ])
    await expect(send({ from: VISITOR, to, text: 'x' }), to).rejects.toMatchObject({ responseCode: 550 });
  await send({ from: VISITOR, to: [visitorAddress, 'someone@example.com'], text: 'taken' });
  await until(() => rows().length === 4);
  expect(sink.mails).toEqual([]);
});

it('[E5] a mail that is too large, and who comes too often, is refused; others are not', async () => {
  const { send, visitorAddress } = await createTalk({ maxBytes: 20_000, rate: 3 });
  await expect(send({ from: VISITOR, to: visitorAddress, text: 'x'.repeat(30_000) })).rejects.toMatchObject({ responseCode: 552 });
  for (let n = 0; n < 2; n++) await send({ from: VISITOR, to: visitorAddress, text: `short ${n}` });
  await expect(send({ from: VISITOR, to: visitorAddress, text: 'one more' })).rejects.toMatchObject({ responseCode: 421 });
});

it('[E5] while bus or store are away the sender is asked to try again; what is broken off half way costs nothing', async () => {
  const { send, visitorAddress, bus, store, rows, receiver } = await createTalk();
  const mail = { from: VISITOR, to: visitorAddress, text: 'Later', messageId: '<later@example.com>' };
  bus.refuse(new ParleyError('busy'));
  await expect(send(mail)).rejects.toMatchObject({ responseCode: 451 });
  bus.refuse(null);
  store.before = () => {
    throw new ParleyError('unavailable');
  };
  await expect(send(mail)).rejects.toMatchObject({ responseCode: 451 });
  store.before = () => {};
  for (let n = 0; n < 12; n++) {
    const words = [`EHLO x`, `MAIL FROM:<${VISITOR}>`, `RCPT TO:<${visitorAddress}>`, 'DATA'];
    await new Promise<void>((resolve) => {
      const socket = connect(receiver.port, '127.0.0.1');
      socket.on('data', (answer) => {
        const word = words.shift();
        if (word !== undefined) socket.write(`${word}\r\n`);
        else if (answer.toString().startsWith('354')) socket.write('Subject: half', () => socket.destroy());
      });
      socket.once('close', () => resolve());
    });
  }
  await send(mail);
  await until(() => rows().length === 4);
});

it('[E8] a mail of a foreign sender is held as a note: no message, no file, nothing opened', async () => {
  const { send, publish, visitorAddress, last, store, rows } = await createTalk();
  await publish({ kind: 'operator', id: 'ann' }, { kind: 'status', status: 'resolved' });
  const attachments = [{ filename: 'a.png', content: PNG }];
  await send({ from: 'eve@example.org', to: visitorAddress, text: 'Send me the key', attachments });
  await until(() => last()?.kind === 'note');
  expect(last()).toMatchObject({
    ...{ by: 'system', kind: 'note' },
    text: "A mail from eve@example.org answered this conversation, but the address is not the visitor's. It was not taken for theirs.\n\nSend me the key\n\nFiles left out: 1",
  });
  expect(await store.conversations.get({ siteId: 's', conversationId: 'a' } as never)).toMatchObject({ status: 'resolved' });
  await send({ from: `${VISITOR}, eve@example.org`, to: visitorAddress, text: 'Two' });
  await until(() => rows().length === 6);
  expect(last()?.kind).toBe('note');
});

it('[E8] an operator who answers no more for the site, or from another address, is held', async () => {
  const { send, addOperator, addressOf, rows } = await createTalk();
  await addOperator('old', { other: 'agent' });
  await send({ from: 'old@shop.example', to: await addressOf('operator', 'old'), text: 'Hi' });
  await send({ from: 'ann@home.example', to: await addressOf('operator', 'ann'), text: 'Hi' });
  await until(() => rows().length === 5);
  for (const row of rows().slice(3)) expect(row).toMatchObject({ by: 'system', kind: 'note' });
});

it('[E9] machines are never answered nor taken for a person: auto-answers, lists, our own mails sent back, two Parleys', async () => {
  const { send, visitorAddress, pass, sink, rows, metrics, transport } = await createTalk();
  await pass(QUIET);
  const before = rows().length;
  const machine = (headers: Record<string, string>, more: Send = {}) =>
    send({ from: VISITOR, to: visitorAddress, text: 'I am away until Monday.', headers, ...more });
  await machine({ 'Auto-Submitted': 'auto-replied' });
  await machine({ 'Auto-Submitted': 'auto-generated (vacation)' });
  await machine({ Precedence: 'bulk' });
  await machine({ Precedence: 'list' });
  await machine({ 'X-Autoreply': 'yes' });
  await machine({ 'X-Loop': 'parley' });
  await machine({}, { subject: 'Automatic reply: Your chat with s' });
  await machine({}, { subject: 'Abwesenheitsnotiz: Your chat with s' });
  await machine({}, { from: 'no-reply@example.com' });
  await machine({}, { from: 'MAILER-DAEMON@example.com' });
  await machine({}, { messageId: `<${'a'.repeat(32)}@shop.example>` });
  await machine({}, { envelope: { from: '', to: visitorAddress } });
  // Another Parley whose visitor gave our reply address: its digest is what comes.
  const [digest] = sink.mails;
  await transport.sendMail({ envelope: { from: 'chat@other.example', to: visitorAddress }, raw: digest?.raw ?? '' });
  await pass(10 * QUIET);
  expect(rows()).toHaveLength(before);
  expect(sink.mails).toHaveLength(1);
  expect(await metricOf(metrics, 'inbound_mails_total', { result: 'ignored_auto_submitted' })).toBe(4);
  await machine({ 'Auto-Submitted': 'no' });
  await until(() => rows().length === before + 1);
});

it('[E9] a mail that could not be delivered is told to the operators, once a day for each reason', async () => {
  const { visitorAddress, rows, last, transport } = await createTalk();
  const bounce = (id: string, action: string, status: string) =>
    [
      `From: Mail Delivery System <mailer-daemon@example.com>\nMessage-ID: <${id}@example.com>\nAuto-Submitted: auto-replied`,
      'Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\nContent-Type: text/plain\n\nNo such user.',
      `--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.com\n\nAction: ${action}\nStatus: ${status}\n`,
      '--b\nContent-Type: message/rfc822\n\nSubject: x\n\nx\n--b--\n',
    ].join('\n');
  for (const [id, action, status] of [
    ['0', 'delayed', '4.4.1'],
    ['1', 'failed', '5.1.1'],
    ['2', 'failed', '5.1.1'],
    ['3', 'failed', '5.2.2'],
  ] as const)
    await transport.sendMail({ envelope: { from: '', to: visitorAddress }, raw: bounce(id, action, status) });
  await until(() => rows().length === 5);
  expect(
    rows()
      .slice(3)
      .map((row) => row.kind === 'note' && row.text),
  ).toEqual(['A mail to the visitor could not be delivered (5.1.1).', 'A mail to the visitor could not be delivered (5.2.2).']);
  expect(last()?.by).toBe('system');
});

it('[X10] files of a mail follow the rules of uploads; what is refused is named, pictures of signatures are left', async () => {
  const { send, visitorAddress, rows } = await createTalk();
  await send({
    ...{ from: VISITOR, to: visitorAddress, text: 'See both', html: '<p>See both</p><img src="cid:logo">' },
    attachments: [
      { filename: 'photo.png', content: PNG },
      { filename: 'run.exe', content: Buffer.from('MZ\0\0\u0001') },
      { filename: 'big.txt', content: 'x'.repeat(200_000) },
      { filename: 'logo.png', content: PNG, cid: 'logo', contentDisposition: 'inline' },
    ],
  });
  await until(() => rows().length === 5);
  expect(rows().slice(3)).toMatchObject([
    { by: 'visitor', kind: 'message', text: 'See both', files: [{ name: 'photo.png', type: 'image/png', size: PNG.length }] },
    { by: 'system', kind: 'note', text: expect.stringMatching(/^Left out of the mail of the visitor:\n- run\.exe: .+\n- big\.txt: .+$/) },
  ]);
});

it('[E6] only files, only a subject, and nothing at all', async () => {
  const { send, visitorAddress, rows } = await createTalk();
  await send({ from: VISITOR, to: visitorAddress, text: '', attachments: [{ filename: 'p.png', content: PNG }] });
  await send({ from: VISITOR, to: visitorAddress, text: ' ', subject: 'Yes please' });
  await send({ from: VISITOR, to: visitorAddress, text: '\n' });
  await until(() => rows().length === 6);
  expect(rows().slice(3)).toMatchObject([
    { kind: 'message', text: '', files: [{ name: 'p.png' }] },
    { kind: 'message', text: 'Yes please' },
    { kind: 'note', text: 'A mail of the visitor came with nothing in it.' },
  ]);
});

it('[E6] a text that is longer than a message is several, in order; the end of a book is named', async () => {
  const { send, visitorAddress, rows } = await createTalk();
  const line = (n: number) => `line ${n} ${'x'.repeat(90)}`;
  await send({ from: VISITOR, to: visitorAddress, text: Array.from({ length: 120 }, (_, n) => line(n)).join('\n') });
  await until(() => rows().length === 5);
  const text = rows()
    .slice(3)
    .map((row) => (row.kind === 'message' ? row.text : ''))
    .join('\n');
  expect(text.split('\n')).toHaveLength(120);
  await send({ from: VISITOR, to: visitorAddress, text: Array.from({ length: 1_000 }, (_, n) => line(n)).join('\n') });
  await until(() => rows().length === 11);
  expect(rows().at(-1)).toMatchObject({ kind: 'note', text: expect.stringContaining('the end of the text: the mail is too long') });
});

it('[E2] who answers by mail has read what was mailed: the next answers are mailed without waiting for a day', async () => {
  const { send, visitorAddress, pass, publish, sink, rows } = await createTalk();
  for (let n = 0; n < 5; n++) {
    await publish({ kind: 'operator', id: 'ann', name: 'Ann' }, { kind: 'message', text: `answer ${n}` });
    await pass(QUIET);
    const before = rows().length;
    await send({ from: VISITOR, to: visitorAddress, text: `question ${n}` });
    await until(() => rows().length > before);
    await pass(0);
  }
  expect(sink.mails.filter(({ rcpt: [to] }) => to === VISITOR)).toHaveLength(5);
});

it('[X4] no log holds an address or a text', async () => {
  const { send, visitorAddress, rows, lines } = await createTalk();
  await send({ from: VISITOR, to: visitorAddress, text: 'confidential words' });
  await send({ from: 'eve@example.org', to: visitorAddress, text: 'confidential words' });
  await until(() => rows().length === 5);
  expect(lines.length).toBeGreaterThan(0);
  for (const word of [VISITOR, 'eve@', 'confidential', visitorAddress.slice(0, 30)]) expect(JSON.stringify(lines)).not.toContain(word);
});
