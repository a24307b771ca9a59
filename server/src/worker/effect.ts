/** What an effect is, to whoever writes one: something outside that follows each conversation in order (DESIGN §5.10). */
import type { ErrorCode } from '@parley/shared-types/errors.ts';
import type { Entry, SiteId } from '@parley/shared-types/model.ts';
import type { EffectWorker } from '@parley/shared-types/topics.ts';
import type { Clock } from '../lib/clock.ts';
import type { Logger } from '../lib/logger.ts';
import type { Metrics } from '../lib/metrics.ts';
import type { EffectRow, Store } from '../store/store.ts';

/** What to do next in a conversation. Decided again from the log after a crash: the same entries must give the same plan. */
export type EffectPlan<Action> =
  | { readonly do: 'act'; readonly toSeq: number; readonly action: Action }
  /** `note`: why nothing is done that was wanted, shown as lastError; null takes back an earlier one. */
  | { readonly do: 'skip'; readonly toSeq: number; readonly note?: ErrorCode | null }
  | { readonly do: 'wait'; readonly until: number };

export interface EffectStep<Action> {
  readonly row: EffectRow;
  readonly action: Action;
  /** The same for every attempt of this step, and for no other step: leave it outside as the mark to look up. */
  readonly key: string;
}

/** What is known outside once it is done; `providerId` is kept on the row for the steps that follow. */
export interface EffectDone {
  readonly providerId?: string;
  /** What failed for good before is done with this step too. */
  readonly settles?: true;
}

/** `Facts` is what decides besides the log: who has read, who is to be told. */
export interface EffectDefinition<Action, Facts = undefined> {
  readonly worker: EffectWorker;
  /** Where the entries of a site go, now; none: nothing to do. Asked once for each site and batch: what it reads is cached by whoever gives it. */
  targets(siteId: SiteId): readonly string[] | Promise<readonly string[]>;
  /** What comes to a target rests so long before it is first looked at, in milliseconds; at once when absent. */
  restMs?(target: string): number;
  /** Conversations that one copy works on at once; 8 when absent. */
  readonly atOnce?: number;
  /**
   * Asked before each step: what gives its place back when it is over, or in how many milliseconds to ask again. So one target
   * that is slow does not take all of `atOnce`. Absent: every step begins at once.
   */
  enter?(target: string): (() => void) | { readonly waitMs: number };
  /** Reads the facts, before each plan. */
  look?(row: EffectRow): Promise<Facts>;
  /** Pure. `entries` follow row.doneSeq without a hole and are never empty; while row.inFlight is set they end with it. */
  plan(row: EffectRow, entries: readonly Entry[], facts: Facts): EffectPlan<Action>;
  /**
   * Touches the outside, once a step. A passing error (SPEC K15) is tried later; with `retryAfterMs` it says that nothing was
   * done, without it is looked up first. Any other error is recorded, and the conversation goes on behind it.
   */
  act(step: EffectStep<Action>): Promise<EffectDone>;
  /** Finds a step that may have been done by its mark; null: it was not done. */
  lookup(step: EffectStep<Action>): Promise<EffectDone | null>;
}

export interface EffectDeps {
  readonly store: Pick<Store, 'log' | 'effects'>;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly clock: Clock;
}

/** A lease lasts so long after its last write, in milliseconds: after a crash the work goes on that much later. */
export const LEASE_MS = 10_000;
