/** Who the visitor is, told to the conversation: loaded once the page, a form or a token has said something about them. */
import { isProfile, knownProfile, newsOf } from '../panel/profile.ts';
import type { Kit } from './kit.ts';

/** Tells what is not known yet. @param isWriting a message goes out at this moment */
export type About = (isWriting: boolean) => void;

export function create({ model }: Kit): About {
  const { memory } = model.core;
  /** What was refused is not said again. */
  const forget = () => {
    for (const { clientMsgId, body, state, code } of model.state().pending) {
      if (state !== 'failed' || !isProfile(body)) continue;
      memory.wanted = {};
      console.warn(`parley: ${code} - what was set about the visitor was refused`);
      model.discard(clientMsgId);
    }
  };
  return (isWriting) => {
    forget();
    const { entries, pending, isLoaded, owner, verified, wanted } = model.state();
    // Not before they write, since knowing its author makes no conversation.
    const hasWritten = entries.some((entry) => entry.kind === 'entry' && entry.author.kind === 'visitor');
    if (!isLoaded || !(isWriting || pending.length > 0 || hasWritten)) return;
    // Name and address of a user are those of the token, whatever the page sets.
    const mine = owner ? { ...(wanted.data && { data: wanted.data }), ...verified } : wanted;
    const news = newsOf(mine, knownProfile(entries, pending));
    if (news) model.live().session.identify(news);
  };
}
