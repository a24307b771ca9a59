/** The only importer of nodemailer: sends a mail to one address, tells our codes from those of the mail server. */
import MailComposer from 'nodemailer/lib/mail-composer';
import { parseConnectionUrl } from 'nodemailer/lib/shared';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { ParleyError } from '../../lib/errors.ts';
import { oneLine } from '../../lib/names.ts';

export interface Mail {
  /** One address; a list, a name or a line break in it is refused. */
  readonly to: string;
  /** Shown as the sender when MAIL_FROM has no name of its own. */
  readonly fromName: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** The same for each attempt, and for no other mail. */
  readonly id: string;
  /** Mails of the same thread stand together in the mailbox. */
  readonly thread: string;
  /** Where an answer goes; null: to the sender, whom nobody reads. */
  readonly replyTo: string | null;
}

export interface MailClient {
  /** @throws ParleyError `mail_*`; with `retryAfterMs` when it is sure that nothing was sent */
  send(mail: Mail): Promise<void>;
}

export interface MailSettings {
  readonly smtpUrl: string;
  readonly from: string;
  /** Whether what cannot be delivered comes back to `replyTo`. */
  readonly bounces: boolean;
}

const TIMEOUTS = { dnsTimeout: 10_000, connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 60_000 };
const RETRY_MS = 1_000;
const ADDRESS = /^[^\s<>()[\]\\,;:"@]{1,64}@[^\s<>()[\]\\,;:"@]{1,189}$/;

/** What nodemailer tells of a failure. Its words are left behind: they may hold the address. */
interface SmtpFailure {
  readonly code?: string;
  readonly originalCode?: string;
  readonly command?: string;
  readonly responseCode?: number;
  readonly response?: string;
}

function detailOf({ code, originalCode, command = 'CONN', responseCode, response = '' }: SmtpFailure): string {
  const step = command.startsWith('AUTH') ? 'AUTH' : command;
  if (!responseCode) return `${step}: ${originalCode ?? code ?? 'unknown'}`;
  const enhanced = /^\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})\b/.exec(response)?.[1];
  return [`${step}: SMTP ${responseCode}`, enhanced].filter((word) => word !== undefined).join(' ');
}

/**
 * Tells what a failure means to us.
 * @param handedOver whether the server may have had the mail: then only an answer with a code says that it did not take it
 */
function codedMailError(error: unknown, handedOver: boolean): ParleyError {
  const failure = (typeof error === 'object' && error !== null ? error : {}) as SmtpFailure;
  const { code = '', command = '', responseCode = 0 } = failure;
  const detail = detailOf(failure);
  const isPassing = responseCode >= 400 && responseCode < 500;
  if (!isPassing && (code === 'EAUTH' || responseCode === 530 || responseCode === 535)) return new ParleyError('mail_auth', { detail });
  const isOfMail = handedOver && (responseCode >= 500 || ['EENVELOPE', 'EMESSAGE'].includes(code));
  if (isOfMail && !isPassing && command !== 'CONN') return new ParleyError('mail_refused', { detail });
  const nothingSent = !handedOver || responseCode > 0;
  return new ParleyError('mail_unavailable', nothingSent ? { detail, retryAfterMs: RETRY_MS } : { detail });
}

type Server = ReturnType<typeof parseConnectionUrl>;

/** What SMTP_URL says. A password goes over TLS only, except to this machine or when the URL says `?requireTLS=false`. */
export function readServer(smtpUrl: string): Server {
  const server = parseConnectionUrl(smtpUrl);
  const isHere = /^(localhost|127\..*|\[?::1\]?)$/.test(server.host ?? '');
  return { ...(server.auth && !isHere && { requireTLS: true }), ...server };
}

/** Hands a mail over in a connection of its own: a pool would send again by itself, and nobody could tell what was sent. */
async function handOver(server: Server, envelope: { from: string; to: string[] }, message: Buffer): Promise<void> {
  const connection = new SMTPConnection({ ...server, ...TIMEOUTS });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let handedOver = false;
  const settle = (then: () => void) => (error?: Error | null) => (error ? reject(error) : then());
  const send = () => {
    handedOver = true;
    connection.send(envelope, message, settle(resolve));
  };
  const logIn = () => {
    const { auth } = server;
    if (auth && connection.allowsAuth) connection.login(auth, settle(send));
    else send();
  };
  connection.on('error', reject);
  connection.once('end', () => reject(new Error('connection closed')));
  connection.connect(settle(logIn));
  try {
    await promise;
    connection.quit();
  } catch (error) {
    connection.close();
    throw codedMailError(error, handedOver);
  }
}

/** MAIL_FROM taken apart. */
function readSender(from: string): { readonly name: string; readonly address: string } {
  const [, name = '', address = from] = /^([^<>]*)<([^<>]+)>$/.exec(from) ?? [];
  return { name: oneLine(name.replaceAll('"', '')), address };
}

/** A client for the mail server of SMTP_URL; it connects for each mail. */
export function createMailClient({ smtpUrl, from, bounces }: MailSettings): MailClient {
  const server = readServer(smtpUrl);
  const sender = readSender(from);
  const idOf = (word: string) => `<${word}@${sender.address.split('@')[1]}>`;
  return {
    async send({ to, fromName, subject, text, html, id, thread, replyTo }) {
      if (!ADDRESS.test(to)) throw new ParleyError('mail_refused', { detail: 'not an address that can be mailed' });
      const composer = new MailComposer({
        ...{ from: { name: sender.name || oneLine(fromName), address: sender.address }, to: { name: '', address: to } },
        ...{ subject, text, html, messageId: idOf(id), inReplyTo: idOf(thread), references: idOf(thread) },
        ...(replyTo !== null && { replyTo }),
        // Says to every machine, another Parley too, that this is not to be answered by one (RFC 3834).
        headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All', 'X-Loop': 'parley' },
        ...{ disableFileAccess: true, disableUrlAccess: true },
      });
      const envelope = { from: (bounces && replyTo) || sender.address, to: [to] };
      await handOver(server, envelope, await composer.compile().build());
    },
  };
}
