import type { Frame } from '@parley/shared-types/events.ts';
import type { SiteId } from '@parley/shared-types/model.ts';
import type { Logger } from '../../lib/logger.ts';
import type { BroadcastHandler, Broadcasts } from '../bus.ts';

/** Frames within one process: handed over at once, in order; nothing can be missed, so `onGap` is never called. */
export function createBroadcasts(logger: Logger) {
  const listeners = new Set<{ readonly sites: Set<SiteId>; readonly handler: BroadcastHandler }>();
  return {
    send(frames: readonly Frame[]): void {
      for (const frame of frames) {
        for (const { sites, handler } of listeners) {
          if (!sites.has(frame.siteId)) continue;
          try {
            handler.onFrame(frame);
          } catch (error) {
            // One gateway's mistake is not the sender's, nor its neighbour's.
            logger.error({ err: error, frame: frame.type }, 'a handler of frames threw');
          }
        }
      }
    },
    listen(handler: BroadcastHandler): Broadcasts {
      const listener = { sites: new Set<SiteId>(), handler };
      listeners.add(listener);
      return {
        async bind(siteId) {
          listener.sites.add(siteId);
        },
        async unbind(siteId) {
          listener.sites.delete(siteId);
        },
        async close() {
          listeners.delete(listener);
        },
      };
    },
  };
}
