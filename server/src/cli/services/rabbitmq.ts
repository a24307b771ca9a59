import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort, isListening, type Service, startService } from './child.ts';

const run = promisify(execFile);
const SERVER = '/usr/lib/rabbitmq/bin/rabbitmq-server';
const CONTROL = '/usr/lib/rabbitmq/bin/rabbitmqctl';

export interface Rabbitmq extends Service {
  readonly url: string;
  readonly port: number;
  /** Runs rabbitmqctl against this node; returns what it printed. */
  control(...args: readonly string[]): Promise<string>;
  /** Ports to give to the next start from the same folder. */
  readonly ports: RabbitmqPorts;
}
export interface RabbitmqPorts {
  readonly amqp: number;
  readonly dist: number;
  readonly epmd: number;
}

/** Everything of the node below `dir`: data, logs, cookie, and an epmd of its own. */
function environment(dir: string, ports: RabbitmqPorts): Record<string, string> {
  return {
    HOME: dir,
    RABBITMQ_NODENAME: `parley${ports.amqp}@localhost`,
    RABBITMQ_NODE_PORT: String(ports.amqp),
    RABBITMQ_NODE_IP_ADDRESS: '127.0.0.1',
    RABBITMQ_DIST_PORT: String(ports.dist),
    ERL_EPMD_PORT: String(ports.epmd),
    ERL_EPMD_ADDRESS: '127.0.0.1',
    RABBITMQ_MNESIA_BASE: join(dir, 'mnesia'),
    RABBITMQ_LOG_BASE: join(dir, 'log'),
    RABBITMQ_PID_FILE: join(dir, 'rabbitmq.pid'),
    RABBITMQ_ENABLED_PLUGINS_FILE: join(dir, 'enabled_plugins'),
    RABBITMQ_CONFIG_FILE: join(dir, 'rabbitmq'),
    RABBITMQ_CONF_ENV_FILE: join(dir, 'rabbitmq-env.conf'),
    RABBITMQ_IO_THREAD_POOL_SIZE: '4',
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '+S 2:2',
    LANG: 'C.UTF-8',
  };
}

function writeSettings(dir: string): void {
  // Two cores are shared with everything else; a small memory mark keeps a test machine usable.
  writeFileSync(
    join(dir, 'rabbitmq.conf'),
    'vm_memory_high_watermark.absolute = 2GB\ndisk_free_limit.absolute = 50MB\nloopback_users.guest = true\n',
  );
  writeFileSync(join(dir, 'enabled_plugins'), '[].');
  writeFileSync(join(dir, 'rabbitmq-env.conf'), '');
}

/** Starts a broker; from the same folder with the same ports it has the data of before, also after SIGKILL. */
export async function startRabbitmq({ dir, ports }: { dir: string; ports?: RabbitmqPorts }): Promise<Rabbitmq> {
  const own = ports ?? { amqp: await freePort(), dist: await freePort(), epmd: await freePort() };
  const env = environment(dir, own);
  writeSettings(dir);
  // Erlang would leave its port mapper behind; ours is a child that we can stop.
  const mapper = await startService({
    name: 'epmd',
    command: 'epmd',
    args: ['-port', String(own.epmd), '-address', '127.0.0.1'],
    cwd: dir,
    logFile: join(dir, 'epmd.log'),
    ready: () => isListening(own.epmd),
  });
  const control = async (...args: readonly string[]) =>
    (await run(CONTROL, ['--node', env.RABBITMQ_NODENAME ?? '', ...args], { env: { ...process.env, ...env } })).stdout;
  const broker = await startService({
    name: 'rabbitmq',
    command: SERVER,
    args: [],
    env,
    cwd: dir,
    logFile: join(dir, 'rabbitmq.log'),
    ready: () => isListening(own.amqp),
    readyMs: 120_000,
  }).catch(async (error: unknown) => {
    await mapper.stop();
    throw error;
  });
  const exited = broker.exited.then(() => mapper.stop());
  return {
    ...broker,
    pids: [...broker.pids, ...mapper.pids],
    exited,
    ports: own,
    port: own.amqp,
    url: `amqp://guest:guest@127.0.0.1:${own.amqp}`,
    control,
    async stop() {
      await broker.stop();
      await exited;
    },
  };
}
