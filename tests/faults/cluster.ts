/** The distributed mode under the lab: real services that can be killed, two gateways and two persisters. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Supervised, superviseRole } from '@parley/server/src/cli/role-process.ts';
import { freePort } from '@parley/server/src/cli/services/child.ts';
import { ensureServices } from '@parley/server/src/cli/services/install.ts';
import { startMongo } from '@parley/server/src/cli/services/mongo.ts';
import { startRabbitmq } from '@parley/server/src/cli/services/rabbitmq.ts';
import { startRedis } from '@parley/server/src/cli/services/redis.ts';
import { randomId } from '@parley/server/src/lib/ids.ts';
import { openMongoStore } from '@parley/server/src/store/mongodb/mongo-store.ts';
import { type Backend, type BackendOptions, createTally, FAULTY_MAIN, FREE_LIMITS, readLogs, storeDeps } from './backend.ts';

interface Startable {
  readonly url: string;
  readonly exited: Promise<void>;
  kill(signal: NodeJS.Signals): void;
  stop(): Promise<void>;
}

/** A service that is killed and started again on the same port over the same data. */
function createVictim<Service extends Startable>(first: Service, startAgain: (before: Service) => Promise<Service>) {
  let current = first;
  return {
    url: first.url,
    async kill(): Promise<void> {
      current.kill('SIGKILL');
      await current.exited;
    },
    async start(): Promise<void> {
      current = await startAgain(current);
    },
    stop: () => current.stop(),
  };
}

/** RabbitMQ, Redis and the MongoDB stand-in for all rows of a run; each can be killed and started again. */
export async function startServices() {
  const folder = mkdtempSync(join(tmpdir(), 'parley-faults-services-'));
  const dir = (name: string) => {
    mkdirSync(join(folder, name));
    return join(folder, name);
  };
  const { paths } = await ensureServices({ want: ['rabbitmq', 'redis', 'mongo'], log: (line) => console.log(`faults: ${line}`) });
  const [rabbitmqDir, redisDir, mongoDir] = [dir('rabbitmq'), dir('redis'), dir('mongo')];
  const [rabbitmq, redis, mongo] = await Promise.all([
    startRabbitmq({ dir: rabbitmqDir }),
    startRedis({ dir: redisDir }),
    startMongo({ dir: mongoDir, server: paths.mongo }),
  ]);
  const services = {
    rabbitmq: createVictim(rabbitmq, ({ ports }) => startRabbitmq({ dir: rabbitmqDir, ports })),
    redis: createVictim(redis, ({ port }) => startRedis({ dir: redisDir, port })),
    mongo: createVictim(mongo, ({ port }) => startMongo({ dir: mongoDir, server: paths.mongo, port })),
  };
  return {
    ...services,
    async close() {
      await Promise.all(Object.values(services).map((service) => service.stop()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
export type Services = Awaited<ReturnType<typeof startServices>>;

/** Two gateways and two persisters as processes, on a database of their own. */
export async function startCluster(services: Services, { guardOff = '', env = {} }: BackendOptions): Promise<Backend> {
  const folder = mkdtempSync(join(tmpdir(), 'parley-faults-'));
  const MONGODB_URL = services.mongo.url.replace('/parley', `/faults_${randomId().slice(0, 8)}`);
  const shared = {
    AMQP_URL: services.rabbitmq.url,
    REDIS_URL: services.redis.url,
    MONGODB_URL,
    LOG_LEVEL: 'warn',
    FAULT_GUARD_OFF: guardOff,
  };
  const tally = createTally();
  const start = async (name: string, roles: string): Promise<Supervised> => {
    const own = { ROLES: roles, DATA_DIR: join(folder, name), PORT: String(await freePort()) };
    mkdirSync(own.DATA_DIR);
    const spec = { name, env: { ...shared, ...FREE_LIMITS, ...env, ...own }, logFile: join(folder, `${name}.log`), main: FAULTY_MAIN };
    return superviseRole(spec, { delayMs: 100, onExit: tally.add });
  };
  const roles = await Promise.all([
    start('gateway-1', 'gateway,api'),
    start('gateway-2', 'gateway,api'),
    start('persist-1', 'persist'),
    start('persist-2', 'persist'),
  ]);
  const stop = async () => void (await Promise.all(roles.map((role) => role.stop())));
  const [first, second] = roles.map((role) => role.current().info);
  const siteId = first?.siteId ?? '';
  return {
    urls: [first?.url ?? '', second?.url ?? ''],
    siteId,
    exits: tally.of,
    kill: (name) =>
      roles
        .find((role) => role.name === name)
        ?.current()
        .kill('SIGKILL'),
    stop,
    async read(conversations) {
      const store = await openMongoStore({ url: MONGODB_URL, ...storeDeps });
      try {
        return await readLogs(store, siteId, conversations);
      } finally {
        await store.close();
      }
    },
    async close() {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
