/** What is sent, and when again. Pure. */
import { createHash } from 'node:crypto';
import type { HookEventType } from '@parley/shared-types/hooks.ts';
import type { Entry } from '@parley/shared-types/model.ts';
import type { Hook } from '../../store/hook-store.ts';
import type { ConversationKey } from '../../store/store.ts';
import type { EffectPlan } from '../../worker/index.ts';

/** One entry on its way to one hook: the events it may be. Whether it is one of them, the log says (payload.ts). */
export interface Sending {
  readonly hook: Hook;
  readonly entry: Entry;
  readonly types: readonly HookEventType[];
}

/** `webhook-id`: of an event, so the same for every attempt and every hook, and computed again after a crash. */
export function eventId({ siteId, conversationId }: ConversationKey, seq: number, type: HookEventType): string {
  return `evt_${createHash('sha256')
    .update(JSON.stringify([siteId, conversationId, seq, type]))
    .digest('base64url')
    .slice(0, 27)}`;
}

function typesOfBody({ author, body }: Entry): readonly HookEventType[] {
  switch (body.kind) {
    case 'message':
      return author.kind === 'visitor' ? ['conversation.reopened', 'message.created'] : ['message.created'];
    case 'status':
      return [body.status === 'resolved' ? 'conversation.resolved' : 'conversation.reopened'];
    case 'note':
      return ['note.created'];
    case 'assign':
      return ['conversation.assigned'];
    case 'tags':
      return ['conversation.tagged'];
    case 'rating':
      return ['conversation.rated'];
    case 'profile':
      return ['visitor.identified'];
    case 'edit':
      return ['message.edited'];
    case 'remove':
      return ['message.removed'];
    case 'erase':
      return ['conversation.erased'];
    default:
      // What was erased, what happened on the page, and kinds of a later release.
      return [];
  }
}

/** The events that an entry may be, in the order in which they are told. */
export function typesOf(entry: Entry): readonly HookEventType[] {
  return entry.seq === 1 ? ['conversation.opened', ...typesOfBody(entry)] : typesOfBody(entry);
}

/** Sends the next entry that the hook wants, and passes those before it. A hook that is off or gone gets nothing. */
export function decideSending(entries: readonly Entry[], hook: Hook | null): EffectPlan<Sending> {
  const last = entries.at(-1)?.seq ?? 0;
  if (!hook?.isOn) return { do: 'skip', toSeq: last };
  const wanted = (entry: Entry) => (entry.storedAt < hook.since ? [] : typesOf(entry).filter((type) => hook.events.includes(type)));
  const index = entries.findIndex((entry) => wanted(entry).length > 0);
  const entry = entries[index];
  if (!entry) return { do: 'skip', toSeq: last };
  if (index > 0) return { do: 'skip', toSeq: entry.seq - 1 };
  return { do: 'act', toSeq: entry.seq, action: { hook, entry, types: wanted(entry) } };
}

const [SECOND, MINUTE, HOUR] = [1_000, 60_000, 3_600_000];
/** Waiting times between attempts; after the last one an event is given up. */
export const RETRIES_MS: readonly number[] = [
  ...[5 * SECOND, 5 * MINUTE, 30 * MINUTE],
  ...[2, 5, 10, 14, 20, 24].map((hours) => hours * HOUR),
];
const MOST_MS = 24 * HOUR;

/**
 * How long to wait after attempt number `attempt` has failed, up to a fifth longer, so that not all come back at once; null: no more.
 * @param askedMs what the receiver asked for
 */
export function retryIn(attempt: number, askedMs: number, random: () => number = Math.random): number | null {
  const planned = RETRIES_MS[attempt - 1];
  return planned === undefined ? null : Math.round(Math.max(planned, Math.min(askedMs, MOST_MS)) * (1 + random() / 5));
}

/** What a `Retry-After` asks for, in milliseconds: it names seconds or a date. */
export function readRetryAfter(header: string | undefined, now: number): number {
  if (header === undefined) return 0;
  const ms = /^\d+$/.test(header) ? Number(header) * SECOND : Date.parse(header) - now;
  return Number.isFinite(ms) ? Math.max(0, ms) : 0;
}
