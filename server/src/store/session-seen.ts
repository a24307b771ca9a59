import type { Clock } from '../lib/clock.ts';
import type { Session, Store } from './store.ts';

const HOUR_MS = 3_600_000;

/**
 * Returns what notes that a session is in use, at most once an hour: enough to know a forgotten one by, and no diary of
 * anybody's day. A note that fails is made another time.
 */
export function createSessionSeen({ sessions }: Pick<Store, 'sessions'>, clock: Clock): (session: Session) => void {
  const noting = new Set<string>();
  return ({ tokenHash, lastSeenAt }) => {
    const now = clock.now();
    if (now - lastSeenAt < HOUR_MS || noting.has(tokenHash)) return;
    noting.add(tokenHash);
    void sessions
      .seen(tokenHash, now)
      .catch(() => {})
      .finally(() => noting.delete(tokenHash));
  };
}
