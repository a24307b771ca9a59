import type {
  Author,
  EntryBody,
  EntryView,
  Facts,
  FileRef,
  Millis,
  OperatorId,
  Profile,
  VisibleEntry,
} from '@parley/shared-types/model.ts';
import type { OperatorSend } from '@parley/shared-types/socket.ts';
import type { Pending } from '@parley/widget/core/outbox.ts';
import { t } from '../words/words.ts';
import { isSameDay, momentWords } from './time-words.ts';

export type Body = OperatorSend['body'];

/** What a conversation shows, top to bottom. */
export type LogItem =
  | { readonly kind: 'day'; readonly key: string; readonly at: Millis }
  | { readonly kind: 'event'; readonly key: string; readonly at: Millis; readonly words: string; readonly pending?: Pending<Body> }
  | BubbleItem;

export interface BubbleItem {
  readonly kind: 'bubble';
  readonly key: string;
  readonly at: Millis;
  readonly side: 'visitor' | 'ours';
  readonly isNote: boolean;
  /** Absent for what I have written and is not stored yet. */
  readonly author?: Author;
  readonly text: string;
  readonly files: readonly FileRef[];
  /** Files of mine that are uploaded, while the message that carries them is not stored yet. */
  readonly waitingFiles: number;
  /** Answers that the visitor may give by one click. */
  readonly replies: readonly string[];
  /** First and last of a group by one author within two minutes. */
  readonly isFirst: boolean;
  readonly isLast: boolean;
  readonly entry?: VisibleEntry;
  readonly isEdited?: boolean;
  /** Who is named in a note. */
  readonly mentions?: readonly OperatorId[];
  /** My wish to say it otherwise or to take it back, while it is not stored. */
  readonly change?: Pending<Body>;
  readonly pending?: Pending<Body>;
}

const GROUP_MS = 120_000;

const factWords = (data: Facts | undefined): string =>
  Object.entries(data ?? {})
    .map(([key, value]) => `${key}: ${value}`)
    .join(', ');

/** What is told of a visitor, as sentences. */
export function profileWords({ email, name, data }: Profile): string {
  const facts = factWords(data);
  return [
    ...(email === undefined ? [] : [t('Visitor left an e-mail address: {email}', { email })]),
    ...(name === undefined ? [] : [t('Visitor is called {name}', { name })]),
    ...(facts === '' ? [] : [t('From the page: {facts}', { facts })]),
  ].join(' · ');
}

/** What somebody of the team decided, in words; null for what shows itself elsewhere. @param id theirs */
function decisionWords(body: EntryBody, who: string, id: string | null): string | null {
  switch (body.kind) {
    case 'assign':
      if (body.operatorId === id && id !== null) return t('{who} took it', { who });
      if (body.operatorId === null) return t('{who} gave it back to everybody', { who });
      return t('{who} assigned it to {name}', { who, name: body.name || t('a colleague') });
    case 'tags':
      return body.tags.length > 0 ? t('{who} tagged it {tags}', { who, tags: body.tags.join(', ') }) : t('{who} removed all tags', { who });
    case 'snooze':
      return body.until === null ? t('{who} woke it', { who }) : t('{who} snoozed it until {when}', { who, when: momentWords(body.until) });
    case 'spam':
      return body.on ? t('{who} marked it as spam', { who }) : t('{who} took it out of spam', { who });
    case 'block':
      return body.on ? t('{who} blocked the visitor', { who }) : t('{who} unblocked the visitor', { who });
    default:
      return null;
  }
}

/** As `decisionWords`, of what I have just decided: other languages say it otherwise. */
function ownDecisionWords(body: Body, id: string | null): string {
  switch (body.kind) {
    case 'status':
      return body.status === 'resolved' ? t('Resolved the conversation') : t('Opened it again');
    case 'assign':
      if (body.operatorId === id && id !== null) return t('You took it');
      return body.operatorId === null ? t('You gave it back to everybody') : t('You assigned it to a colleague');
    case 'tags':
      return body.tags.length > 0 ? t('You tagged it {tags}', { tags: body.tags.join(', ') }) : t('You removed all tags');
    case 'snooze':
      return body.until === null ? t('You woke it') : t('You snoozed it until {when}', { when: momentWords(body.until) });
    case 'spam':
      return body.on ? t('You marked it as spam') : t('You took it out of spam');
    case 'block':
      return body.on ? t('You blocked the visitor') : t('You unblocked the visitor');
    default:
      return '';
  }
}

function statusWords(status: 'open' | 'resolved', name: string | undefined): string {
  if (name === undefined) return status === 'resolved' ? t('Resolved the conversation') : t('Opened it again');
  return status === 'resolved' ? t('{name} resolved the conversation', { name }) : t('{name} opened it again', { name });
}

/** Who wanted it gone: the site itself erases what is older than it keeps. */
function eraseWords({ kind, name }: Author): string {
  if (kind === 'system') return t('What was said before is erased: its time was over');
  return kind === 'visitor'
    ? t('The visitor erased what was said before')
    : t('{name} erased what was said before', { name: name ?? t('Somebody') });
}

function ratingWords(score: number, text: string | undefined): string {
  return text ? t('Rated {score} of 5 stars: {text}', { score, text }) : t('Rated {score} of 5 stars', { score });
}

/** What stands between the messages, in words; null for what is one, or was erased. */
function eventWords(body: EntryBody, author: Author): string | null {
  if (body.kind === 'status') return statusWords(body.status, author.name);
  if (body.kind === 'profile') return profileWords(body);
  if (body.kind === 'event') return `${t('Event: {name}', { name: body.name })}${body.data ? ` (${factWords(body.data)})` : ''}`;
  if (body.kind === 'rating') return ratingWords(body.score, body.text);
  if (body.kind === 'erase') return eraseWords(author);
  return decisionWords(body, author.name ?? t('Somebody'), author.id);
}

const PLAIN = { files: [], waitingFiles: 0, replies: [], isFirst: true, isLast: true } as const;

/** What was taken back: by whom, and when it had been said. */
type Removed = ReadonlyMap<number, { readonly name: string; readonly at: Millis }>;

function removedIn(entries: readonly EntryView[]): Removed {
  const removed = new Map<number, { name: string; at: Millis }>();
  for (const entry of entries) {
    if (entry.kind === 'hidden' || entry.body.kind !== 'remove') continue;
    const { of } = entry.body;
    // The entry itself says nothing any more: it stands with what was said before it.
    const before = entries.findLast((one) => one.seq < of && one.kind === 'entry');
    removed.set(of, { name: entry.author.name ?? t('Somebody'), at: before?.kind === 'entry' ? before.storedAt : entry.storedAt });
  }
  return removed;
}

function ofHidden(seq: number, removed: Removed): LogItem[] {
  const by = removed.get(seq);
  return by ? [{ kind: 'event', key: `removed ${seq}`, at: by.at, words: t('{name} removed a message', { name: by.name }) }] : [];
}

function ofEntry(entry: EntryView, removed: Removed, changes: readonly Pending<Body>[]): LogItem[] {
  if (entry.kind === 'hidden') return ofHidden(entry.seq, removed);
  const { body, author, storedAt: at, clientMsgId: key, seq } = entry;
  if (body.kind !== 'message' && body.kind !== 'note') {
    const words = eventWords(body, author);
    return words === null ? [] : [{ kind: 'event', key, at, words }];
  }
  const side = author.kind === 'visitor' ? 'visitor' : 'ours';
  const { files = [], replies = [] } = body.kind === 'message' ? body : {};
  const change = changes.findLast((one) => isChange(one.body) && one.body.of === seq);
  const text = change?.body.kind === 'edit' ? change.body.text : body.text;
  const more = { isEdited: body.isEdited === true, mentions: body.kind === 'note' ? (body.mentions ?? []) : [], ...(change && { change }) };
  return [{ ...PLAIN, kind: 'bubble', key, at, side, isNote: body.kind === 'note', author, text, files, replies, entry, ...more }];
}

const isChange = (body: Body): body is Extract<Body, { kind: 'edit' | 'remove' }> => body.kind === 'edit' || body.kind === 'remove';

function ofPending(pending: Pending<Body>, me: string | null): LogItem {
  const { clientMsgId: key, createdAt: at, body } = pending;
  if (body.kind !== 'message' && body.kind !== 'note') return { kind: 'event', key, at, words: ownDecisionWords(body, me), pending };
  const { files = [], replies = [] } = body.kind === 'message' ? body : {};
  const bubble = { kind: 'bubble', key, at, side: 'ours', isNote: body.kind === 'note', text: body.text } as const;
  return { ...PLAIN, ...bubble, waitingFiles: files.length, replies, pending };
}

/** Mine that wait to be stored have no author yet: they continue a group of mine. */
function continues(before: LogItem | undefined, item: LogItem, me: string | null): boolean {
  if (before?.kind !== 'bubble' || item.kind !== 'bubble') return false;
  const same =
    (before.author?.id ?? me) === (item.author?.id ?? me) && before.isNote === item.isNote && before.author?.via === item.author?.via;
  return same && before.side === item.side && item.at - before.at < GROUP_MS;
}

/**
 * Makes of a log what a conversation shows: days, events, and bubbles in groups.
 * @param me the operator's id, null before it is known
 */
export function logItems(entries: readonly EntryView[], pending: readonly Pending<Body>[], me: string | null): LogItem[] {
  const items: LogItem[] = [];
  const removed = removedIn(entries);
  const changes = pending.filter(({ body }) => isChange(body));
  const said = pending.filter(({ body }) => !isChange(body));
  for (const item of [...entries.flatMap((entry) => ofEntry(entry, removed, changes)), ...said.map((one) => ofPending(one, me))]) {
    const before = items.at(-1);
    if (!before || !isSameDay(before.at, item.at)) items.push({ kind: 'day', key: `day ${item.key}`, at: item.at });
    else if (continues(before, item, me)) {
      items[items.length - 1] = { ...(before as BubbleItem), isLast: false };
      items.push({ ...(item as BubbleItem), isFirst: false });
      continue;
    }
    items.push(item);
  }
  return items;
}
