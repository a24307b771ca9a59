/** Frames to this process: a queue of its own on the broker, gone when the process is. */
import type { Frame } from '@parley/shared-types/events.ts';
import type { SiteId } from '@parley/shared-types/model.ts';
import { EXCHANGES, LIMITS } from '@parley/shared-types/topics.ts';
import { ParleyError } from '../../lib/errors.ts';
import type { Logger } from '../../lib/logger.ts';
import type { BroadcastHandler, Broadcasts } from '../bus.ts';
import { type Channel, type ChannelModel, type ConsumeMessage, closeChannel } from './link.ts';
import type { Named } from './topology.ts';

const OWN_QUEUE = { exclusive: true, autoDelete: true, durable: false, maxLength: LIMITS.gatewayQueueLength };

interface ListenerDeps {
  readonly named: Named;
  readonly logger: Logger;
}

interface Listener {
  readonly broadcasts: Broadcasts;
  /** Declares, binds and consumes again on a new connection. */
  attach(connection: ChannelModel): Promise<void>;
}

function createListener(handler: BroadcastHandler, { named, logger }: ListenerDeps, onClose: () => void): Listener {
  const sites = new Set<SiteId>();
  let channel: Channel | null = null;
  let queue = '';
  let wasUp = false;
  let over = false;

  const receive = (message: ConsumeMessage | null) => {
    if (message === null) return void channel?.close().catch(() => {});
    try {
      handler.onFrame(JSON.parse(message.content.toString('utf8')) as Frame);
    } catch (error) {
      logger.error({ err: error }, 'a frame could not be delivered');
    }
  };
  const attach = async (connection: ChannelModel) => {
    const next = await connection.createChannel();
    next.on('error', () => {});
    next.on('close', () => {
      if (channel === next) channel = null;
      // A channel that the broker closed: a new connection brings everything back, and tells the gap.
      if (!over) connection.close().catch(() => {});
    });
    const declared = await next.assertQueue('', { ...OWN_QUEUE, arguments: { 'x-overflow': 'drop-head' } });
    for (const siteId of sites) await next.bindQueue(declared.queue, named(EXCHANGES.deliver), siteId);
    await next.consume(declared.queue, receive, { noAck: true });
    queue = declared.queue;
    channel = next;
    if (wasUp) handler.onGap();
    wasUp = true;
  };
  const broadcasts: Broadcasts = {
    async bind(siteId) {
      sites.add(siteId);
      if (!channel) throw new ParleyError('unavailable', { detail: 'the broker is away' });
      await channel.bindQueue(queue, named(EXCHANGES.deliver), siteId).catch((cause: unknown) => {
        throw new ParleyError('unavailable', { cause });
      });
    },
    async unbind(siteId) {
      sites.delete(siteId);
      await channel?.unbindQueue(queue, named(EXCHANGES.deliver), siteId).catch(() => {});
    },
    async close() {
      over = true;
      onClose();
      sites.clear();
      if (channel) await closeChannel(channel);
    },
  };
  return { broadcasts, attach };
}

/** All listeners of one bus: usually one, the gateway's. */
export function createListeners(deps: ListenerDeps) {
  const listeners = new Set<Listener>();
  return {
    async listen(handler: BroadcastHandler, connection: ChannelModel): Promise<Broadcasts> {
      const listener: Listener = createListener(handler, deps, () => listeners.delete(listener));
      await listener.attach(connection);
      listeners.add(listener);
      return listener.broadcasts;
    },
    async attach(connection: ChannelModel): Promise<void> {
      for (const listener of listeners) await listener.attach(connection);
    },
    async close(): Promise<void> {
      await Promise.all([...listeners].map(({ broadcasts }) => broadcasts.close()));
    },
  };
}
