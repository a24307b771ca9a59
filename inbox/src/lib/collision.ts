import type { EntryView, Millis } from '@parley/shared-types/model.ts';
import type { Pending } from '@parley/widget/core/outbox.ts';
import { t } from '../words/words.ts';
import type { Body } from './log-items.ts';

/** What goes out: a body, and the last entry that its writer had seen when they began to write it. */
export type Outgoing = Body & { readonly after?: number };

/** Somebody's answer that the writer of another one had not seen. */
export interface Answered {
  readonly name: string;
  readonly at: Millis;
}

/** The last answer of a colleague behind `after`; null when there is none, or it is not known yet. */
export function answeredBehind(entries: readonly EntryView[], after: number, me: string | null): Answered | null {
  const answer = entries.findLast(
    (entry) =>
      entry.kind === 'entry' &&
      entry.seq > after &&
      entry.audience === 'all' &&
      entry.body.kind === 'message' &&
      entry.author.kind === 'operator' &&
      entry.author.id !== me,
  );
  return answer?.kind === 'entry' ? { name: answer.author.name ?? t('A colleague'), at: answer.storedAt } : null;
}

/** The first of what waits that its writer is asked about: a colleague has answered meanwhile. */
export function inQuestion(pending: readonly Pending<Outgoing>[]): Pending<Outgoing> | null {
  return pending.find(({ state, code }) => state === 'failed' && code === 'answered') ?? null;
}

/** The same without what it was refused for: it goes out whoever has answered. */
export function withoutAfter({ after: _after, ...body }: Outgoing): Body {
  return body;
}
