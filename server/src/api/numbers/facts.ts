/** What happened in one conversation, as far as it is counted. Pure. */
import type { AuthorKind, Entry, Millis, OperatorId } from '@parley/shared-types/model.ts';

interface Took {
  readonly at: Millis;
  readonly ms: number;
  readonly by: { readonly id: OperatorId; readonly name: string } | null;
}
export type Fact =
  | { readonly kind: 'began'; readonly at: Millis }
  | { readonly kind: 'message'; readonly at: Millis; readonly author: AuthorKind; readonly by: Took['by'] }
  | ({ readonly kind: 'first-reply' } & Took)
  | ({ readonly kind: 'resolution' } & Took)
  | { readonly kind: 'rating'; readonly at: Millis; readonly score: number; readonly text: string };

/**
 * Reads the log of a conversation, entry by entry in order. A stretch goes from its first message, or from the moment it was
 * opened again, to the status `resolved`; a visitor who writes to a resolved conversation opens it again.
 */
export function createFactReader(onFact: (fact: Fact) => void) {
  let hasBegun = false;
  let isResolved = false;
  /** Of the stretch. */
  let beganAt: Millis | null = null;
  let askedAt: Millis | null = null;
  let isAnswered = false;
  let rating: Extract<Fact, { kind: 'rating' }> | null = null;

  const openAgain = (at: Millis | null) => {
    isResolved = false;
    beganAt = at;
    askedAt = null;
    isAnswered = false;
  };
  const message = ({ author, storedAt: at }: Entry) => {
    const isVisitor = author.kind === 'visitor';
    if (!hasBegun) onFact({ kind: 'began', at });
    hasBegun = true;
    if (isVisitor && isResolved) openAgain(at);
    if (!isResolved) beganAt ??= at;
    const by = author.kind === 'operator' ? { id: author.id as OperatorId, name: author.name ?? '' } : null;
    onFact({ kind: 'message', at, author: author.kind, by });
    if (isVisitor) askedAt ??= at;
    if (!by || askedAt === null || isAnswered) return;
    isAnswered = true;
    onFact({ kind: 'first-reply', at, ms: Math.max(0, at - askedAt), by });
  };
  const status = ({ author, storedAt: at }: Entry, to: 'open' | 'resolved') => {
    if (to === 'open' && isResolved) openAgain(at);
    if (to === 'open' || isResolved) return;
    isResolved = true;
    if (beganAt === null) return;
    const by = author.kind === 'operator' ? { id: author.id as OperatorId, name: author.name ?? '' } : null;
    onFact({ kind: 'resolution', at, ms: Math.max(0, at - beganAt), by });
  };
  return {
    read(entry: Entry): void {
      const { body, storedAt } = entry;
      if (body.kind === 'message') message(entry);
      else if (body.kind === 'status') status(entry, body.status);
      else if (body.kind === 'rating') rating = { kind: 'rating', at: storedAt, score: body.score, text: body.text ?? '' };
    },
    /** All of it is read: the last rating is the one that counts. */
    end(): void {
      if (rating) onFact(rating);
    },
  };
}
