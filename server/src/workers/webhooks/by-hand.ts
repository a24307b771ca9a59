import type { HookDelivery, HookTried } from '@parley/shared-types/hooks.ts';
import type { ConversationId, SiteId } from '@parley/shared-types/model.ts';
import type { Clock } from '../../lib/clock.ts';
import { ParleyError } from '../../lib/errors.ts';
import { randomId } from '../../lib/ids.ts';
import type { Hook, HookKey, HookStore } from '../../store/hook-store.ts';
import type { Store } from '../../store/store.ts';
import type { Attempt, Tried } from './attempt.ts';
import { typesOf } from './decide.ts';
import { bodyOf } from './payload.ts';

interface ByHandDeps {
  readonly store: Pick<Store, 'log'> & { readonly hooks: HookStore };
  readonly clock: Clock;
  readonly attempt: Attempt;
}

/** What people ask for: each is one attempt, at once. */
export interface HooksByHand {
  /** Sends a `ping`, also to a hook that is off. @throws ParleyError `not_found` */
  ping(key: HookKey): Promise<HookTried>;
  /** Sends an event of the log once more, with the same id. @throws ParleyError `not_found`, `hook_off`, `hook_event_gone` */
  redeliver(key: HookKey, deliveryId: string): Promise<HookTried>;
}

const shown = ({ status, durationMs, error }: Tried): HookTried => ({ status, durationMs, error });

async function bodyAgain({ log }: ByHandDeps['store'], siteId: SiteId, { conversationId, seq, type }: HookDelivery) {
  const [entry] = await log.since({ siteId, conversationId: conversationId as ConversationId }, seq - 1, 1);
  const body = entry?.seq === seq && typesOf(entry).includes(type) ? await bodyOf(log, entry, type) : null;
  if (!body) throw new ParleyError('hook_event_gone');
  return body;
}

export function createByHand(deps: ByHandDeps): HooksByHand {
  const { store, clock, attempt } = deps;
  const read = async (key: HookKey): Promise<Hook> => {
    const hook = await store.hooks.get(key);
    if (!hook) throw new ParleyError('not_found');
    return hook;
  };
  return {
    async ping(key) {
      const { siteId, hookId } = key;
      const body = { type: 'ping', timestamp: new Date(clock.now()).toISOString(), data: { siteId, hookId } } as const;
      return shown(await attempt(await read(key), `ping_${randomId()}`, body));
    },
    async redeliver(key, deliveryId) {
      const hook = await read(key);
      if (!hook.isOn) throw new ParleyError('hook_off');
      const before = (await store.hooks.deliveries(key)).find(({ id }) => id === deliveryId);
      if (!before) throw new ParleyError('not_found');
      const tried = shown(await attempt(hook, deliveryId, await bodyAgain(store, key.siteId, before)));
      // What the worker still means to try, and what has arrived before, stays so.
      const state = tried.error === null ? 'delivered' : before.state;
      const nextAt = state === 'waiting' ? before.nextAt : null;
      await store.hooks.note(key, { ...before, ...tried, state, nextAt, attempt: before.attempt + 1, at: clock.now() });
      if (tried.error === null && hook.failingSince !== null) await store.hooks.change(key, { failingSince: null });
      return tried;
    },
  };
}
