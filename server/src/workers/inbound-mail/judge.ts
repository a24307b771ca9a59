/** What a mail is: somebody's words, a bounce, or a machine's answer, which is never answered (RFC 3834). Pure. */
import type { Letter } from './letter.ts';

/** Why a mail is nobody's words. */
export type Ignored =
  | 'auto_submitted'
  | 'precedence'
  | 'own_mail'
  | 'loop'
  | 'no_return_path'
  | 'machine_sender'
  | 'auto_subject'
  | 'delayed';

export type Judgement =
  | { readonly is: 'words' }
  | { readonly is: 'bounce'; readonly status: string }
  | { readonly is: 'ignored'; readonly why: Ignored };

export interface Envelope {
  readonly sender: string;
  /** Domains that our own mails are from. */
  readonly ownDomains: readonly string[];
}

/** As the email worker makes its Message-IDs. */
const OWN_ID = /^<[0-9a-f]{32}@([^<>@]+)>$/;
const MACHINES = /^(?:(?:no|do[-_.]?not)[-_.]?reply|mailer[-_.]?daemon|postmaster|bounces?|auto[-_.]?(?:reply|responder))(?:[-_.+].*)?@/;
const AUTO_HEADERS = ['x-autoreply', 'x-auto-reply', 'x-autorespond', 'x-autoresponder', 'x-mail-autoreply', 'auto-reply'];
/** Begins the subject of answers by machines that say so nowhere else. */
const AUTO_SUBJECT = new RegExp(
  String.raw`^\s*(?:${[
    'auto(?:matic)?[ -]?(?:reply|response)',
    'out of (?:the )?office',
    'abwesenheits(?:notiz|nachricht)',
    'automatische antwort',
    'réponse automatique',
    '(?:message )?d.absence',
    'respuesta automática',
    'fuera de la oficina',
    'risposta automatica',
    'automatisch antwoord',
    '自動応答',
    '不在通知',
    '自动回复',
  ].join('|')})\s*(?::|：|\bre:|$)`,
  'iu',
);

function whyIgnored(letter: Letter, { sender, ownDomains }: Envelope): Ignored | null {
  const { header, messageId, from, subject } = letter;
  const auto = header('auto-submitted');
  if (auto !== undefined && !/^no\b/i.test(auto)) return 'auto_submitted';
  if (AUTO_HEADERS.some((name) => header(name) !== undefined)) return 'auto_submitted';
  if (/\b(?:bulk|junk|list|auto_reply)\b/i.test(header('precedence') ?? '')) return 'precedence';
  if (ownDomains.includes(OWN_ID.exec(messageId)?.[1]?.toLowerCase() ?? '')) return 'own_mail';
  if (header('x-loop') !== undefined) return 'loop';
  if (sender === '') return 'no_return_path';
  if (from.some((address) => MACHINES.test(address))) return 'machine_sender';
  return AUTO_SUBJECT.test(subject) ? 'auto_subject' : null;
}

/** @returns what is to become of a mail, whoever has sent it */
export function judgeLetter(letter: Letter, envelope: Envelope): Judgement {
  const { report } = letter;
  if (report && report.action !== 'failed') return { is: 'ignored', why: 'delayed' };
  if (report) return { is: 'bounce', status: report.status };
  // Mail servers that send no report name whom they could not reach (exim).
  if (letter.header('x-failed-recipients') !== undefined) return { is: 'bounce', status: '' };
  const why = whyIgnored(letter, envelope);
  return why === null ? { is: 'words' } : { is: 'ignored', why };
}
