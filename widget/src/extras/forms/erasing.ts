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
    const { entries, pending, conversationId } = model.state();
    const wasOnWay = isOnWay;
    isOnWay = wish() !== undefined;
    // What was told of a conversation that there is not, or is refused, is not told again. An erasure may be tried again, unless
    // there is nothing to erase.
    const refused = pending.find(
      ({ body, code }) => code && typeof body === 'object' && 'kind' in body && (!isErase(body) || code === 'not_found'),
    );
    if (refused) return session.discard(refused.clientMsgId);
    const ends = wasOnWay && !isOnWay;
    isDone ||= ends;
    const grant = storage.get(`${host.prefix}grant`);
    const isLeft = entries.some((entry) => entry.kind === 'entry' && entry.body.kind === 'erase') && grant && conversationId;
    // A link of a mail goes on with what is left of its conversation.
    if (ends && host.launcher) model.reset();
    // Another tab that erased it has begun anew: this one joins it.
    else if (isLeft && !grant.includes(conversationId)) model.reset(undefined, true);
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
