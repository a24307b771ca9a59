/** A real SMTP server that keeps what it is given, and does to each mail what a test wants. */
import type { AddressInfo } from 'node:net';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';

export interface SunkMail extends Email {
  readonly rcpt: readonly string[];
  /** The mail as it came over the wire. */
  readonly raw: string;
}

/** What happens to a mail: taken; refused with a code at MAIL (asked for the sender), RCPT or DATA; taken and the connection cut before the answer; taken without one. */
export type SmtpFate = 'take' | 'cut' | 'hold' | { readonly at: 'mail' | 'rcpt' | 'data'; readonly code: number; readonly says?: string };

export interface SmtpSink {
  readonly url: string;
  readonly mails: SunkMail[];
  /** Senders of their envelopes. */
  readonly froms: string[];
  /** How many mails were begun: one for each MAIL FROM. */
  begun: number;
  /** Asked for each address. */
  decideFate: (rcpt: string) => SmtpFate;
  close(): Promise<void>;
}

const refusal = ({ code, says = 'no' }: Exclude<SmtpFate, string>) => Object.assign(new Error(says), { responseCode: code });

/** @param login user and password that the sink wants; null: none */
export async function startSmtpSink(login: { readonly user: string; readonly pass: string } | null = null): Promise<SmtpSink> {
  const fateOf = (rcpt: string) => sink.decideFate(rcpt);
  const server = new SMTPServer({
    ...{ disabledCommands: ['STARTTLS'], authOptional: login === null, allowInsecureAuth: true, logger: false, closeTimeout: 100 },
    onAuth({ username, password }, _session, done) {
      if (username === login?.user && password === login?.pass) return done(null, { user: username });
      done(Object.assign(new Error('wrong'), { responseCode: 535 }));
    },
    onMailFrom({ address }, _session, done) {
      sink.begun += 1;
      const fate = fateOf(address);
      done(typeof fate === 'object' && fate.at === 'mail' ? refusal(fate) : null);
    },
    onRcptTo({ address }, _session, done) {
      const fate = fateOf(address);
      done(typeof fate === 'object' && fate.at === 'rcpt' ? refusal(fate) : null);
    },
    onData(stream, session, done) {
      const rcpt = session.envelope.rcptTo.map(({ address }) => address);
      const take = async () => {
        const chunks: Buffer[] = [];
        for await (const chunk of stream) chunks.push(chunk as Buffer);
        const fate = fateOf(rcpt[0] ?? '');
        if (typeof fate === 'object') return done(refusal(fate));
        const raw = Buffer.concat(chunks);
        sink.froms.push(session.envelope.mailFrom ? session.envelope.mailFrom.address : '');
        sink.mails.push({ ...(await PostalMime.parse(raw)), rcpt, raw: raw.toString() });
        if (fate === 'take') return done();
        if (fate === 'hold') return;
        for (const { _socket: socket } of server.connections as unknown as Set<{ _socket: { destroy(): void } }>) socket.destroy();
      };
      // A sender that was killed half way has left no mail, and nobody to answer.
      take().catch(() => {});
    },
  });
  server.on('error', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  const words = login ? `${encodeURIComponent(login.user)}:${encodeURIComponent(login.pass)}@` : '';
  const sink: SmtpSink = {
    url: `smtp://${words}127.0.0.1:${port}`,
    mails: [],
    froms: [],
    begun: 0,
    decideFate: () => 'take',
    close: () => new Promise((resolve) => server.close(resolve)),
  };
  return sink;
}
