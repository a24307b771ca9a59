/** What `./parley dlq` asks of the process that has the bus. */
import { ERRORS, type ErrorCode } from '@parley/shared-types/errors.ts';
import { z } from 'zod';
import type { Bus, DeadDelivery } from '../bus/bus.ts';

/** So many are looked at, the oldest first. */
export const MOST_LETTERS = 1_000;

export const sifting = z.strictObject({
  verdict: z.enum(['keep', 'drop', 'replay']),
  /** Those that are meant: every one that passes all that is given. */
  ids: z.array(z.string().max(200)).max(MOST_LETTERS).exactOptional(),
  reason: z.string().max(64).exactOptional(),
  queue: z.string().max(200).exactOptional(),
  limit: z.number().int().min(1).max(MOST_LETTERS),
});
export type Sifting = z.infer<typeof sifting>;

/** A dead letter without what people wrote in it. */
export interface LetterLine {
  readonly id: string;
  readonly at: number;
  readonly queue: string;
  /** Begins with a code of the error table. */
  readonly reason: string;
  /** Type of the event or kind of the job. */
  readonly what: string;
  /** `site/conversation`, of an event. */
  readonly where: string;
}

const wordOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Pure. Says nothing of texts, names and addresses. */
export function lineOf({ id, at, queue, reason, message }: DeadDelivery): LetterLine {
  const { type, kind, siteId, conversationId } = (typeof message === 'object' && message !== null ? message : {}) as Record<
    string,
    unknown
  >;
  const where = [siteId, conversationId].map(wordOf).filter((word) => word !== '');
  return { id, at, queue, reason, what: wordOf(type) || wordOf(kind) || 'not a message', where: where.join('/') };
}

const codeOf = (reason: string) => reason.split(/[:\s]/, 1)[0] ?? '';

function isMeant({ ids, reason, queue }: Sifting, letter: DeadDelivery): boolean {
  return (
    (ids === undefined || ids.includes(letter.id)) &&
    (reason === undefined || codeOf(letter.reason) === reason) &&
    (queue === undefined || letter.queue === queue)
  );
}

/** Does with the letters that are meant what is asked. @returns them, the oldest first */
export async function siftLetters(bus: Pick<Bus, 'siftDead'>, asked: Sifting): Promise<readonly LetterLine[]> {
  let meant: readonly DeadDelivery[] = [];
  await bus.siftDead(MOST_LETTERS, (letters) => {
    meant = letters.filter((letter) => isMeant(asked, letter)).slice(0, asked.limit);
    return letters.map((letter) => (meant.includes(letter) ? asked.verdict : 'keep'));
  });
  return meant.map(lineOf);
}

/** What the table says to a reason; '' for one that is not in it. */
export function mendOf(reason: string): string {
  const code = codeOf(reason);
  return Object.hasOwn(ERRORS, code) ? ERRORS[code as ErrorCode].mend : '';
}
