import { isErase } from '../../panel/profile.ts';
import type { Kit } from '../kit.ts';

/**
 * The wish to erase all, from the click until it is done: then this browser forgets the conversation and begins anew. It lies in the
 * outbox like a message, so that it outlives a reload and a lost connection.
 */
export function createErasing({ model, host }: Kit) {
  let isOnWay = false;
  let isDone = false;
  const wish = () => model.state().pending.find(({ body }) => isErase(body));
  const follow = () => {
    const { session, storage } = model.live();
    const { entries, conversationId } = model.state();
    const wasOnWay = isOnWay;
    const found = wish();
    isOnWay = found !== undefined;
    // Nothing was stored, so there is nothing to erase.
    if (found?.code === 'not_found') return session.discard(found.clientMsgId);
    const ends = wasOnWay && !isOnWay;
    isDone ||= ends;
    const grant = storage.get(`${host.prefix}grant`);
    const isLeft = entries.some((entry) => entry.kind === 'entry' && isErase(entry.body as never)) && grant && conversationId;
    // A link of a mail goes on with what is left of its conversation. Another tab that erased it has begun anew: this one joins it.
    if ((ends && host.launcher) || (isLeft && !grant.includes(conversationId))) model.reset();
  };
  model.subscribe(follow);
  addEventListener('storage', follow);
  follow();
  return {
    wish,
    isDone: () => isDone && !isOnWay,
    /** What was not sent yet is not sent any more. */
    begin() {
      const { session } = model.live();
      for (const { clientMsgId, state } of session.state().pending) if (state !== 'accepted') session.discard(clientMsgId);
      session.tell({ kind: 'erase' });
    },
    close: () => removeEventListener('storage', follow),
  };
}
export type Erasing = ReturnType<typeof createErasing>;
