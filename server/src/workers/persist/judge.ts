import type { MessageSubmitted } from '@parley/shared-types/events.ts';
import type { Entry } from '@parley/shared-types/model.ts';
import type { Head } from '../../store/store.ts';

export type Refusal = 'not_found' | 'conflict' | 'answered' | 'blocked' | 'forbidden';

/** Whether what was said before decides about a message. */
export function looksBack({ body, after }: MessageSubmitted): boolean {
  return after !== undefined || body.kind === 'edit' || body.kind === 'remove';
}

/** From which seq on the log has to be read to judge a message, and how far; null, and almost always, when it has not. */
export function readsFor({ body, after }: MessageSubmitted, head: Head): { readonly after: number; readonly limit: number } | null {
  if (body.kind === 'edit' || body.kind === 'remove') return { after: body.of - 1, limit: 1 };
  return after !== undefined && after < head.seq ? { after, limit: 200 } : null;
}

const isSaid = ({ body }: Entry) => body.kind === 'message' || body.kind === 'note';

/** What makes a message that its writer began before it be asked about: who decided meanwhile, or another operator's answer. */
function overtakes({ body, audience, author }: Entry, message: MessageSubmitted): boolean {
  if (message.body.kind === 'assign') return body.kind === 'assign';
  return body.kind === 'message' && audience === 'all' && author.kind === 'operator' && author.id !== message.author.id;
}

/** Only who wrote a message or note may say it otherwise or take it back. */
function judgeAmending({ author }: MessageSubmitted, target: Entry | undefined): Refusal | null {
  if (!target || !isSaid(target)) return 'not_found';
  return target.author.kind === author.kind && target.author.id === author.id ? null : 'forbidden';
}

/**
 * Why a message may not be stored behind a head; null when it may.
 * @param before the entries that `readsFor` asks for, and those of the same batch
 */
export function judge(message: MessageSubmitted, head: Head, before: readonly Entry[]): Refusal | null {
  const { body, author, after, mayCreate } = message;
  // An unknown conversation begins with a visitor's grant or an API open only.
  if (head.seq === 0 && !mayCreate) return 'not_found';
  if (head.isBlocked && author.kind === 'visitor' && body.kind !== 'erase') return 'blocked';
  // Nobody erases of themselves what was said since they looked.
  if (body.kind === 'erase' && author.kind === 'system') return after === head.seq ? null : 'answered';
  if (body.kind === 'edit' || body.kind === 'remove') {
    return judgeAmending(
      message,
      before.find(({ seq }) => seq === body.of),
    );
  }
  return after !== undefined && before.some((entry) => entry.seq > after && overtakes(entry, message)) ? 'answered' : null;
}
