import type { SiteId } from '@parley/shared-types/model.ts';
import type { Broadcasts } from '../bus/bus.ts';
import type { Clock } from '../lib/clock.ts';

const KEPT_MS = 30_000;

export interface Bindings {
  /** Counts one socket of the site; resolves when frames of the site arrive (SPEC G7). */
  acquire(siteId: SiteId): Promise<void>;
  release(siteId: SiteId): void;
  /** The sites that have sockets here. */
  sites(): readonly SiteId[];
}

/** Frames are taken for a site while it has sockets here, and a little longer, so that a reload costs the broker nothing. */
export function createBindings(broadcasts: Pick<Broadcasts, 'bind' | 'unbind'>, clock: Clock): Bindings {
  const bound = new Map<SiteId, { sockets: number; ready: Promise<void>; cancel: (() => void) | null }>();
  const unbindLater = (siteId: SiteId) =>
    clock.after(KEPT_MS, () => {
      if (bound.get(siteId)?.sockets !== 0) return;
      bound.delete(siteId);
      // A binding that stays only brings frames that nobody here needs.
      broadcasts.unbind(siteId).catch(() => {});
    });
  return {
    acquire(siteId) {
      let entry = bound.get(siteId);
      if (!entry) {
        entry = { sockets: 0, ready: broadcasts.bind(siteId), cancel: null };
        entry.ready.catch(() => bound.delete(siteId));
        bound.set(siteId, entry);
      }
      entry.cancel?.();
      entry.cancel = null;
      entry.sockets += 1;
      return entry.ready;
    },
    release(siteId) {
      const entry = bound.get(siteId);
      if (!entry) return;
      entry.sockets = Math.max(0, entry.sockets - 1);
      if (entry.sockets === 0) entry.cancel = unbindLater(siteId);
    },
    sites: () => [...bound].filter(([, entry]) => entry.sockets > 0).map(([siteId]) => siteId),
  };
}
