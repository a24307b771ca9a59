/** What a mail becomes in its conversation. Pure. */
import type { ConversationRow, EntryBody, FileRef, Operator } from '@parley/shared-types/model.ts';
import { MAX_TEXT } from '@parley/shared-types/protocol.ts';
import { MOST_HTML, textOfHtml } from '../../lib/mail-text/html-text.ts';
import { wordsOf } from '../../lib/mail-text/reply-text.ts';
import { readNoteMark } from '../../lib/note-mark.ts';
import type { ReplyFor } from '../../lib/reply-address.ts';
import type { Letter, LetterFile } from './letter.ts';

/** Messages that a mail may become: a book is told to be longer. */
const MOST_PARTS = 5;
/** Pictures of signatures are smaller, pictures that somebody shows are larger. */
const SMALL_PICTURE = 50_000;
const MOST_IN_NOTE = 6_000;

/** Why a file was not taken. */
export interface LeftOut {
  readonly name: string;
  readonly why: string;
}

/** Who is meant to have written a mail, as it is now. */
export type Person =
  | { readonly side: 'visitor'; readonly email: string | undefined }
  | { readonly side: 'operator'; readonly operator: Operator | null };

/** Whether the sender of a mail is who the address is of. */
export function isFromPerson({ from }: Letter, person: Person, { siteId }: ReplyFor): boolean {
  const [address, ...others] = from;
  const operator = person.side === 'operator' ? person.operator : null;
  if (operator && !Object.hasOwn(operator.roles, siteId)) return false;
  const own = person.side === 'visitor' ? person.email : operator?.email;
  return own !== undefined && others.length === 0 && address === own.toLowerCase();
}

/** What was written: plain text where there is some, else what the HTML shows; '' when there is nothing. */
export function textOf({ text, html }: Letter): string {
  const said = text.trim() !== '' ? text : textOfHtml(html);
  // A page that our reader finds nothing in is shown as it came.
  return wordsOf(said.trim() === '' ? html.slice(0, MOST_HTML).replaceAll(/<[^<>]*>/g, ' ') : said);
}

/** The files that somebody sent: not the small pictures that stand in signatures. */
export function filesOf({ files }: Letter): readonly LetterFile[] {
  return files.filter(
    ({ isInline, type, bytes }) => bytes.length > 0 && !(isInline && type.startsWith('image/') && bytes.length < SMALL_PICTURE),
  );
}

/** Cuts a text at line breaks or spaces, none longer than a message may be. */
function partsOf(text: string): string[] {
  const parts: string[] = [];
  let left = text;
  while (left.length > MAX_TEXT) {
    const head = left.slice(0, MAX_TEXT);
    const places = [head.lastIndexOf('\n'), head.lastIndexOf(' '), head.isWellFormed() ? MAX_TEXT : MAX_TEXT - 1];
    const cut = places.find((at) => at > MAX_TEXT / 2) ?? MAX_TEXT - 1;
    parts.push(left.slice(0, cut).trimEnd());
    left = left.slice(cut).trimStart();
  }
  return left === '' ? parts : [...parts, left];
}

function cut(text: string): string {
  return text.length <= MOST_IN_NOTE ? text : `${text.slice(0, MOST_IN_NOTE).toWellFormed()} …\n(The mail is longer.)`;
}

export interface Taken {
  readonly files: readonly FileRef[];
  readonly leftOut: readonly LeftOut[];
}

const whose = ({ side }: Pick<ReplyFor, 'side'>) => (side === 'visitor' ? 'the visitor' : 'an operator');

function leftOutNote(leftOut: readonly LeftOut[], side: ReplyFor['side']): string[] {
  const names = leftOut.map(({ name, why }) => `- ${name}: ${why}`).join('\n');
  return leftOut.length > 0 ? [cut(`Left out of the mail of ${whose({ side })}:\n${names}`)] : [];
}

/** What is put into the log: first what the person says, then notes of ours. */
export interface Outcome {
  readonly said: readonly EntryBody[];
  readonly notes: readonly string[];
}

/** An answer of the person whose address it came to. @param text of `textOf` */
export function outcomeOf(text: string, { files, leftOut }: Taken, side: ReplyFor['side']): Outcome {
  const { isNote, text: words } = side === 'operator' ? readNoteMark(text) : { isNote: false, text };
  const parts = partsOf(words);
  const more = parts.length > MOST_PARTS ? [{ name: 'the end of the text', why: 'the mail is too long' }] : [];
  const notes = leftOutNote([...leftOut, ...more], side);
  const shown = parts.slice(0, MOST_PARTS);
  if (isNote) return { said: shown.map((part) => ({ kind: 'note', text: part })), notes };
  const said = shown.map((part): EntryBody => ({ kind: 'message', text: part }));
  if (files.length === 0)
    return { said, notes: said.length > 0 ? notes : [`A mail of ${whose({ side })} came with nothing in it.`, ...notes] };
  const last: EntryBody = { kind: 'message', text: shown.at(-1) ?? '', files };
  return { said: [...said.slice(0, -1), last], notes };
}

/** What is kept of a mail whose sender is not the person that its address is of. @param text of `textOf` */
export function heldNote({ from, files }: Letter, text: string, { side }: ReplyFor): string {
  const who = from.length > 0 ? from.join(', ') : 'nobody';
  const not = side === 'visitor' ? "the address is not the visitor's" : 'the address is of nobody who may answer here';
  const left = files.length > 0 ? `\n\nFiles left out: ${files.length}` : '';
  return `A mail from ${who.slice(0, 300)} answered this conversation, but ${not}. It was not taken for theirs.\n\n${cut(text)}${left}`.trim();
}

export function bounceNote(status: string, { side }: ReplyFor): string {
  const reason = status === '' ? '' : ` (${status})`;
  return `A mail to ${side === 'visitor' ? 'the visitor' : 'an operator'} could not be delivered${reason}.`;
}

/** Whether anything more can be said in a conversation by this side. */
export function isShut(row: ConversationRow, { side }: ReplyFor): boolean {
  return side === 'visitor' && row.isBlocked;
}
