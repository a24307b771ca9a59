import type { Author, EntryBody, Operator } from '@parley/shared-types/model.ts';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Clock } from '../../lib/clock.ts';
import { createLinks } from '../../lib/links.ts';
import { createReplyAddresses } from '../../lib/reply-address.ts';
import type { NewEntry } from '../../store/store.ts';
import { sendJob } from '../../worker/index.ts';
import { createWorkerDeps, metricOf } from '../../worker/testing/worker-deps.ts';
import { startEmail } from './index.ts';
import { type SmtpSink, startSmtpSink } from './testing/smtp-sink.ts';

const QUIET = 120_000;
const LATE = 180_000;
const URL_OF = 'http://chat.example';
const EMAIL = 'visitor@example.com';
const SECRET = 'secret';

let sink: SmtpSink;
const closing: (() => Promise<void>)[] = [];

beforeEach(async () => {
  sink = await startSmtpSink();
});
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
  await sink.close();
});

/** Waits, in the machine's own time, for what I/O brings; fails by the test's own timeout. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
}

const VISITOR: Author = { kind: 'visitor', id: 'v', name: 'Max' };
const ANN: Author = { kind: 'operator', id: 'o1', name: 'Ann' };
const profile: EntryBody = { kind: 'profile', email: EMAIL };

function createWorld() {
  const { bus, store, clock, logger, metrics, lines } = createWorkerDeps(['email']);
  const heads = new Map<string, number>();
  const start = async ({ smtpUrl = sink.url, clock: own = clock as Clock, replyDomain = null as string | null, bounces = false } = {}) => {
    const mail = { smtpUrl, from: 'chat@shop.example', visitorAfterMs: QUIET, operatorAfterMs: LATE, replyDomain, bounces };
    const worker = await startEmail({ bus, store, clock: own, logger, metrics, settings: mail, url: URL_OF, secret: SECRET });
    closing.push(worker.close);
    return worker;
  };
  const say = async (author: Author, said: string | EntryBody, conversation = 'c') => {
    const seq = (heads.get(conversation) ?? 0) + 1;
    heads.set(conversation, seq);
    const body = typeof said === 'string' ? ({ kind: 'message', text: said } as const) : said;
    const key = { siteId: 's', conversationId: conversation };
    const entry = {
      ...{ ...key, id: `${conversation}${seq}`, seq, clientMsgId: `${conversation}-${seq}`.padEnd(16, 'x'), author, body, hash: 'h' },
      ...{ audience: body.kind === 'note' ? 'operators' : 'all', acceptedAt: clock.now(), storedAt: clock.now() },
    } as unknown as NewEntry;
    await store.log.insert([entry]);
    const { siteId, conversationId } = entry;
    const known = body.kind === 'profile' && body.email ? { profile: { email: { value: body.email, seq } } } : {};
    await store.conversations.project([{ siteId, conversationId, headSeq: seq, visitorId: 'v' as never, ...known }]);
    bus.inject('events.email', { type: 'message.stored', v: 1, id: 'e', at: 1, ...key, epoch: '1.1', seq, entries: [entry] });
    await clock.advance(0);
  };
  const read = (side: 'visitor' | 'operators', seq: number, conversation = 'c') =>
    store.conversations.raise([
      { siteId: 's' as never, conversationId: conversation as never, side, register: { delivered: seq, read: seq } },
    ]);
  const rows = (target: string) => store.rows().filter((row) => row.worker === 'email' && row.target === target);
  const row = (target = 'visitor', conversation = 'c') => rows(target).find((one) => (one.conversationId as string) === conversation);
  /** Lets time pass and everything due in it happen. */
  const pass = async (ms: number) => {
    await clock.advance(ms);
    await until(() => store.rows().every(({ lease }) => lease === null));
  };
  const addOperator = (id: string, more: Partial<Operator> = {}) => {
    const operator = { id, email: `${id}@shop.example`, name: id, roles: { s: 'agent' }, ...more };
    return store.people.addOperator(operator as unknown as Operator, null);
  };
  return { bus, store, clock, metrics, lines, start, say, read, rows, row, pass, addOperator };
}

it('[E1] answers left unread are one mail once it was quiet; the next ones are another mail of the same thread', async () => {
  const { start, say, row, pass, clock } = createWorld();
  await start();
  await say(VISITOR, 'a question of mine');
  await say(VISITOR, profile);
  await say(ANN, 'Hello Max');
  await pass(60_000);
  await say(ANN, 'It is the blue one');
  await pass(QUIET - 1_000);
  expect(sink.mails).toHaveLength(0);
  await pass(1_000);
  await say(ANN, 'And in stock');
  await pass(QUIET);
  const [first, second, ...more] = sink.mails;
  expect(more).toEqual([]);
  expect(first).toMatchObject({
    ...{ subject: 'Ann from s replied', rcpt: [EMAIL], from: { name: 's', address: 'chat@shop.example' }, to: [{ address: EMAIL }] },
    ...{ text: expect.stringContaining('Ann:\nHello Max\n\nAnn:\nIt is the blue one'), attachments: [] },
  });
  expect(first?.raw).not.toContain('a question of mine');
  expect(second?.text).not.toContain('blue one');
  const header = (name: string) => sink.mails.map(({ headers }) => headers.find(({ key }) => key === name)?.value);
  expect(header('auto-submitted')).toEqual(['auto-generated', 'auto-generated']);
  expect(header('x-auto-response-suppress')).toEqual(['All', 'All']);
  expect(second?.messageId).not.toBe(first?.messageId);
  expect(second?.references).toBe(first?.references);
  const token = /http:\/\/chat\.example\/c\/(\S+)/.exec(first?.text ?? '')?.[1] ?? '';
  expect(createLinks(SECRET).read(token, clock.now())).toMatchObject({ siteId: 's', conversationId: 'c', visitorId: 'v' });
  expect(row()).toMatchObject({ doneSeq: 5, actedSeq: 5, lastError: null, failedSeq: null });
});

it('[E5] with a reply domain each mail has the address that its answer comes back to, the same for the same person', async () => {
  const { start, say, pass, store, addOperator } = createWorld();
  await addOperator('a');
  await start({ replyDomain: 'reply.shop.example', bounces: true });
  await say(VISITOR, 'Hi');
  await say(VISITOR, profile);
  await pass(LATE);
  for (const text of ['one', 'two']) {
    await say(ANN, text);
    await pass(QUIET);
  }
  const [notice, ...digests] = sink.mails;
  const addresses = createReplyAddresses({ secret: SECRET, domain: 'reply.shop.example', kept: store.meta });
  const toOf = (mail?: { replyTo?: readonly { address?: string | undefined }[] | undefined }) => mail?.replyTo?.[0]?.address ?? '';
  expect(await addresses.read(toOf(notice))).toEqual({ siteId: 's', conversationId: 'c', side: 'operator', id: 'a' });
  expect(await addresses.read(toOf(digests[0]))).toEqual({ siteId: 's', conversationId: 'c', side: 'visitor', id: 'v' });
  expect(digests.map(toOf)).toEqual([toOf(digests[0]), toOf(digests[0])]);
  expect(digests.map(({ subject }) => subject)).toEqual(['Your chat with s', 'Your chat with s']);
  expect(sink.froms).toEqual(sink.mails.map(toOf));
  expect(notice?.headers.find(({ key }) => key === 'auto-submitted')?.value).toBe('auto-generated');
});

it('[E1] what the visitor reads in time is not mailed', async () => {
  const { start, say, read, row, pass } = createWorld();
  await start();
  await say(VISITOR, profile);
  await say(ANN, 'Hello');
  await pass(QUIET - 1_000);
  await read('visitor', 2);
  await pass(QUIET);
  expect(sink.mails).toHaveLength(0);
  expect(row()).toMatchObject({ doneSeq: 2, actedSeq: 0, lastError: null });
});

it('[E1] without an address the delivery status says so; left later, it brings what is unread', async () => {
  const { start, say, row, pass } = createWorld();
  await start();
  await say(VISITOR, 'Hi');
  await say(ANN, 'Hello');
  await pass(QUIET);
  expect(row()).toMatchObject({ doneSeq: 2, actedSeq: 0, lastError: 'mail_no_address', failedSeq: null });
  await say(VISITOR, profile);
  await pass(QUIET);
  expect(sink.mails.map(({ text }) => text?.includes('Hello'))).toEqual([true]);
  expect(row()).toMatchObject({ doneSeq: 3, actedSeq: 3, lastError: null });
});

it('[E2] a fourth mail of a day waits for the next day, or for the visitor to read', async () => {
  const { start, say, read, row, pass, clock } = createWorld();
  const worker = await start();
  await say(VISITOR, profile);
  for (let n = 1; n <= 5; n++) {
    await say(ANN, `answer ${n}`);
    await pass(QUIET);
  }
  expect(sink.mails).toHaveLength(3);
  await worker.close();
  await clock.advance(86_400_000 - 4 * QUIET - 1_000);
  await start();
  await pass(0);
  expect(sink.mails).toHaveLength(3);
  await pass(1_000);
  expect(sink.mails[3]?.text).toContain('answer 4\n\nAnn:\nanswer 5');
  await read('visitor', 5);
  await say(ANN, 'answer 6');
  await pass(QUIET);
  expect(sink.mails).toHaveLength(5);
  expect(row()).toMatchObject({ doneSeq: 7, actedSeq: 7 });
});

it('[E2] the day counts for an address, whatever its case and however many conversations left it', async () => {
  const { start, say, store, pass } = createWorld();
  await start();
  for (let n = 1; n <= 5; n++) {
    await say(VISITOR, { kind: 'profile', email: n % 2 ? EMAIL : EMAIL.toUpperCase() }, `c${n}`);
    await say(ANN, 'Hello', `c${n}`);
    await pass(QUIET);
  }
  expect(sink.mails).toHaveLength(3);
  await say(VISITOR, { kind: 'profile', email: 'other@example.com' }, 'd');
  await say(ANN, 'Hello', 'd');
  await pass(QUIET);
  expect(sink.mails).toHaveLength(4);
  expect(JSON.stringify(store.rows()).toLowerCase()).not.toContain('example.com');
});

it('[E3] operators are told one at a time, and nobody any more once one has read', async () => {
  const { start, say, read, row, pass, addOperator } = createWorld();
  for (const id of ['a', 'b', 'c']) await addOperator(id);
  await start();
  await say(VISITOR, 'Is <b>anybody</b> there?');
  await pass(LATE - 1_000);
  expect(sink.mails).toHaveLength(0);
  await pass(1_000);
  expect(sink.mails).toHaveLength(1);
  await say(VISITOR, 'Hello?');
  await pass(LATE);
  expect(sink.mails).toHaveLength(2);
  await read('operators', 2);
  await pass(3 * LATE);
  expect(new Set(sink.mails.map(({ rcpt: [to] }) => to)).size).toBe(2);
  const [first] = sink.mails;
  expect(first?.html).toContain('Is &lt;b&gt;anybody&lt;/b&gt; there?');
  expect(first?.text).toContain('http://chat.example/inbox/c/s/c');
  expect(row('operator.3')).toMatchObject({ doneSeq: 2, actedSeq: 0 });
});

it('[E3] who wants no such mails is passed over, and the next one is told in their place', async () => {
  const { start, say, pass, addOperator } = createWorld();
  for (const id of ['a', 'b', 'c']) await addOperator(id, { notices: { mail: id === 'b' } });
  await start();
  await say(VISITOR, 'Is anybody there?');
  await pass(LATE);
  await pass(3 * LATE);
  expect(sink.mails.map(({ rcpt: [to] }) => to)).toEqual(['b@shop.example']);
});

it('[E3] after hours without a worker the operators are still told one at a time', async () => {
  const { start, say, pass, clock, addOperator } = createWorld();
  for (const id of ['a', 'b']) await addOperator(id);
  const worker = await start();
  await say(VISITOR, 'Hi');
  await worker.close();
  await clock.advance(3_600_000);
  await start();
  await pass(LATE - 1);
  expect(sink.mails).toHaveLength(1);
  await pass(2_000);
  expect(sink.mails).toHaveLength(2);
});

it('[E4] a passing refusal is tried later, with what was said meanwhile, and not at all when it was read', async () => {
  const { start, say, read, row, pass } = createWorld();
  sink.decideFate = () => ({ at: 'rcpt', code: 451, says: '4.7.1 greylisted' });
  await start();
  await say(VISITOR, profile);
  await say(ANN, 'one');
  await pass(QUIET);
  expect(row()).toMatchObject({ doneSeq: 0, inFlight: null, lastError: 'mail_unavailable: RCPT TO: SMTP 451 4.7.1' });
  await say(ANN, 'two');
  sink.decideFate = () => 'take';
  await pass(QUIET);
  expect(sink.mails.map(({ text }) => text?.includes('one\n\nAnn:\ntwo'))).toEqual([true]);
  sink.decideFate = () => ({ at: 'data', code: 452 });
  await say(ANN, 'three');
  await pass(QUIET);
  await read('visitor', 4);
  sink.decideFate = () => 'take';
  await pass(QUIET);
  expect(sink.mails).toHaveLength(1);
  expect(row()).toMatchObject({ doneSeq: 4, actedSeq: 3, lastError: null });
});

it('[E4] a refusal for good is recorded; the next mail brings what it left out', async () => {
  const { start, say, row, pass } = createWorld();
  sink.decideFate = () => ({ at: 'rcpt', code: 550, says: `5.1.1 <${EMAIL}> unknown` });
  await start();
  await say(VISITOR, profile);
  await say(ANN, 'one');
  await pass(QUIET);
  expect(row()).toMatchObject({ doneSeq: 2, actedSeq: 0, failedSeq: 2, lastError: 'mail_refused: RCPT TO: SMTP 550 5.1.1' });
  sink.decideFate = () => 'take';
  await say(ANN, 'two');
  await pass(QUIET);
  expect(sink.mails[0]?.text).toContain('one\n\nAnn:\ntwo');
  expect(row()).toMatchObject({ doneSeq: 3, actedSeq: 3, failedSeq: null, lastError: null });
});

it('[E4] a wrong password is recorded with a code, and can be tried again', async () => {
  const { start, say, row, pass, store, clock } = createWorld();
  const strict = await startSmtpSink({ user: 'chat', pass: 'p@ss' });
  closing.push(strict.close);
  const worker = await start({ smtpUrl: strict.url.replace('p%40ss', 'wrong') });
  await say(VISITOR, profile);
  await say(ANN, 'one');
  await pass(QUIET);
  expect(row()).toMatchObject({ lastError: 'mail_auth: AUTH: SMTP 535', failedSeq: 2 });
  await worker.close();
  await start({ smtpUrl: strict.url });
  const failed = row();
  if (failed) await store.effects.redo(failed, clock.now());
  await pass(60_000);
  expect(strict.mails).toHaveLength(1);
  expect(row()).toMatchObject({ failedSeq: null, lastError: null, actedSeq: 2 });
});

it('[E4] killed between the 250 of the mail server and the record: one more mail at most, with the same Message-ID', async () => {
  const { start, say, row, pass, store, clock, metrics } = createWorld();
  let killed = false;
  store.before = async (operation) => {
    if (operation !== 'effects.update' || killed || sink.mails.length === 0) return;
    killed = true;
    await new Promise(() => {});
  };
  // The first copy is stopped like a process: no timer of its goes on.
  await start({ clock: { ...clock, after: (ms, call) => clock.after(ms, () => void (killed || call())) } });
  closing.length = 0;
  await say(VISITOR, profile);
  await say(ANN, 'one');
  await say(ANN, 'two');
  await clock.advance(QUIET);
  await until(() => killed);
  await start();
  await pass(60_000);
  expect(killed).toBe(true);
  expect(sink.mails).toHaveLength(2);
  expect(new Set(sink.mails.map(({ messageId }) => messageId)).size).toBe(1);
  expect(row()).toMatchObject({ doneSeq: 3, actedSeq: 3, inFlight: null });
  expect(await metricOf(metrics, 'effects_total', { worker: 'email', result: 'repeated_blindly' })).toBe(1);
});

it('[E4] a server that breaks off each time gets the mail twice and no more', async () => {
  const { start, say, row, pass } = createWorld();
  sink.decideFate = () => 'cut';
  await start();
  await say(VISITOR, profile);
  await say(ANN, 'one');
  await pass(QUIET);
  await pass(600_000);
  expect(sink.mails).toHaveLength(2);
  expect(new Set(sink.mails.map(({ messageId }) => messageId)).size).toBe(1);
  expect(row()).toMatchObject({ doneSeq: 2, failedSeq: 2, lastError: expect.stringMatching(/^mail_unsure: /) });
});

it('[X4] while the server is away it is tried again, and no log holds an address or a text', async () => {
  const { start, say, row, pass, lines } = createWorld();
  const { url } = sink;
  await sink.close();
  await start({ smtpUrl: url });
  await say(VISITOR, profile);
  await say(ANN, 'confidential words');
  await pass(QUIET);
  await pass(QUIET);
  expect(row()).toMatchObject({ doneSeq: 0, inFlight: null, lastError: 'mail_unavailable: CONN: ECONNREFUSED' });
  expect(row()?.attempt).toBeGreaterThan(1);
  expect(lines.length).toBeGreaterThan(0);
  for (const word of [EMAIL, 'confidential']) expect(JSON.stringify(lines)).not.toContain(word);
});

it('[K7] two copies share the mails; each is sent once', async () => {
  const { start, say, rows, pass } = createWorld();
  const conversations = Array.from({ length: 12 }, (_, n) => `c${n}`);
  await start();
  await start();
  for (const conversation of conversations) {
    await say(VISITOR, profile, conversation);
    await say(ANN, `answer in ${conversation}.`, conversation);
  }
  await pass(QUIET);
  await until(() => rows('visitor').every(({ doneSeq }) => doneSeq === 2));
  const answers = sink.mails.map(({ text }) => /answer in (c\d+)\./.exec(text ?? '')?.[1]);
  expect(answers.sort()).toEqual([...conversations].sort());
});

it('[E4] the job email:send_test sends one mail; refused for good it is a dead letter with the code', async () => {
  const { bus, start } = createWorld();
  await start();
  await sendJob(bus, 'email:send_test', { to: 'owner@shop.example' });
  await until(() => sink.mails.length === 1);
  expect(sink.mails[0]).toMatchObject({ rcpt: ['owner@shop.example'], subject: 'Mails of Parley arrive' });
  sink.decideFate = () => ({ at: 'rcpt', code: 550 });
  await sendJob(bus, 'email:send_test', { to: 'owner@shop.example' });
  await until(() => bus.dead.length === 1);
  expect(bus.dead[0]?.reason).toBe('mail_refused: RCPT TO: SMTP 550');
  await expect(sendJob(bus, 'email:send_test', { to: 'not an address' })).rejects.toMatchObject({ code: 'job_invalid' });
});

it('[E2] an address that is a list, or holds a line break, is not mailed', async () => {
  const { start, say, row, pass } = createWorld();
  await start();
  for (const [n, email] of ['a@b.example, c@d.example', 'a@b.example\r\nBcc: c@d.example', 'x <a@b.example>'].entries()) {
    await say(VISITOR, { kind: 'profile', email }, `c${n}`);
    await say(ANN, 'one', `c${n}`);
    await pass(QUIET);
    expect(row('visitor', `c${n}`)).toMatchObject({ failedSeq: 2, lastError: expect.stringMatching(/^mail_refused: /) });
  }
  expect(sink.begun).toBe(0);
});
