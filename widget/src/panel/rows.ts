import type { EntryView, FileRef, Registers } from '@parley/shared-types/model.ts';
import type { Pending } from '../core/outbox.ts';
import { messageIn, type VisitorBody } from '../core/visitor-session.ts';
import type { Words } from '../words/en.ts';

export interface Bubble {
  readonly key: string;
  readonly text: string;
  readonly files?: readonly FileRef[] | undefined;
  readonly at: number;
  /** Its id while it failed and may be tried again. */
  readonly failed?: string;
}

/** What the log shows, from top to bottom. */
export type Row =
  | { readonly kind: 'day'; readonly key: string; readonly at: number }
  | { readonly kind: 'event'; readonly key: string; readonly text: string }
  | { readonly kind: 'group'; readonly key: string; readonly isOwn: boolean; readonly name: string; readonly bubbles: Bubble[] };

const SHARED_MS = 120_000;

interface Said extends Bubble {
  readonly isOwn: boolean;
  readonly by: string;
  readonly name: string;
}

type Item = Said | { readonly event: string; readonly key: string; readonly at: number };

/** Joins messages of one author within 2 minutes, and puts a head before each day. */
function group(items: readonly Item[]): Row[] {
  const rows: Row[] = [];
  let day = '';
  let last: Said | null = null;
  for (const item of items) {
    const today = new Date(item.at).toDateString();
    if (today !== day) {
      rows.push({ kind: 'day', key: today, at: item.at });
      last = null;
    }
    day = today;
    if ('event' in item) {
      rows.push({ kind: 'event', key: item.key, text: item.event });
      last = null;
      continue;
    }
    const row = rows.at(-1);
    if (row?.kind === 'group' && last?.by === item.by && item.at - last.at <= SHARED_MS) row.bubbles.push(item);
    else rows.push({ kind: 'group', key: item.key, isOwn: item.isOwn, name: item.name, bubbles: [item] });
    last = item;
  }
  return rows;
}

/** Makes rows of the log and of what is on its way. Keys stay when a message comes to be stored, so that nothing flickers. */
export function toRows(entries: readonly EntryView[], pending: readonly Pending<VisitorBody>[], words: Words): Row[] {
  const stored = entries.flatMap((entry): Item[] => {
    if (entry.kind === 'hidden') return [];
    const { body, author, clientMsgId, acceptedAt: at } = entry;
    if (body.kind === 'status') return [{ key: clientMsgId, at, event: body.status === 'resolved' ? words.resolved : words.reopened }];
    if (body.kind !== 'message') return [];
    const isOwn = author.kind === 'visitor';
    const { text, files } = body;
    return [{ key: clientMsgId, at, text, files, isOwn, by: isOwn ? '' : `${author.kind}:${author.id}`, name: author.name ?? '' }];
  });
  const coming = pending.flatMap(({ body, clientMsgId, createdAt, state }): Item[] => {
    const said = messageIn(body);
    if (!said) return [];
    const failed = state === 'failed' ? { failed: clientMsgId } : {};
    return [{ key: clientMsgId, at: createdAt, ...said, isOwn: true, by: '', name: '', ...failed }];
  });
  return group([...stored, ...coming]);
}

/** The state of the last message, when it is the visitor's own. */
export function lastState(
  entries: readonly EntryView[],
  pending: readonly Pending<VisitorBody>[],
  { operators }: Registers,
): keyof Words['states'] | null {
  const coming = pending.findLast(({ body }) => messageIn(body));
  if (coming) return coming.state;
  const last = entries.findLast((entry) => entry.kind === 'entry' && entry.body.kind === 'message');
  if (last?.kind !== 'entry' || last.author.kind !== 'visitor') return null;
  if (operators.read >= last.seq) return 'read';
  return operators.delivered >= last.seq ? 'delivered' : 'sent';
}
