import { join } from 'node:path';
import { type Config, installedEffects, readConfig } from '../config.ts';
import { type Supervised, superviseRole } from './role-process.ts';
import { bootServices } from './services/boot.ts';
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

/**
 * Settings of each process of an install: two gateways on two ports, and every worker by itself. Each has a folder of its own.
 * A new effect worker is in it as soon as its settings are given.
 */
export function processesOf(own: Config): Readonly<Record<string, Readonly<Record<string, string>>>> {
  const { port, dataDir } = own;
  const role = (name: string, roles: string, at: number) => ({ ROLES: roles, PORT: String(at), DATA_DIR: join(dataDir, name) });
  return {
    'gateway-1': role('gateway-1', 'gateway,api', port),
    'gateway-2': role('gateway-2', 'gateway,api', port === 0 ? 0 : port + 1),
    persist: role('persist', 'persist', 0),
    search: role('search', 'search', 0),
    ...(own.inboundMail && { 'inbound-mail': role('inbound-mail', 'inbound-mail', 0) }),
    ...Object.fromEntries(installedEffects(own).map((worker) => [worker, role(worker, worker, 0)])),
  };
}

/** Addresses of services that we started ourselves: their passwords are those of a laptop. */
function addresses(env: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const names = { AMQP_URL: 'rabbitmq', REDIS_URL: 'redis', MONGODB_URL: 'mongodb' };
  return Object.fromEntries(Object.entries(names).flatMap(([name, told]) => (env[name] ? [[told, env[name]]] : [])));
}

/** Where the links of mails lead: without a PUBLIC_URL to the process that was started first, a gateway. */
function linksTo(publicUrl: string | null, [gateway]: readonly Supervised[]): Readonly<Record<string, string>> {
  const url = publicUrl ?? gateway?.current().info.url;
  return url === undefined ? {} : { PUBLIC_URL: url };
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
    for (const [name, env] of Object.entries(processesOf({ ...own, dataDir: deps.dataDir }))) {
      const spec = {
        name,
        env: { ...services.env, ...env, ...(name === 'email' && linksTo(own.publicUrl, roles)) },
        logFile: join(deps.dataDir, `${name}.log`),
      };
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
    also: { gateway2: second.current().info.url, ...addresses(services.env) },
    commands: join(deps.dataDir, 'gateway-1'),
    roles,
    close: () => stopAll([services, ...roles]),
  };
}
