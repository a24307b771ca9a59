/** The only importer of postal-mime: what a mail says of itself. */
import PostalMime, { type Attachment, addressParser, type Email } from 'postal-mime';

export interface LetterFile {
  readonly name: string;
  /** As its sender says. */
  readonly type: string;
  readonly bytes: Buffer;
  /** Shown within the HTML by its content id. */
  readonly isInline: boolean;
}

/** What a mail server says of a mail that it had to deliver (RFC 3464). */
export interface DeliveryReport {
  /** `failed`, `delayed`, ... */
  readonly action: string;
  /** `5.1.1`; '' when it does not say. */
  readonly status: string;
}

export interface Letter {
  /** '' when it has none. */
  readonly messageId: string;
  /** Addresses in From, in lower case. */
  readonly from: readonly string[];
  readonly subject: string;
  /** First value of a header, by its name in lower case; undefined when it has none. */
  header(name: string): string | undefined;
  /** '' when it has none. */
  readonly text: string;
  readonly html: string;
  readonly files: readonly LetterFile[];
  readonly report: DeliveryReport | null;
}

/** No person writes a mail with more in each other. */
const LIMITS = { maxNestingDepth: 50, maxHeadersSize: 262_144, forceRfc822Attachments: true, attachmentEncoding: 'arraybuffer' } as const;
/** Says who signed; no file of anybody. */
const SIGNATURES = /^application\/(?:x-)?(?:pkcs7|pgp)-signature$/;
const REPORT = 'message/delivery-status';

/** All of them, of every From there is: who writes a second one wants to be taken for somebody. */
function addressesOf({ headers }: Email): string[] {
  const boxes = headers.filter(({ key }) => key === 'from').flatMap(({ value }) => addressParser(value, { flatten: true }));
  return boxes.flatMap(({ address }) => (address ? [address.trim().toLowerCase()] : []));
}

function bytesOf({ content }: Attachment): Buffer {
  if (typeof content === 'string') return Buffer.from(content);
  return content instanceof ArrayBuffer ? Buffer.from(content) : Buffer.from(content.buffer, content.byteOffset, content.byteLength);
}

function fileOf(file: Attachment): LetterFile {
  const { filename, mimeType, related = false, contentId, disposition } = file;
  const isInline = related || (disposition === 'inline' && contentId !== undefined);
  return { name: filename ?? '', type: mimeType, bytes: bytesOf(file), isInline };
}

/** The report of a bounce: a part of it, which some readers of mail take for text. */
function reportOf(type: string, { text = '', attachments }: Email): DeliveryReport | null {
  if (!/^multipart\/report\b/i.test(type) || !/delivery-status/i.test(type)) return null;
  const parts = attachments.filter(({ mimeType }) => mimeType === REPORT).map((part) => bytesOf(part).toString('utf8'));
  const said = [...parts, text].join('\n');
  const field = (name: string) => new RegExp(String.raw`^${name}:\s*([\w.]{1,20})`, 'im').exec(said)?.[1] ?? '';
  return { action: field('Action').toLowerCase(), status: field('Status') };
}

/** @throws when it is no mail at all: nested without end, or headers of megabytes */
export async function readLetter(raw: Buffer): Promise<Letter> {
  const email = await PostalMime.parse(raw, LIMITS);
  const header = (name: string) => email.headers.find(({ key }) => key === name)?.value.trim();
  const report = reportOf(header('content-type') ?? '', email);
  const files = email.attachments.filter(({ mimeType }) => !SIGNATURES.test(mimeType) && mimeType !== REPORT);
  return {
    messageId: email.messageId?.trim() ?? '',
    from: addressesOf(email),
    subject: email.subject ?? '',
    header,
    text: email.text ?? '',
    html: email.html ?? '',
    files: files.map(fileOf),
    report,
  };
}
