/** The only importer of smtp-server: takes mails to addresses of ours, one recipient each, and answers for them. */
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import type { InboundMailConfig } from '../../config.ts';
import { isCoded, ParleyError } from '../../lib/errors.ts';
import type { Logger } from '../../lib/logger.ts';
import type { ReplyFor } from '../../lib/reply-address.ts';

export interface IncomingMail {
  readonly reply: ReplyFor;
  /** The address that it came to. */
  readonly address: string;
  /** Sender of the envelope; '' for what no answer may be sent to. */
  readonly sender: string;
  readonly raw: Buffer;
}

export interface ReceiverDeps {
  readonly settings: InboundMailConfig;
  /** Several processes may receive on the same port: the one that goes and the one that comes. */
  readonly shared: boolean;
  readonly logger: Logger;
  /** Whose answers come to an address; null: not one of ours. */
  readonly find: (address: string) => Promise<ReplyFor | null>;
  /** Resolves when nothing of the mail can be lost any more. Throwing asks the sender to try again later. */
  readonly take: (mail: IncomingMail) => Promise<void>;
}

export interface Receiver {
  readonly port: number;
  /** Takes no new connection, finishes the mails in hand. May be called twice. */
  close(): Promise<void>;
}

/** Mails that are held in memory at once; who comes then is asked to try again. */
const MOST_IN_HAND = 8;
/** Somebody who tries addresses is cut off. */
const MOST_UNKNOWN = 5;
const SILENT_MS = 60_000;

const answer = (responseCode: number, words: string) => Object.assign(new Error(words), { responseCode });
const LATER = () => answer(451, 'Not now, please try again later');

async function readAll(stream: SMTPServerDataStream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  // What is above the limit is read, since the answer comes after it, and dropped.
  for await (const chunk of stream) if (!stream.sizeExceeded) chunks.push(chunk as Buffer);
  if (stream.sizeExceeded) throw answer(552, 'The mail is too large');
  return Buffer.concat(chunks);
}

/** Answers by a callback what a promise says; what we did not mean is `later`: the sender keeps the mail. */
function settle(work: Promise<unknown>, done: (error?: Error | null) => void, logger: Logger): void {
  work.then(
    () => done(),
    (error: Error & { readonly responseCode?: number }) => {
      if (error.responseCode === undefined) logger.warn({ err: error }, 'a mail could not be taken: its sender tries again');
      done(error.responseCode === undefined ? LATER() : error);
    },
  );
}

interface Begun {
  reply: ReplyFor | null;
  unknown: number;
}

function createHandlers({ settings, logger, find, take }: ReceiverDeps) {
  const begun = new WeakMap<SMTPServerSession, Begun>();
  const of = (session: SMTPServerSession) => {
    const known = begun.get(session) ?? { reply: null, unknown: 0 };
    begun.set(session, known);
    return known;
  };
  const limiter = new RateLimiterMemory({ points: settings.rate, duration: 60 });
  const inHand = new Set<Promise<void>>();
  const connect = async ({ remoteAddress }: SMTPServerSession) => {
    await limiter.consume(remoteAddress).catch(() => {
      throw answer(421, 'Too many connections from your address, please try again later');
    });
  };
  const recipient = async (address: string, session: SMTPServerSession) => {
    const known = of(session);
    if (session.envelope.rcptTo.length > 0) throw answer(452, 'One recipient for each mail, please');
    if (known.unknown >= MOST_UNKNOWN) throw answer(421, 'Too many unknown recipients');
    known.reply = await find(address);
    if (known.reply) return;
    known.unknown += 1;
    throw answer(550, 'No such address here');
  };
  const data = async (stream: SMTPServerDataStream, { envelope, ...session }: SMTPServerSession, reply: ReplyFor | null) => {
    const raw = await readAll(stream);
    const [to] = envelope.rcptTo;
    if (!reply || !to) throw answer(503, `No recipient (${session.id})`);
    await take({ reply, address: to.address, sender: envelope.mailFrom ? envelope.mailFrom.address : '', raw });
  };
  return {
    inHand,
    onConnect: (session: SMTPServerSession, done: (error?: Error | null) => void) => settle(connect(session), done, logger),
    onMailFrom: (_address: unknown, _session: SMTPServerSession, done: (error?: Error | null) => void) =>
      done(inHand.size < MOST_IN_HAND ? null : LATER()),
    onRcptTo: ({ address }: { address: string }, session: SMTPServerSession, done: (error?: Error | null) => void) =>
      settle(recipient(address, session), done, logger),
    onData(stream: SMTPServerDataStream, session: SMTPServerSession, done: (error?: Error | null) => void) {
      const work = data(stream, session, of(session).reply);
      inHand.add(work);
      const over = () => void inHand.delete(work);
      work.then(over, over);
      settle(work, done, logger);
    },
  };
}

/** @throws ParleyError `mail_certificate` */
function readCertificate(path: string | null) {
  if (path === null) return { disabledCommands: ['AUTH', 'STARTTLS'] };
  try {
    const pem = readFileSync(path, 'utf8');
    return { disabledCommands: ['AUTH'], key: pem, cert: pem };
  } catch (cause) {
    throw new ParleyError('mail_certificate', { detail: path, cause });
  }
}

async function listen(server: SMTPServer, { port, host }: InboundMailConfig, shared: boolean): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.server.once('error', reject);
  // The operating system shares connections out where it can: so a release takes over from another one without a gap.
  server.server.listen({ port, host, ...(shared && process.platform === 'linux' && { reusePort: true }) }, resolve);
  try {
    await promise;
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const coded = code === 'EADDRINUSE' ? 'port_in_use' : code === 'EACCES' ? 'port_forbidden' : null;
    throw coded ? new ParleyError(coded, { detail: `${host}:${port}`, cause }) : cause;
  }
  return (server.server.address() as AddressInfo).port;
}

/** Starts to receive. @throws ParleyError `port_in_use`, `port_forbidden`, `mail_certificate` */
export async function startReceiver(deps: ReceiverDeps): Promise<Receiver> {
  const { settings, logger, shared } = deps;
  const { inHand, ...handlers } = createHandlers(deps);
  const server = new SMTPServer({
    ...readCertificate(settings.certificate),
    ...handlers,
    ...{ authOptional: true, disableReverseLookup: true, logger: false, banner: 'Parley', name: settings.domain },
    ...{ size: settings.maxBytes, maxClients: settings.connections, socketTimeout: SILENT_MS, closeTimeout: 1_000 },
  });
  // Of connections, all the time: a sender that goes, or that does not speak SMTP.
  server.on('error', (error) => logger.debug({ err: error }, 'a connection to the mail receiver failed'));
  const port = await listen(server, settings, shared);
  let closing: Promise<void> | null = null;
  const close = async () => {
    const stopped = new Promise<void>((resolve) => server.close(() => resolve()));
    await Promise.allSettled(inHand);
    await stopped;
  };
  return {
    port,
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}

/** Whether the sender of a mail has to try again: everything but what will never be otherwise. */
export function isPassing(error: unknown): boolean {
  return !isCoded(error) || error.retryable;
}
