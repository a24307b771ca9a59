import type { Author, EntryBody, EntryView, Millis, Profile, VisibleEntry } from '@parley/shared-types/model.ts';
import type { OperatorSend } from '@parley/shared-types/socket.ts';
import type { Pending } from '@parley/widget/core/outbox.ts';
import { isSameDay } from './time-words.ts';

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
  /** First and last of a group by one author within two minutes. */
  readonly isFirst: boolean;
  readonly isLast: boolean;
  readonly entry?: VisibleEntry;
  readonly pending?: Pending<Body>;
}

const GROUP_MS = 120_000;

/** What is told of a visitor, as sentences. */
export function profileWords({ email, name, data }: Profile): string {
  const facts = Object.entries(data ?? {}).map(([key, value]) => `${key}: ${value}`);
  return [
    ...(email === undefined ? [] : [`Visitor left an e-mail address: ${email}`]),
    ...(name === undefined ? [] : [`Visitor is called ${name}`]),
    ...(facts.length > 0 ? [`From the page: ${facts.join(', ')}`] : []),
  ].join(' · ');
}

function statusWords(status: 'open' | 'resolved', name: string | undefined): string {
  const words = status === 'resolved' ? 'resolved the conversation' : 'opened it again';
  return name === undefined ? words.charAt(0).toUpperCase() + words.slice(1) : `${name} ${words}`;
}

/** What a visitor, or the page, told beside messages. */
function toldWords(body: Extract<EntryBody, { kind: 'event' | 'rating' | 'erase' | 'erased' }>): string {
  if (body.kind === 'event') return `Event: ${body.name}`;
  if (body.kind === 'rating') return `Rated ${body.score} of 5${body.text ? `: ${body.text}` : ''}`;
  return 'The visitor erased what was said before';
}

function ofEntry(entry: EntryView): LogItem[] {
  if (entry.kind === 'hidden') return [];
  const { body, author, storedAt: at, clientMsgId: key } = entry;
  if (body.kind === 'status') return [{ kind: 'event', key, at, words: statusWords(body.status, author.name) }];
  if (body.kind === 'profile') return [{ kind: 'event', key, at, words: profileWords(body) }];
  const side = author.kind === 'visitor' ? 'visitor' : 'ours';
  if (body.kind !== 'message' && body.kind !== 'note') return [{ kind: 'event', key, at, words: toldWords(body) }];
  return [{ kind: 'bubble', key, at, side, isNote: body.kind === 'note', author, text: body.text, isFirst: true, isLast: true, entry }];
}

function ofPending(pending: Pending<Body>): LogItem {
  const { clientMsgId: key, createdAt: at, body } = pending;
  if (body.kind === 'status') return { kind: 'event', key, at, words: statusWords(body.status, undefined), pending };
  return { kind: 'bubble', key, at, side: 'ours', isNote: body.kind === 'note', text: body.text, isFirst: true, isLast: true, pending };
}

/** Mine that wait to be stored have no author yet: they continue a group of mine. */
function continues(before: LogItem | undefined, item: LogItem, me: string | null): boolean {
  if (before?.kind !== 'bubble' || item.kind !== 'bubble') return false;
  const same = (before.author?.id ?? me) === (item.author?.id ?? me) && before.isNote === item.isNote;
  return same && before.side === item.side && item.at - before.at < GROUP_MS;
}

/**
 * Makes of a log what a conversation shows: days, events, and bubbles in groups.
 * @param me the operator's id, null before it is known
 */
export function logItems(entries: readonly EntryView[], pending: readonly Pending<Body>[], me: string | null): LogItem[] {
  const items: LogItem[] = [];
  for (const item of [...entries.flatMap(ofEntry), ...pending.map(ofPending)]) {
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
