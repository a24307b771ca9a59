/** Works off one leased row: one conversation towards one target, strictly in order (DESIGN §5.10). */
import type { Entry } from '@parley/shared-types/model.ts';
import { backoffMs } from '../lib/backoff.ts';
import { isCoded } from '../lib/errors.ts';
import type { EffectPatch, EffectRow } from '../store/store.ts';
import { isPassing, reasonOf } from './decide.ts';
import type { EffectDefinition, EffectDeps, EffectDone, EffectPlan, EffectStep } from './effect.ts';
import { createHold, type Hold, LeaseLost } from './effect-hold.ts';
import { Released } from './in-place.ts';

const READ_AHEAD = 50;
const RETRY = { minMs: 1_000, maxMs: 300_000 };
/** When wanted is ahead of the log, as after a restored backup: look again so much later. */
const LOG_BEHIND_MS = 60_000;
/** A plan that waits for the past must not spin. */
const SOONEST_MS = 100;

interface RowWork<Action, Facts> {
  readonly hold: Hold;
  readonly definition: EffectDefinition<Action, Facts>;
  readonly deps: EffectDeps;
  readonly closing: AbortSignal;
}

type Tried = { readonly done: EffectDone; readonly result: 'done' | 'found' } | { readonly error: unknown; readonly refused: boolean };

/** The step was begun once before and its end is not known: null when it was not done, or when nobody can tell. */
async function lookUp<Action, Facts>(
  step: EffectStep<Action>,
  { hold, definition, deps }: RowWork<Action, Facts>,
): Promise<EffectDone | null> {
  try {
    return await hold.during(() => definition.lookup(step));
  } catch (error) {
    if (isPassing(error)) throw error;
    deps.logger.warn({ err: error, key: step.key }, 'effect cannot be looked up, so it is done again');
    deps.metrics.effects.inc({ worker: definition.worker, result: 'repeated_blindly' });
    return null;
  }
}

async function tryStep<Action, Facts>(step: EffectStep<Action>, toSeq: number, work: RowWork<Action, Facts>): Promise<Tried> {
  const { hold, definition } = work;
  let acting = false;
  try {
    const wasBegun = step.row.inFlight?.toSeq === toSeq;
    if (wasBegun || toSeq <= step.row.lookupTo) {
      const found = await lookUp(step, work);
      if (found) return { done: found, result: 'found' };
    }
    if (!wasBegun) await hold.write({ inFlight: { toSeq, key: step.key } });
    acting = true;
    return { done: await hold.during(() => definition.act(step)), result: 'done' };
  } catch (error) {
    if (error instanceof LeaseLost || error instanceof Released) throw error;
    return { error, refused: acting && isCoded(error) && error.retryAfterMs !== undefined };
  }
}

/** @returns false when the row has to wait */
async function takeStep<Action, Facts>(plan: EffectPlan<Action> & { do: 'act' }, work: RowWork<Action, Facts>): Promise<boolean> {
  const { hold, definition, deps } = work;
  const { clock, logger, metrics } = deps;
  const { worker } = definition;
  const { toSeq, action } = plan;
  const row = hold.row();
  const key = `${row.siteId}:${row.conversationId}:${toSeq}`;
  const tried = await tryStep({ row, action, key }, toSeq, work);
  const passed = { doneSeq: toSeq, inFlight: null, attempt: 0 };
  if ('done' in tried) {
    const { providerId, settles } = tried.done;
    // What failed for good stays told until it is done again.
    const told = settles ? { failedSeq: null, lastError: null } : row.failedSeq === null && { lastError: null };
    await hold.write({ ...passed, actedSeq: Math.max(row.actedSeq, toSeq), ...told, ...(providerId !== undefined && { providerId }) });
    metrics.effects.inc({ worker, result: tried.result });
    return true;
  }
  const { error, refused } = tried;
  if (!isPassing(error)) {
    logger.error({ err: error, key }, 'effect failed for good; the conversation goes on behind it');
    await hold.write({ ...passed, lastError: reasonOf(error), failedSeq: row.failedSeq ?? toSeq });
    metrics.effects.inc({ worker, result: 'failed' });
    return true;
  }
  const attempt = row.attempt + 1;
  const waitMs = Math.max(backoffMs(attempt, RETRY), isCoded(error) ? (error.retryAfterMs ?? 0) : 0);
  logger.warn({ err: error, key, attempt, waitMs }, 'effect is tried again later');
  metrics.effects.inc({ worker, result: 'retried' });
  const mark = refused ? { inFlight: null } : {};
  await hold.write({ ...mark, attempt, dueAt: clock.now() + waitMs, lastError: reasonOf(error), release: true });
  return false;
}

/** Entries behind doneSeq, read ahead in pages; up to the step in flight, so that it is planned again as it was. */
function createReader({ hold, deps: { store } }: Pick<RowWork<never, never>, 'hold' | 'deps'>) {
  let page: readonly Entry[] = [];
  return async (): Promise<readonly Entry[]> => {
    const row = hold.row();
    page = page.filter(({ seq }) => seq > row.doneSeq);
    if (page.length === 0) page = await store.log.since(row, row.doneSeq, READ_AHEAD);
    const upTo = row.inFlight?.toSeq ?? row.wantedSeq;
    return page.filter(({ seq }) => seq <= upTo);
  };
}

/** Passes what needs nothing done; an error for good stays told. */
function skipped(row: EffectRow, { toSeq, note }: EffectPlan<never> & { do: 'skip' }): EffectPatch {
  const told = note !== undefined && row.failedSeq === null ? { lastError: note } : {};
  return { doneSeq: toSeq, inFlight: null, attempt: 0, ...told };
}

async function takeSteps<Action, Facts>(work: RowWork<Action, Facts>): Promise<void> {
  const { hold, definition, deps, closing } = work;
  const read = createReader(work);
  while (hold.row().doneSeq < hold.row().wantedSeq && !closing.aborted) {
    const entries = await read();
    if (entries.length === 0) return hold.write({ inFlight: null, dueAt: deps.clock.now() + LOG_BEHIND_MS, release: true });
    const facts = (await definition.look?.(hold.row())) as Facts;
    const plan = definition.plan(hold.row(), entries, facts);
    if (plan.do === 'wait') return hold.write({ dueAt: Math.max(plan.until, deps.clock.now() + SOONEST_MS), release: true });
    if (plan.do === 'skip') await hold.write(skipped(hold.row(), plan));
    else {
      const place = definition.enter?.(hold.row().target) ?? (() => {});
      if (typeof place !== 'function') return hold.write({ dueAt: deps.clock.now() + place.waitMs, release: true });
      const goesOn = await takeStep(plan, work).finally(place);
      if (!goesOn) return;
    }
  }
  await hold.write({ release: true });
}

/** Does doneSeq+1 to wantedSeq of a row, writing each step; never throws: what it leaves is leased again later. */
export async function workOff<Action, Facts>(
  leased: EffectRow,
  definition: EffectDefinition<Action, Facts>,
  given: EffectDeps,
  closing: AbortSignal,
): Promise<void> {
  const { siteId, conversationId, target } = leased;
  const deps = { ...given, logger: given.logger.child({ site: siteId, conversation: conversationId, target }) };
  try {
    await takeSteps({ hold: createHold(leased, deps, closing), definition, deps, closing });
  } catch (error) {
    if (error instanceof LeaseLost) return deps.logger.warn('another copy holds the lease now');
    if (error instanceof Released || isPassing(error)) return deps.logger.warn({ err: error }, 'effect row left to its lease');
    deps.logger.error({ err: error }, 'effect row broke');
  }
}
