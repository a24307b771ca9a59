import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { readConfig } from '../config.ts';
import { ParleyError } from '../lib/errors.ts';
import { type Supervised, superviseRole } from './role-process.ts';
import { ensureServices } from './services/install.ts';
import { startMongo } from './services/mongo.ts';
import { startRabbitmq } from './services/rabbitmq.ts';
import { startRedis } from './services/redis.ts';
import type { Booted } from './up.ts';

interface ClusterDeps {
  readonly dataDir: string;
  readonly log: (line: string) => void;
}

export interface Cluster extends Booted {
  readonly roles: readonly Supervised[];
}

interface Stoppable {
  stop(): Promise<void>;
}

/** Boots RabbitMQ, Redis and the MongoDB stand-in on ports and in folders of their own; returns their addresses. */
export async function bootServices({ dataDir, log }: ClusterDeps) {
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

/** Settings of each process: two gateways on two ports, and every worker by itself. */
export function clusterRoles(port: number, slack: boolean): Readonly<Record<string, Readonly<Record<string, string>>>> {
  const next = port === 0 ? 0 : port + 1;
  return {
    'gateway-1': { ROLES: 'gateway,api', PORT: String(port) },
    'gateway-2': { ROLES: 'gateway,api', PORT: String(next) },
    persist: { ROLES: 'persist', PORT: '0' },
    ...(slack ? { slack: { ROLES: 'slack', PORT: '0' } } : {}),
  };
}

async function stopAll(things: readonly Stoppable[]): Promise<void> {
  for (const thing of [...things].reverse()) await thing.stop();
}

/** `up --cluster`: services, two gateways and every worker as processes of their own. Given AMQP_URL, uses those services. */
export async function bootCluster(deps: ClusterDeps): Promise<Cluster> {
  const own = readConfig(process.env);
  const services = own.bus ? { env: {}, stop: async () => {} } : await bootServices(deps);
  const roles: Supervised[] = [];
  try {
    for (const [name, env] of Object.entries(clusterRoles(own.port, own.slack !== null))) {
      const spec = { name, env: { ...services.env, ...env }, logFile: join(deps.dataDir, `${name}.log`) };
      roles.push(await superviseRole(spec, { delayMs: 500, onExit: () => deps.log(`${name} ended; starting it again`) }));
    }
  } catch (error) {
    await stopAll([services, ...roles]);
    throw error;
  }
  const [first, second] = roles;
  if (!first || !second) throw new Error('a cluster has two gateways');
  return {
    info: first.current().info,
    env: services.env,
    also: { gateway2: second.current().info.url },
    roles,
    close: () => stopAll([services, ...roles]),
  };
}
