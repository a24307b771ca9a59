import type { Timers } from './time.ts';

/** Time for other tabs to say that they are better placed. */
const WISH_MS = 150;
/** Better than any tab: the thing is done. */
const DONE = '9';
const MOST_KEYS = 100;

export interface WishMessage {
  readonly kind: 'wish';
  readonly key: string;
  /** Of two the higher one does it. */
  readonly rank: string;
}

interface WishesDeps {
  readonly id: string;
  readonly timers: Timers;
  readonly post: (message: WishMessage) => void;
  /** How well this tab is placed, a digit below 9. */
  readonly standing: () => number;
}

/**
 * Finds the one tab of all that does a thing: each says how well it is placed and, when it heard of none that is better, that it
 * does it. Every tab looks at its own clock only, so a hidden one, whose timers are late, cannot keep a visible one waiting.
 */
export function createWishes({ id, timers, post, standing }: WishesDeps) {
  const best = new Map<string, string>();
  const hear = ({ key, rank }: Omit<WishMessage, 'kind'>) => {
    if (best.size > MOST_KEYS) best.clear();
    if (rank > (best.get(key) ?? '')) best.set(key, rank);
  };
  const say = (key: string, rank: string) => {
    hear({ key, rank });
    post({ kind: 'wish', key, rank });
  };
  return {
    hear,
    /** @returns whether this tab does it */
    async claim(key: string): Promise<boolean> {
      const rank = standing() + id;
      say(key, rank);
      await new Promise<void>((resolve) => timers.after(WISH_MS, resolve));
      const isMine = best.get(key) === rank;
      if (isMine) say(key, DONE);
      return isMine;
    },
  };
}
