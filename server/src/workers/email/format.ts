/** The words of mails: what is decided becomes subject, text and HTML. Pure. */
import { DEFAULT_SETTINGS, type Entry, type Site } from '@parley/shared-types/model.ts';
import { nameOf, oneLine } from '../../lib/names.ts';
import { saidOf } from '../../lib/said.ts';
import type { MailAction } from './decide.ts';
import { type Page, renderHtml } from './html.ts';

export interface MailText {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

const MAX_SHOWN = 20;
const MAX_ANSWER = 2_000;
const MAX_NOTICE = 1_000;

/** The name of a site in a sentence. */
export function siteName({ name }: Pick<Site, 'name'>): string {
  return oneLine(name) || 'our site';
}

/** A text as it may stand in a mail: no control characters but line breaks and tabs, cut where it gets too long. */
function cut(text: string, max: number): string {
  const clean = text.replaceAll(/\r\n?/g, '\n').replaceAll(/[^\P{Cc}\n\t]/gu, '');
  return clean.length <= max ? clean : `${clean.slice(0, max).toWellFormed()} …`;
}

function saidBy(messages: readonly Entry[], name: (entry: Entry) => string): Page['messages'] {
  return messages.flatMap((entry) => (entry.body.kind === 'message' ? [{ name: name(entry), text: saidOf(entry.body) }] : []));
}

function toText({ intro, messages, button, foot }: Page): string {
  const said = messages.map(({ name, text }) => `${name}:\n${text}`);
  return [intro, ...said, `${button.label}: ${button.url}`, ...foot].join('\n\n').concat('\n');
}

function toMail(subject: string, page: Page): MailText {
  return { subject, text: toText(page), html: renderHtml(page) };
}

export interface Ways {
  /** Where the button leads. */
  readonly url: string;
  /** An answer to the mail arrives. */
  readonly mayReply: boolean;
}

const NOBODY_READS = 'Please do not answer this mail: nobody reads it yet.';

/** Answers for a visitor, with the link that continues the chat. Nothing in it was written by a visitor. */
export function formatDigest({ site, messages }: MailAction, { url, mayReply }: Ways): MailText {
  const shown = messages.slice(-MAX_SHOWN);
  const from = siteName(site);
  const author = shown.findLast((entry) => entry.author.kind === 'operator')?.author;
  const name = author ? nameOf(author) : 'Operator';
  const left = messages.length - shown.length;
  // Mailboxes keep in one thread what has one subject: who replied stands in the mail.
  return toMail(mayReply ? `Your chat with ${from}` : `${name} from ${from} replied`, {
    color: site.settings.color,
    intro: left > 0 ? `You have new messages from ${from}. ${left} more are in the chat.` : `You have new messages from ${from}.`,
    messages: saidBy(shown, (entry) => nameOf(entry.author)).map((one) => ({ ...one, text: cut(one.text, MAX_ANSWER) })),
    button: { label: 'Continue the chat', url },
    foot: [
      mayReply ? 'Reply to this mail to answer, or continue the chat.' : `${NOBODY_READS} Continue the chat instead.`,
      `The link opens your conversation for 14 days: do not pass it on. You get this mail because this address was left in the chat of ${from}.`,
    ],
  });
}

/** A mail that says that mails arrive. */
export function formatTest(url: string): MailText {
  return toMail('Mails of Parley arrive', {
    color: DEFAULT_SETTINGS.color,
    intro: 'This is a test: the mail server of Parley is set up.',
    messages: [],
    button: { label: 'Open the inbox', url: `${url}/inbox` },
    foot: [NOBODY_READS],
  });
}

/** Messages that wait, for an operator: at most 1,000 characters of them. */
export function formatNotice({ site, conversation, messages }: MailAction, { url, mayReply }: Ways): MailText {
  const said = oneLine(conversation.profile.name ?? '');
  const from = siteName(site);
  const name = said || nameOf(messages.at(-1)?.author ?? { kind: 'visitor', id: '' });
  const text = cut(
    saidBy(messages, () => name)
      .map((one) => one.text)
      .join('\n\n'),
    MAX_NOTICE,
  );
  return toMail(`${name} is waiting for an answer on ${from}`, {
    color: site.settings.color,
    intro: `${name} wrote on ${from}, and nobody has read it yet.`,
    messages: [{ name, text }],
    button: { label: 'Answer in the inbox', url },
    foot: [
      ...(mayReply ? ['Reply to this mail to answer the visitor. Begin with note: to leave a note that only operators see.'] : []),
      `You get this mail because you answer for ${from}.${mayReply ? '' : ` ${NOBODY_READS}`}`,
    ],
  });
}
