import { newId, type Timers } from '@parley/widget/core/time.ts';
import { createWishes, type WishMessage } from '@parley/widget/core/wishes.ts';

/** How the tabs of one browser hear each other; null where they cannot. */
export type OpenTabs = (hear: (message: WishMessage) => void) => { post(message: WishMessage): void; close(): void } | null;

interface OneTabDeps {
  readonly openTabs: OpenTabs | undefined;
  readonly timers: Timers;
}

/** Lets one of several tabs do what all of them would: the one best placed. Where tabs cannot talk each does it, at once. */
export function createOneTab({ openTabs, timers }: OneTabDeps) {
  let standing = 0;
  const channel = openTabs?.((message) => wishes.hear(message)) ?? null;
  const wishes = createWishes({ id: newId(), timers, post: (message) => channel?.post(message), standing: () => standing });
  return {
    /** @param placed how well this tab is placed for it, a digit below 9 */
    do(key: string, placed: number, work: () => void): void {
      if (!channel) {
        work();
        return;
      }
      // Read by the claim before it waits.
      standing = placed;
      void wishes.claim(key).then((isMine) => {
        if (isMine) work();
      });
    },
    close: () => channel?.close(),
  };
}
