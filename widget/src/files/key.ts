/** The key to the files of the conversation: asked for when there is something to show, and again when it ends. */
import type { FileRef } from '@parley/shared-types/model.ts';
import type { VisitorSession } from '../core/visitor-session.ts';

/** A minute less than the server says: clocks of visitors are wrong, the time since is not. */
const GOOD_MS = 540_000;
const AGAIN_MS = 3_000;

interface KeyDeps {
  readonly address: string;
  readonly session: () => VisitorSession;
  readonly changed: () => void;
}

export function createKey({ address, session, changed }: KeyDeps) {
  let path = '';
  let key = '';
  let until = 0;
  let asked = 0;
  let asking: Promise<void> | null = null;
  const pathNow = () => `${address}/files/${session().state().conversationId}/`;
  const isGood = () => path === pathNow() && Date.now() < until;
  const ask = async () => {
    asked = Date.now();
    const of = pathNow();
    const answer = await session().fileKey();
    asking = null;
    if (!answer.ok) return;
    [path, key, until] = [of, answer.key as string, Date.now() + GOOD_MS];
    changed();
  };
  /** Many pictures that come into sight together ask once. */
  const renew = () => {
    asking ??= ask();
    return asking;
  };
  return {
    renew,
    isGood,
    /** Where a file is; undefined until there is a key, which is asked for. */
    urlOf({ id }: FileRef): string | undefined {
      if (!isGood() && Date.now() - asked > AGAIN_MS && session().grant()) void renew();
      return key && path === pathNow() ? `${path}${id}?key=${key}` : undefined;
    },
  };
}
