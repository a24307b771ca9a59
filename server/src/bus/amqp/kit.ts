/** For tests: buses on a shared broker under a prefix of their own, each behind a proxy that can be cut. */
import { connect, createServer, type Socket } from 'node:net';
import { EFFECT_WORKERS, EXCHANGES, type QueueName, RETRY_TIERS } from '@parley/shared-types/topics.ts';
import { createClock } from '../../lib/clock.ts';
import { randomId } from '../../lib/ids.ts';
import { createLogger } from '../../lib/logger.ts';
import { createAmqpBus } from '../amqp.ts';
import type { Bus } from '../bus.ts';
import type { BusUnderTest, OpenOptions } from '../contract.ts';
import { type ChannelModel, createLink } from './link.ts';
import { allQueues } from './topology.ts';

/** A way to the broker that can be cut, kept cut and restored; also silenced without a sign, as a lost network is. */
export async function createProxy(target: URL) {
  const sockets = new Set<Socket>();
  let cut = false;
  const server = createServer((client) => {
    if (cut) return void client.destroy();
    const upstream = connect(Number(target.port), target.hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    client.pipe(upstream).pipe(client);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = new URL(target);
  url.port = String((server.address() as { port: number }).port);
  url.hostname = '127.0.0.1';
  return {
    url: url.href,
    cut() {
      cut = true;
      for (const socket of sockets) socket.destroy();
    },
    restore() {
      cut = false;
    },
    silence() {
      for (const socket of sockets) socket.unpipe().pause();
    },
    close() {
      cut = true;
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
type Proxy = Awaited<ReturnType<typeof createProxy>>;

/** Runs `work` on a connection of its own to the broker, around the bus. */
export async function onBroker<Result>(url: string, work: (connection: ChannelModel) => Promise<Result>): Promise<Result> {
  const result = Promise.withResolvers<Result>();
  const link = createLink({
    ...{ url, name: 'test', heartbeat: 30, clock: createClock(), logger: createLogger('silent', 'test') },
    onUp: (connection) => work(connection).then(result.resolve, result.reject),
    onDown: () => {},
  });
  try {
    return await result.promise;
  } finally {
    await link.close();
  }
}

async function removeAll(url: string, prefix: string): Promise<void> {
  await onBroker(url, async (connection) => {
    const channel = await connection.createChannel();
    const tiers = RETRY_TIERS.map(({ name }) => `parley.retry.${name}`);
    const queues: string[] = [...allQueues(new Set(EFFECT_WORKERS)), ...tiers];
    for (const queue of queues) await channel.deleteQueue(prefix + queue);
    for (const exchange of [...Object.values(EXCHANGES), ...tiers]) await channel.deleteExchange(prefix + exchange);
  });
}

export interface AmqpUnderTest extends BusUnderTest {
  readonly outage: NonNullable<BusUnderTest['outage']>;
  readonly url: string;
  /** The name of a queue on the broker. */
  readonly queueName: (queue: QueueName) => string;
  readonly silence: () => void;
}

export function createAmqpUnderTest(): AmqpUnderTest {
  const url = process.env.TEST_AMQP_URL ?? '';
  const prefix = `test-${randomId().slice(0, 8)}.`;
  let proxies: Proxy[] = [];
  let buses: Bus[] = [];
  const open = async ({ installed = EFFECT_WORKERS, maxInFlight = 1_000 }: OpenOptions = {}): Promise<Bus> => {
    const proxy = await createProxy(new URL(url));
    proxies.push(proxy);
    const bus = await createAmqpBus({
      url: proxy.url,
      prefix,
      installed: new Set(installed),
      clock: createClock(),
      logger: createLogger('silent', 'test'),
      limits: { maxInFlight },
    });
    buses.push(bus);
    return bus;
  };
  /** As kill -9: connections gone, nothing said. What is left in memory cannot reach the broker any more. */
  const kill = () => {
    for (const proxy of proxies) proxy.close();
    for (const bus of buses) void bus.close();
    proxies = [];
    buses = [];
  };
  return {
    url,
    queueName: (queue) => prefix + queue,
    open,
    outage: {
      async begin() {
        for (const proxy of proxies) proxy.cut();
      },
      async end() {
        for (const proxy of proxies) proxy.restore();
      },
    },
    silence() {
      for (const proxy of proxies) proxy.silence();
    },
    async restart() {
      kill();
    },
    async teardown() {
      kill();
      await removeAll(url, prefix);
    },
    differences: [],
  };
}
