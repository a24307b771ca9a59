/** Sends the events of one step, notes how each attempt went, and switches off a hook that has to be. */
import type { HookBody, HookDelivery, HookEventType, HookStop } from '@parley/shared-types/hooks.ts';
import type { Clock } from '../../lib/clock.ts';
import { ParleyError } from '../../lib/errors.ts';
import type { Logger } from '../../lib/logger.ts';
import type { Hook, HookStore } from '../../store/hook-store.ts';
import type { Store } from '../../store/store.ts';
import type { EffectDone, EffectStep } from '../../worker/index.ts';
import type { Attempt, Tried } from './attempt.ts';
import { eventId, retryIn, type Sending } from './decide.ts';
import type { Gate } from './gate.ts';
import { bodyOf } from './payload.ts';

export interface SendDeps {
  readonly store: Pick<Store, 'log'> & { readonly hooks: HookStore };
  readonly clock: Clock;
  readonly logger: Logger;
  readonly attempt: Attempt;
  readonly gate: Gate;
  /** A hook that has failed without a break for so long is switched off. */
  readonly disableAfterMs: number;
}

/** Ids of the events of a step that have arrived already: before a crash, or by the button. */
async function arrived({ store }: SendDeps, { row, action: { hook, types } }: EffectStep<Sending>): Promise<ReadonlySet<string>> {
  if (types.length === 1 && row.attempt === 0 && row.inFlight === null) return new Set();
  const deliveries = await store.hooks.deliveries(hook);
  return new Set(deliveries.filter(({ state }) => state === 'delivered').map(({ id }) => id));
}

async function stop({ store, logger }: SendDeps, hook: Hook, why: HookStop): Promise<void> {
  await store.hooks.change(hook, { isOn: false, stopped: why });
  logger.warn({ hook: hook.hookId, why }, 'webhook switched off');
}

/** What a failure means for the hook itself. */
async function noteFailure(deps: SendDeps, hook: Hook, { isGone, isAway, askedMs }: Tried): Promise<void> {
  const { gate, clock, store, disableAfterMs } = deps;
  if (isAway) gate.failed(hook.hookId, askedMs);
  else gate.answered(hook.hookId);
  if (isGone) return stop(deps, hook, 'gone');
  // Read again: the hook of the plan may be of before the last success.
  const failingSince = (await store.hooks.get(hook))?.failingSince ?? null;
  if (failingSince === null) await store.hooks.change(hook, { failingSince: clock.now() });
  else if (clock.now() - failingSince > disableAfterMs) await stop(deps, hook, 'failing');
}

async function noteSuccess({ gate, store }: SendDeps, hook: Hook): Promise<void> {
  gate.answered(hook.hookId);
  if (hook.failingSince !== null) await store.hooks.change(hook, { failingSince: null });
}

/** Sends one event. @throws ParleyError `hook_*` that says whether it is tried again */
async function sendOne(deps: SendDeps, { row, action }: EffectStep<Sending>, id: string, body: HookBody<HookEventType>): Promise<void> {
  const { hook, entry } = action;
  const { store, clock } = deps;
  const number = row.attempt + 1;
  const tried = await deps.attempt(hook, id, body);
  const { status, error, durationMs } = tried;
  const waitMs = error === null || tried.isGone ? null : retryIn(number, tried.askedMs);
  const state = error === null ? 'delivered' : waitMs === null ? 'failed' : 'waiting';
  const place = { id, type: body.type, conversationId: entry.conversationId, seq: entry.seq };
  const now = clock.now();
  const nextAt = waitMs === null ? null : now + waitMs;
  const delivery: HookDelivery = { ...place, attempt: number, state, at: now, durationMs, status, error, nextAt };
  await store.hooks.note(hook, delivery);
  if (error === null) return noteSuccess(deps, hook);
  await noteFailure(deps, hook, tried);
  const detail = status === null ? error : `${error} ${status}`;
  if (waitMs === null) throw new ParleyError(tried.isGone ? 'hook_gone' : 'hook_given_up', { detail });
  throw new ParleyError(error, { detail: status === null ? 'no answer' : `HTTP ${status}`, retryAfterMs: waitMs });
}

/** Returns what an effect does outside: `act` and `lookup` of worker/effect.ts. */
export function createSend(deps: SendDeps) {
  const idsOf = ({ entry, types }: Sending) => types.map((type) => eventId(entry, entry.seq, type));
  return {
    async act(step: EffectStep<Sending>): Promise<EffectDone> {
      const { entry, types } = step.action;
      const done = await arrived(deps, step);
      for (const type of types) {
        const id = eventId(entry, entry.seq, type);
        const body = done.has(id) ? null : await bodyOf(deps.store.log, entry, type);
        if (body) await sendOne(deps, step, id, body);
      }
      return {};
    },
    /** All have arrived, as the log says. What is not in it may have: then it goes out once more, with the same id. */
    async lookup(step: EffectStep<Sending>): Promise<EffectDone | null> {
      const done = await arrived(deps, step);
      return idsOf(step.action).every((id) => done.has(id)) ? {} : null;
    },
  };
}
