import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ParleyError } from '../../lib/errors.ts';
import { freePort, isListening } from './child.ts';
import { ensureServices } from './install.ts';
import { startMongo } from './mongo.ts';
import { type RabbitmqPorts, startRabbitmq } from './rabbitmq.ts';
import { startRedis } from './redis.ts';

interface BootDeps {
  readonly dataDir: string;
  readonly log: (line: string) => void;
}

/** True when the suite `services` was given addresses, as in GitLab, and starts nothing itself. */
export function areServicesGiven(env: Readonly<Record<string, string | undefined>>): boolean {
  return ['TEST_AMQP_URL', 'TEST_REDIS_URL', 'TEST_MONGODB_URL'].every((name) => env[name]);
}

/** The same ports as last time, if they are free: a broker's data belongs to its name, and that has the port in it. */
async function brokerPorts(dir: string): Promise<RabbitmqPorts> {
  const file = join(dir, 'ports.json');
  try {
    const ports = JSON.parse(readFileSync(file, 'utf8')) as RabbitmqPorts;
    const taken = await Promise.all(Object.values(ports).map(isListening));
    if (!taken.includes(true)) return ports;
  } catch {
    // The first time.
  }
  const ports = { amqp: await freePort(), dist: await freePort(), epmd: await freePort() };
  writeFileSync(file, JSON.stringify(ports));
  return ports;
}

/** Boots RabbitMQ, Redis and the MongoDB stand-in on ports and in folders of their own; returns their addresses. */
export async function bootServices({ dataDir, log }: BootDeps) {
  const found = await ensureServices({ want: ['rabbitmq', 'redis', 'mongo'], log });
  if (found.missing.length > 0) {
    throw new ParleyError('service_missing', { detail: found.missing.map(({ name, how }) => `${name}: ${how}`).join('; ') });
  }
  const dir = (name: string) => {
    const path = join(dataDir, 'services', name);
    mkdirSync(path, { recursive: true });
    return path;
  };
  log('starting rabbitmq, redis and the mongodb stand-in');
  const started = await Promise.allSettled([
    startRabbitmq({ dir: dir('rabbitmq'), ports: await brokerPorts(dir('rabbitmq')) }),
    startRedis({ dir: dir('redis') }),
    startMongo({ dir: dir('mongo'), server: found.paths.mongo }),
  ]);
  const services = started.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const stop = async () => void (await Promise.all(services.map((service) => service.stop())));
  const failed = started.find((result) => result.status === 'rejected');
  if (failed) {
    await stop();
    throw failed.reason;
  }
  const [rabbitmq, redis, mongo] = services;
  return { env: { AMQP_URL: rabbitmq?.url ?? '', REDIS_URL: redis?.url ?? '', MONGODB_URL: mongo?.url ?? '' }, services, stop };
}
