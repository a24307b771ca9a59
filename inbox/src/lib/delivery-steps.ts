import { ERRORS, type ErrorCode } from '@parley/shared-types/errors.ts';
import type { Millis, Profile, Registers, VisibleEntry } from '@parley/shared-types/model.ts';
import type { EffectState, Hello } from '@parley/shared-types/socket.ts';
import { type PlainPhrase, t, tServer } from '../words/words.ts';
import { longUntil } from './time-words.ts';

/** One line of a message's way. */
export interface DeliveryStep {
  readonly key: string;
  readonly state: 'done' | 'waiting' | 'failed' | 'off';
  readonly words: string;
  readonly at?: Millis;
  /** What can be tried again. */
  readonly effect?: EffectState;
}

export interface DeliveryFacts {
  readonly entry: Pick<VisibleEntry, 'seq' | 'acceptedAt' | 'storedAt' | 'body'>;
  readonly registers: Registers;
  readonly effects: readonly EffectState[];
  readonly channels: Hello['channels'];
  readonly profile: Profile;
  /** The visitor is here now. */
  readonly isOnline: boolean;
  readonly now: Millis;
}

/** The coded words of an effect's last error, and what mends it. */
export function errorWords(lastError: string | null): string {
  const code = /^[a-z_]+/.exec(lastError ?? '')?.[0] ?? '';
  const row = Object.hasOwn(ERRORS, code) ? ERRORS[code as ErrorCode] : null;
  return row ? `${tServer(row.message)} ${tServer(row.mend)}` : t('It did not work; the log of the server says why.');
}

/**
 * True when this entry may not have arrived. The row remembers the first step that failed for good and goes on from there when it is
 * done again: of those behind it nobody knows before.
 */
function hasFailed({ worker, failedSeq, doneSeq }: EffectState, seq: number): boolean {
  if (failedSeq === null || doneSeq < seq) return false;
  // A mail covers all that was unread then; a Slack post one entry.
  return worker === 'email' || failedSeq <= seq;
}

function failedWords({ worker, failedSeq, lastError }: EffectState, seq: number): string {
  const isCertain = worker === 'email' || failedSeq === seq;
  return isCertain ? errorWords(lastError) : t('An earlier entry failed, and perhaps this one: {why}', { why: errorWords(lastError) });
}

/** Something waits for its turn or its next attempt. */
export function isOutstanding({ doneSeq, wantedSeq }: EffectState): boolean {
  return doneSeq < wantedSeq;
}

const wayName = ({ worker }: EffectState) => (worker === 'slack' ? t('Slack') : t('E-mail'));

interface Words {
  readonly done: PlainPhrase;
  /** It was settled without going out. */
  readonly unneeded: PlainPhrase;
  readonly waiting: 'E-mail when still unread, {when}' | 'To Slack {when}';
}

function effectStep(effect: EffectState, seq: number, now: Millis, words: Words): DeliveryStep {
  const key = `${effect.worker} ${effect.target}`;
  if (hasFailed(effect, seq))
    return { key, state: 'failed', words: t('{way}: {why}', { way: wayName(effect), why: failedWords(effect, seq) }), effect };
  if (effect.actedSeq >= seq) return { key, state: 'done', words: t(words.done) };
  if (effect.doneSeq >= seq) return { key, state: 'off', words: t(words.unneeded) };
  if (effect.lastError !== null && effect.failedSeq === null) {
    return {
      key,
      state: 'failed',
      words: t('{way}: {why} Tried again {when}.', {
        way: wayName(effect),
        why: errorWords(effect.lastError),
        when: longUntil(now, effect.dueAt),
      }),
      effect,
    };
  }
  return { key, state: 'waiting', words: t(words.waiting, { when: longUntil(now, effect.dueAt) }) };
}

function mailStep({ entry, registers, effects, channels, profile, now }: DeliveryFacts): DeliveryStep {
  const off = (words: PlainPhrase): DeliveryStep => ({ key: 'email', state: 'off', words: t(words) });
  const effect = effects.find(({ worker, target }) => worker === 'email' && target === 'visitor');
  // What failed before mail was switched off has failed all the same, as the tick says.
  if (!channels.email && effect?.failedSeq == null) return off('E-mail is not set up');
  if (registers.visitor.read >= entry.seq && (effect?.actedSeq ?? 0) < entry.seq) return off('Read, so no e-mail is due');
  if (profile.email === undefined) return off('No e-mail address is known');
  if (!effect) return { key: 'email', state: 'waiting', words: t('E-mail when it stays unread') };
  return effectStep(effect, entry.seq, now, {
    done: 'Mailed',
    unneeded: 'No e-mail was needed',
    waiting: 'E-mail when still unread, {when}',
  });
}

function registerSteps(seq: number, { visitor }: Registers, isOnline: boolean): DeliveryStep[] {
  return [
    visitor.delivered >= seq
      ? { key: 'delivered', state: 'done', words: t('Delivered to the chat') }
      : { key: 'delivered', state: 'waiting', words: isOnline ? t('On its way to the chat') : t('Delivered when they return') },
    visitor.read >= seq ? { key: 'read', state: 'done', words: t('Read') } : { key: 'read', state: 'waiting', words: t('Not read yet') },
  ];
}

/** The way of one message or note, as far as it has come (DESIGN §5.10). */
export function deliverySteps(facts: DeliveryFacts): DeliveryStep[] {
  const { entry, registers, effects, now } = facts;
  const slack = effects.filter(({ worker }) => worker === 'slack');
  return [
    { key: 'accepted', state: 'done', words: t('Accepted'), at: entry.acceptedAt },
    { key: 'stored', state: 'done', words: t('Stored'), at: entry.storedAt },
    ...(entry.body.kind === 'message' ? [...registerSteps(entry.seq, registers, facts.isOnline), mailStep(facts)] : []),
    ...slack.map((effect) =>
      effectStep(effect, entry.seq, now, { done: 'In Slack', unneeded: 'Not for Slack', waiting: 'To Slack {when}' }),
    ),
  ];
}

export type Tick = 'stored' | 'delivered' | 'read' | 'failed';
export const TICK_WORDS: Readonly<Record<Tick, PlainPhrase>> = {
  stored: 'Sent',
  delivered: 'Delivered',
  read: 'Read',
  failed: 'Something failed',
};

/** The quiet sign beside a message. */
export function tickOf({ seq }: { readonly seq: number }, { visitor }: Registers, effects: readonly EffectState[]): Tick {
  const isConcerned = ({ worker, target }: EffectState) => worker === 'slack' || (target === 'visitor' && visitor.read < seq);
  if (effects.some((effect) => isConcerned(effect) && hasFailed(effect, seq))) return 'failed';
  if (visitor.read >= seq) return 'read';
  return visitor.delivered >= seq ? 'delivered' : 'stored';
}
