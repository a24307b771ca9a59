import type { Frame } from '@parley/shared-types/events.ts';
import { EXCHANGES } from '@parley/shared-types/topics.ts';
import type { Channel } from './link.ts';
import type { Named } from './topology.ts';

/** Sends frames on a channel of their own, without confirms; waits while the socket is full. */
export function createFrameSender(named: Named) {
  let channel: Channel | null = null;
  let drained: PromiseWithResolvers<void> | null = null;
  const release = () => {
    drained?.resolve();
    drained = null;
  };
  return {
    use(next: Channel | null) {
      release();
      channel = next;
      next?.on('drain', release);
    },
    async send(frames: readonly Frame[]): Promise<void> {
      for (const frame of frames) {
        try {
          const more = channel?.publish(named(EXCHANGES.deliver), frame.siteId, Buffer.from(JSON.stringify(frame)), {
            deliveryMode: false,
          });
          if (more === false) drained ??= Promise.withResolvers();
        } catch {
          // The channel is gone; whoever misses the frame finds it by sync.
        }
      }
      await drained?.promise;
    },
  };
}
