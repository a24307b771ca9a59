import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ParleyError } from '../../lib/errors.ts';
import { ensureServices } from './install.ts';
import { startMongo } from './mongo.ts';
import { startRabbitmq } from './rabbitmq.ts';
import { startRedis } from './redis.ts';

interface BootDeps {
  readonly dataDir: string;
  readonly log: (line: string) => void;
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
    startRabbitmq({ dir: dir('rabbitmq') }),
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
  return { env: { AMQP_URL: rabbitmq?.url ?? '', REDIS_URL: redis?.url ?? '', MONGODB_URL: mongo?.url ?? '' }, stop };
}
