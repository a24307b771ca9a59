import type { Clock } from '../../lib/clock.ts';

/** Events of one hook on their way at once, from one copy. */
const PLACES = 4;
const REST_MS = { least: 5_000, most: 300_000 };
/** Whoever finds no place asks again after about so long. */
const ASK_AGAIN_MS = 1_500;

interface Place {
  taken: number;
  /** Attempts that failed since the last that was answered. */
  failures: number;
  restsUntil: number;
}

/**
 * Keeps a hook that is slow or away from holding up the others, and from being asked by all of its conversations at once: each hook
 * has few places, and one that fails rests for a while - longer each time - and is then tried by one conversation alone.
 */
export function createGate(clock: Clock, random: () => number = Math.random) {
  const places = new Map<string, Place>();
  const placeOf = (hookId: string): Place => {
    const place = places.get(hookId) ?? { taken: 0, failures: 0, restsUntil: 0 };
    places.set(hookId, place);
    return place;
  };
  const forgetIfIdle = (hookId: string, { taken, failures }: Place) => {
    if (taken === 0 && failures === 0) places.delete(hookId);
  };
  return {
    enter(hookId: string): (() => void) | { readonly waitMs: number } {
      const place = placeOf(hookId);
      const restMs = place.restsUntil - clock.now();
      if (restMs > 0) return { waitMs: Math.round(restMs * (1 + random() / 4)) };
      if (place.taken >= (place.failures > 0 ? 1 : PLACES)) return { waitMs: Math.round(ASK_AGAIN_MS * (1 + random())) };
      place.taken += 1;
      return () => {
        place.taken -= 1;
        forgetIfIdle(hookId, place);
      };
    },
    /** It answered, whatever it said. */
    answered(hookId: string): void {
      placeOf(hookId).failures = 0;
    },
    /** It is away, or overloaded. @param askedMs for which it asked to be left alone */
    failed(hookId: string, askedMs: number): void {
      const place = placeOf(hookId);
      // Of several that were on their way together one counts.
      if (place.restsUntil <= clock.now()) place.failures += 1;
      const restMs = Math.min(REST_MS.most, REST_MS.least * 2 ** Math.min(place.failures - 1, 20));
      place.restsUntil = Math.max(place.restsUntil, clock.now() + Math.max(restMs, askedMs));
    },
  };
}
export type Gate = ReturnType<typeof createGate>;
