import { createAdapter, createShardedAdapter } from '@socket.io/redis-adapter';
import { Redis } from 'ioredis';
import type { Clock } from '../lib/clock.ts';
import { randomId } from '../lib/ids.ts';
import type { Logger } from '../lib/logger.ts';
import type { Fanout } from './fanout.ts';
import { createLocalFanout } from './local.ts';
import { breakPublisher, breakSubscriber, type PubSide, type SubSide } from './redis-breaker.ts';
import { createRedisPresence } from './redis-presence.ts';

interface RedisFanoutDeps {
  readonly url: string;
  readonly logger: Logger;
  readonly clock: Clock;
  /** Before all keys and channels; for tests and for sharing a Redis. */
  readonly namespace?: string;
}

const FIRST_CONTACT_MS = 3_000;

function connect(url: string, logger: Logger): Redis {
  const client = new Redis(url, {
    // Commands neither queue nor retry while Redis is away: the breaker drops them (SPEC F3).
    enableOfflineQueue: false,
    maxRetriesPerRequest: null,
    autoResubscribe: false,
    autoResendUnfulfilledCommands: false,
    retryStrategy: (attempt) => Math.min(100 * 2 ** Math.min(attempt, 6), 2_000) * (0.5 + Math.random() / 2),
  });
  client.on('error', (error) => logger.debug({ err: error }, 'redis'));
  return client;
}

/** Redis 7 shards its channels, so that a gateway hears only its own rooms; older ones get the classic adapter. */
async function isSharded(client: Redis): Promise<boolean> {
  const info = await client.info('server').catch(() => '');
  return Number(/redis_version:(\d+)/.exec(info)?.[1] ?? 7) >= 7;
}

/** Waits for the connection, but not for ever: a gateway starts without Redis too. */
function firstContact(client: Redis, clock: Clock): Promise<void> {
  return new Promise((resolve) => {
    if (client.status === 'ready') return resolve();
    const undo = clock.after(FIRST_CONTACT_MS, resolve);
    client.once('ready', () => {
      undo();
      resolve();
    });
  });
}

/** Tells when both connections stand again, subscriptions included, after Redis was away. */
function watchReturn(pub: Redis, sub: Redis, resubscribe: () => Promise<void>, logger: Logger) {
  const listeners = new Set<() => void>();
  let wasAway = false;
  const leave = () => {
    if (!wasAway) logger.warn('redis is away: typing and presence stay on this gateway');
    wasAway = true;
  };
  const comeBack = () => {
    if (!wasAway || pub.status !== 'ready' || sub.status !== 'ready') return;
    wasAway = false;
    logger.info('redis is back');
    for (const listener of listeners) listener();
  };
  pub.on('close', leave);
  sub.on('close', leave);
  pub.on('ready', comeBack);
  sub.on('ready', () => void resubscribe().then(comeBack));
  return (call: () => void) => {
    listeners.add(call);
    return () => void listeners.delete(call);
  };
}

/**
 * Signals between gateways through Redis: the Socket.IO adapter behind a breaker, and presence.
 * Resolves when Redis answered, or after 3 s without it; never rejects because Redis is away.
 */
export async function createRedisFanout({ url, logger, clock, namespace = 'parley:' }: RedisFanoutDeps): Promise<Fanout> {
  const pub = connect(url, logger);
  const sub = connect(url, logger);
  const { side, resubscribe } = breakSubscriber(sub);
  const onReturn = watchReturn(pub, sub, resubscribe, logger);
  await Promise.all([firstContact(pub, clock), firstContact(sub, clock)]);
  const sharded = await isSharded(pub);
  const local = createLocalFanout({ clock });
  return {
    install(io) {
      io.adapter(makeAdapter(sharded, breakPublisher(pub), side, `${namespace}io`) as Parameters<typeof io.adapter>[0]);
    },
    presence: createRedisPresence({ client: pub, own: local.presence, gateway: randomId(), namespace, clock }),
    health: () => (pub.status === 'ready' && sub.status === 'ready' ? 'up' : 'down'),
    onReturn,
    async close() {
      pub.disconnect();
      sub.disconnect();
      await local.close();
    },
  };
}

function makeAdapter(sharded: boolean, pub: PubSide, sub: SubSide, prefix: string): unknown {
  if (sharded) return createShardedAdapter(pub, sub, { channelPrefix: prefix, subscriptionMode: 'dynamic' });
  return createAdapter(pub, sub, { key: prefix });
}
