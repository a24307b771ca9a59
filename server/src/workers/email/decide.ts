/** Who is mailed what, and when. Pure. */
import { crc32 } from 'node:zlib';
import {
  type ConversationRow,
  DEFAULT_NOTICES,
  type Entry,
  type Operator,
  type OperatorId,
  type Site,
} from '@parley/shared-types/model.ts';
import type { EffectRow } from '../../store/store.ts';
import type { EffectPlan } from '../../worker/index.ts';
import { MAILS_A_DAY } from './quota.ts';

/** What decides besides the log. */
export interface MailFacts {
  readonly now: number;
  readonly conversation: ConversationRow | null;
  readonly site: Site | null;
  /** Who answers for the site, oldest first. */
  readonly operators: readonly Operator[];
  /** The newest entries, oldest first: also those that the row is not wanted for yet. */
  readonly entries: readonly Entry[];
  /** All effect rows of the conversation. */
  readonly rows: readonly EffectRow[];
  /** When the last mails to the visitor's address went out, from whatever conversation of the site; oldest first. */
  readonly mailed: readonly number[];
}

interface AnyMail {
  readonly to: string;
  readonly site: Site;
  readonly conversation: ConversationRow;
  readonly messages: readonly Entry[];
  /** Kept as the row's providerId once it is sent. */
  readonly memo: string;
}
/** Answers that the visitor has not read. */
export interface Digest extends AnyMail {
  readonly kind: 'digest';
}
/** Messages that no operator has read. */
export interface Notice extends AnyMail {
  readonly kind: 'notice';
  readonly operatorId: OperatorId;
}
export type MailAction = Digest | Notice;

export const VISITOR = 'visitor';
/** At most so many operators hear of one unread stretch, one after the other. */
export const OPERATORS = ['operator.1', 'operator.2', 'operator.3'] as const;

const DAY_MS = 86_400_000;
/** The row of the conversation follows its entries within a moment. */
const ROW_BEHIND_MS = 5_000;
/** How long a target waits for the one before it when both are late. */
const IN_TURN_MS = 1_000;

/** The last entry that a plan is about: while a step is in flight that of the step, so that it is planned again as it was. */
function endOf({ inFlight, wantedSeq }: Pick<EffectRow, 'inFlight' | 'wantedSeq'>): number {
  return inFlight?.toSeq ?? wantedSeq;
}

/** Messages for both sides within (from, to]. */
const messagesIn = (entries: readonly Entry[], from: number, to: number) =>
  entries.filter(({ seq, audience, body }) => seq > from && seq <= to && audience === 'all' && body.kind === 'message');

/** When a mail may go out because of those before it: who has read since the last one here may be mailed at once. */
function allowedAt({ providerId }: EffectRow, read: number, { mailed, now }: MailFacts): number {
  if (providerId !== null && read > Number(providerId)) return 0;
  const recent = mailed.filter((at) => at > now - DAY_MS);
  return recent.length < MAILS_A_DAY ? 0 : (recent.at(-MAILS_A_DAY) ?? 0) + DAY_MS;
}

/**
 * One mail with the answers that the visitor has not read and not been mailed, once there was quiet for `quietMs`. A fourth mail
 * to an address in a day waits until the first is a day old, unless the visitor has read since the last one (SPEC E1, E2).
 */
export function decideDigest(row: EffectRow, facts: MailFacts, quietMs: number): EffectPlan<MailAction> {
  const { conversation, site, entries, now } = facts;
  const toSeq = endOf(row);
  if (!conversation) return { do: 'wait', until: now + ROW_BEHIND_MS };
  if (!site) return { do: 'skip', toSeq };
  const { read } = conversation.registers.visitor;
  const from = Math.max(read, row.actedSeq);
  const messages = messagesIn(entries, from, toSeq).filter(({ author }) => author.kind === 'operator' || author.kind === 'bot');
  // Words of a bot alone mail nobody: a script with a stranger's address would be answered by them.
  const last = messages.some(({ author }) => author.kind === 'operator') ? messages.at(-1) : undefined;
  if (!last) return { do: 'skip', toSeq, note: null };
  const to = conversation.profile.email;
  if (to === undefined) return { do: 'skip', toSeq, note: 'mail_no_address' };
  const until = Math.max(last.storedAt + quietMs, allowedAt(row, read, facts));
  if (row.inFlight === null && until > now) return { do: 'wait', until };
  return { do: 'act', toSeq, action: { kind: 'digest', to, site, conversation, messages, memo: String(read) } };
}

/** Who is the `place`-th (from 0) to be told in this conversation; undefined when the site has not so many operators. */
function inTurn(operators: readonly Operator[], { conversationId }: EffectRow, place: number): Operator | undefined {
  return place < operators.length ? operators[(crc32(conversationId) + place) % operators.length] : undefined;
}

/** When a target may be told at the soonest because of the one before it. */
function afterPrevious({ now, rows }: MailFacts, place: number, seen: number, afterMs: number): number {
  const previous = rows.find(({ worker, target }) => worker === 'email' && target === OPERATORS[place - 1]);
  if (!previous) return 0;
  if (previous.actedSeq > seen) return Number(previous.providerId ?? 0) + afterMs;
  // Not tried yet, as after a while without any worker: it goes first. Tried in vain: nobody waits for it.
  return previous.doneSeq < previous.wantedSeq && previous.attempt === 0 ? now + IN_TURN_MS : 0;
}

/**
 * A mail to one operator about messages that no operator has read for `afterMs`; the next operator another `afterMs` later. One
 * for an unread stretch, nothing once an operator has read or answered (SPEC E3).
 */
export function decideNotice(row: EffectRow, facts: MailFacts, afterMs: number): EffectPlan<MailAction> {
  const { conversation, site, operators, entries, now } = facts;
  const toSeq = endOf(row);
  if (!conversation) return { do: 'wait', until: now + ROW_BEHIND_MS };
  if (!site) return { do: 'skip', toSeq };
  const answered = entries.findLast(({ author }) => author.kind === 'operator')?.seq ?? 0;
  const seen = Math.max(conversation.registers.operators.read, answered);
  const messages = messagesIn(entries, seen, toSeq).filter(({ author }) => author.kind === 'visitor');
  const [first] = messages;
  const place = (OPERATORS as readonly string[]).indexOf(row.target);
  // Who wants no mails is not in the turn.
  const operator = inTurn(
    operators.filter(({ notices = DEFAULT_NOTICES }) => notices.mail),
    row,
    place,
  );
  if (!first || !operator || row.actedSeq > seen) return { do: 'skip', toSeq, note: null };
  const until = Math.max(first.storedAt + afterMs * (place + 1), afterPrevious(facts, place, seen, afterMs));
  if (row.inFlight === null && until > now) return { do: 'wait', until };
  const about = { site, conversation, messages, memo: String(now) };
  return { do: 'act', toSeq, action: { kind: 'notice', to: operator.email, operatorId: operator.id, ...about } };
}
