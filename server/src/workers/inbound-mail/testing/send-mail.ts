/** A mail program of somebody: hands a mail to the receiver by SMTP. */
import nodemailer from 'nodemailer';

export interface SentMail {
  readonly from: string;
  readonly to: string;
  readonly subject?: string;
  readonly text: string;
  readonly messageId?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** @throws an error with `responseCode` when it is refused */
export async function sendMail(port: number, mail: SentMail): Promise<void> {
  const { headers, ...rest } = mail;
  await nodemailer.createTransport({ host: '127.0.0.1', port, secure: false, ignoreTLS: true }).sendMail({
    ...{ subject: 'Re: Your chat', ...rest },
    ...(headers && { headers }),
  });
}
