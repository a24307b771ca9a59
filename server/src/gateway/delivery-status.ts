import type { EffectName, EffectState, InConversation } from '@parley/shared-types/socket.ts';
import { isEffectWorker } from '@parley/shared-types/topics.ts';
import { ParleyError } from '../lib/errors.ts';
import { sortableId } from '../lib/ids.ts';
import type { GatewayContext } from './context.ts';

/** How far each way to a person has come with a conversation. Rows of the sweeps are none, and webhooks have a log of their own. */
export async function deliveryOf(
  { store }: Pick<GatewayContext, 'store'>,
  { siteId, conversationId }: InConversation,
): Promise<{ effects: readonly EffectState[] }> {
  const rows = await store.effects.of({ siteId, conversationId });
  return {
    effects: rows.flatMap(({ worker, target, doneSeq, wantedSeq, actedSeq, dueAt, attempt, lastError, failedSeq }) =>
      isEffectWorker(worker) && worker !== 'webhooks'
        ? [{ worker, target, doneSeq, wantedSeq, actedSeq, dueAt, attempt, lastError, failedSeq }]
        : [],
    ),
  };
}

/**
 * Does again what failed, at once. The worker is woken by an event that says nothing new: its cursor is the truth.
 * @throws ParleyError `not_found`, `effect_in_hand`; what bus and store throw
 */
export async function redoEffect({ store, bus, clock }: GatewayContext, effect: EffectName): Promise<void> {
  const { siteId, conversationId, worker, target } = effect;
  const key = { siteId, conversationId };
  const row = (await store.effects.of(key)).find((one) => one.worker === worker && one.target === target);
  if (!row) throw new ParleyError('not_found');
  if (!(await store.effects.redo(row, clock.now()))) throw new ParleyError('effect_in_hand', { retryAfterMs: 5_000 });
  const [head] = await store.log.heads([key]);
  const wake = { id: sortableId(), type: 'message.stored', v: 1, at: clock.now(), ...key } as const;
  await bus.publish([{ message: { ...wake, epoch: head?.epoch ?? '', seq: row.wantedSeq, entries: [] } }]);
}
