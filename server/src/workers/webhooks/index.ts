import type { IsAllowed } from '../../lib/safe-address.ts';
import { createSafePost } from '../../lib/safe-fetch.ts';
import type { Hook, HookStore } from '../../store/hook-store.ts';
import type { Store } from '../../store/store.ts';
import { type EffectDefinition, runEffectWorker, type Worker, type WorkerDeps } from '../../worker/index.ts';
import { createAttempt } from './attempt.ts';
import { createByHand, type HooksByHand } from './by-hand.ts';
import { decideSending, type Sending } from './decide.ts';
import { createGate } from './gate.ts';
import { createSend } from './send.ts';

export type { HooksByHand } from './by-hand.ts';
export { rotateSecrets } from './sign.ts';

/** Waiting for answers is most of the work. */
const AT_ONCE = 32;

interface HookSettings {
  readonly isAllowed: IsAllowed;
  readonly disableAfterMs: number;
}
interface WebhooksDeps extends Omit<WorkerDeps, 'ping'> {
  readonly store: Pick<Store, 'log' | 'effects' | 'sites' | 'conversations' | 'meta'> & { readonly hooks: HookStore };
  readonly settings: HookSettings & { readonly ca?: string; readonly timeoutMs?: number };
}

/** One target for each hook that is on. Asked of the store each time: the first event behind a new hook is sent. */
function webhooksEffect({ store, clock, logger, settings }: WebhooksDeps): EffectDefinition<Sending, Hook | null> {
  const gate = createGate(clock);
  const attempt = createAttempt({ post: createSafePost(settings), clock });
  const { disableAfterMs } = settings;
  return {
    worker: 'webhooks',
    atOnce: AT_ONCE,
    enter: gate.enter,
    targets: async (siteId) => (await store.hooks.ofSite(siteId)).filter(({ isOn }) => isOn).map(({ hookId }) => hookId),
    look: ({ siteId, target }) => store.hooks.get({ siteId, hookId: target }),
    plan: (_row, entries, hook) => decideSending(entries, hook),
    ...createSend({ store, clock, logger, attempt, gate, disableAfterMs }),
  };
}

/** Starts the webhooks worker. @returns when it consumes its queue */
export async function startWebhooks(deps: WebhooksDeps): Promise<Worker> {
  const worker = runEffectWorker(webhooksEffect(deps), deps);
  await worker.ready;
  return worker;
}

/** What owners send by hand, from whichever process they ask. */
export function createHooksByHand({
  store,
  clock,
  settings,
}: Pick<WebhooksDeps, 'store' | 'clock'> & { readonly settings: HookSettings }): HooksByHand {
  return createByHand({ store, clock, attempt: createAttempt({ post: createSafePost(settings), clock }) });
}
