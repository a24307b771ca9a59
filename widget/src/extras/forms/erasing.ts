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
    const { session } = model.live();
    const { pending } = model.state();
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
    // A link of a mail goes on with what is left of its conversation. Other tabs follow the grant in the storage.
    if (ends && host.launcher) model.logout();
  };
  model.subscribe(follow);
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
  };
}
export type Erasing = ReturnType<typeof createErasing>;
