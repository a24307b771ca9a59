import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { ParleyError } from '../../lib/errors.ts';

const run = promisify(execFile);

export type ServiceName = 'rabbitmq' | 'redis' | 'mongo' | 'chromium' | 'firefox' | 'haproxy' | 'rsync';
const STAND_IN = 'SecantusDB==0.7.0b3';

interface Recipe {
  /** Path of its program, or null when it is not here. */
  readonly find: () => string | null;
  readonly packages: readonly string[];
  readonly how: string;
}

export interface Found {
  readonly paths: Readonly<Record<ServiceName, string>>;
  readonly missing: readonly { readonly name: ServiceName; readonly how: string }[];
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function onPath(...names: readonly string[]): string | null {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable) ?? null;
}

/** Debian keeps servers where the PATH of a user does not look. */
function inSbin(name: string): string | null {
  const path = join('/usr/sbin', name);
  return isExecutable(path) ? path : null;
}

const cache = () => join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'parley');
const standIn = () => join(cache(), 'secantus', 'bin', 'secantusd-py');

const RECIPES: Readonly<Record<ServiceName, Recipe>> = {
  rabbitmq: {
    find: () => (isExecutable('/usr/lib/rabbitmq/bin/rabbitmq-server') ? '/usr/lib/rabbitmq/bin/rabbitmq-server' : null),
    packages: ['rabbitmq-server'],
    how: 'apt-get install rabbitmq-server',
  },
  redis: { find: () => onPath('redis-server'), packages: ['redis-server'], how: 'install redis-server (Redis 7)' },
  mongo: {
    find: () => (existsSync(join(cache(), 'secantus', '.complete')) && isExecutable(standIn()) ? standIn() : null),
    packages: ['python3-venv'],
    how: `a Python venv with ${STAND_IN} in ${join('~', '.cache', 'parley', 'secantus')}, or give MONGODB_URL`,
  },
  chromium: {
    find: () => process.env.CHROMIUM ?? onPath('chromium', 'chromium-browser', 'google-chrome'),
    packages: ['chromium'],
    how: 'install chromium, or set CHROMIUM to its path',
  },
  firefox: {
    find: () => process.env.FIREFOX ?? onPath('firefox-esr', 'firefox'),
    packages: ['firefox-esr'],
    how: 'install firefox-esr, or set FIREFOX to its path',
  },
  haproxy: { find: () => onPath('haproxy') ?? inSbin('haproxy'), packages: ['haproxy'], how: 'install haproxy (2.6 or newer)' },
  rsync: { find: () => onPath('rsync'), packages: ['rsync'], how: 'install rsync' },
};

function mayInstall(): boolean {
  return process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/etc/debian_version') && onPath('apt-get') !== null;
}

async function apt(packages: readonly string[]): Promise<void> {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  // A server that Debian starts by itself would take ports and memory; exit 101 forbids it. A policy that is there stays.
  const policy = '/usr/sbin/policy-rc.d';
  const ours = !existsSync(policy);
  if (ours) writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    await run('apt-get', ['update', '-qq'], { env });
    await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], { env, maxBuffer: 64 * 1024 * 1024 });
  } finally {
    if (ours) await run('rm', ['-f', policy]);
  }
}

async function installStandIn(): Promise<void> {
  const folder = join(cache(), 'secantus');
  await run('mkdir', ['-p', cache()]);
  await run('python3', ['-m', 'venv', '--clear', folder]);
  await run(join(folder, 'bin', 'pip'), ['install', '--quiet', STAND_IN], { maxBuffer: 64 * 1024 * 1024 });
  writeFileSync(join(folder, '.complete'), STAND_IN);
}

async function install(names: readonly ServiceName[], log: (line: string) => void): Promise<void> {
  const packages = names.flatMap((name) => RECIPES[name].packages);
  log(`installing ${names.join(', ')} (Debian packages: ${packages.join(' ') || 'none'})`);
  await apt(packages);
  if (names.includes('mongo')) await installStandIn();
}

/** Finds services that are here already. */
export function findServices(want: readonly ServiceName[]): Found {
  const found = Object.fromEntries(want.map((name) => [name, RECIPES[name].find() ?? ''])) as Record<ServiceName, string>;
  return { paths: found, missing: want.filter((name) => found[name] === '').map((name) => ({ name, how: RECIPES[name].how })) };
}

/**
 * Finds services, and installs what is missing where that is possible: as root on Debian. Says so.
 * @returns the paths of their programs, and what is missing with the way to get it
 */
export async function ensureServices({ want, log }: { want: readonly ServiceName[]; log: (line: string) => void }): Promise<Found> {
  const absent = want.filter((name) => RECIPES[name].find() === null);
  if (absent.length > 0 && mayInstall()) {
    try {
      await install(absent, log);
    } catch (cause) {
      throw new ParleyError('service_missing', { detail: (cause as { stderr?: string }).stderr ?? (cause as Error).message, cause });
    }
  }
  return findServices(want);
}
