import { spawn } from 'node:child_process';
import { mkdirSync, watch } from 'node:fs';
import { join } from 'node:path';
import { readConfig } from '../config.ts';
import { readArgs } from './args.ts';
import { bootCluster, type Cluster } from './cluster.ts';
import { buildPages } from './pages.ts';
import { ROOT } from './paths.ts';
import { superviseRole } from './role-process.ts';
import { findServices } from './services/install.ts';

const SETTLE_MS = 150;

/** Which processes a changed file of the server belongs to: a worker's own folder, the gateways, or everybody. */
export function rolesOf(file: string, roles: readonly string[]): readonly string[] {
  const worker = /^workers\/([^/]+)\//.exec(file)?.[1];
  if (worker) return roles.filter((role) => role === worker || role === 'all');
  if (/^(gateway|api|fanout)\//.test(file)) return roles.filter((role) => role.startsWith('gateway') || role === 'all');
  if (/^cli\//.test(file) || file.endsWith('.test.ts')) return [];
  return roles;
}

interface Restartable {
  readonly name: string;
  restart(): Promise<void>;
}

/** Restarts what a change belongs to, once for all changes of one moment. */
function watchServer(roles: readonly Restartable[], log: (line: string) => void): () => void {
  const names = roles.map((role) => role.name);
  const due = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  const restart = () => {
    for (const role of roles.filter(({ name }) => due.has(name))) {
      log(`restarting ${role.name}`);
      void role.restart();
    }
    due.clear();
  };
  const watcher = watch(join(ROOT, 'server', 'src'), { recursive: true }, (_event, file) => {
    if (!file?.endsWith('.ts')) return;
    for (const name of rolesOf(file, names)) due.add(name);
    clearTimeout(timer);
    if (due.size > 0) timer = setTimeout(restart, SETTLE_MS);
  });
  return () => watcher.close();
}

/** Builds the widget anew when it changes; the next `SITE.js` has it. */
function watchWidget(log: (line: string) => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  const rebuild = () => void buildPages(log).catch((error: Error) => log(error.message));
  const watcher = watch(join(ROOT, 'widget', 'src'), { recursive: true }, () => {
    clearTimeout(timer);
    timer = setTimeout(rebuild, SETTLE_MS);
  });
  return () => watcher.close();
}

/** The vite server of the inbox's pages, which reloads them as they change and passes everything else on. */
function servePages(server: string) {
  const vite = join(ROOT, 'node_modules', 'vite', 'bin', 'vite.js');
  const env = { ...process.env, PARLEY_SERVER: server };
  return spawn(process.execPath, [vite, '--clearScreen', 'false'], { cwd: join(ROOT, 'inbox'), stdio: 'inherit', env });
}

/** A cluster where its services are installed, so that a worker restarts alone; else one process. */
async function boot(dataDir: string, log: (line: string) => void): Promise<Pick<Cluster, 'info' | 'roles' | 'close'>> {
  const { missing } = findServices(['rabbitmq', 'redis', 'mongo']);
  if (missing.length === 0) return bootCluster({ dataDir, log });
  log('services are not installed: everything runs in one process, which restarts as a whole');
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const all = await superviseRole({ name: 'all', env: {}, logFile: join(dataDir, 'all.log') }, { delayMs: 200, onExit: () => {} });
  return { info: all.current().info, roles: [all], close: () => all.stop() };
}

/** `./parley dev`: runs until interrupted. */
export async function run(words: readonly string[]): Promise<number> {
  readArgs(words, {});
  const { dataDir } = readConfig(process.env);
  const log = (line: string) => console.log(`parley: ${line}`);
  await buildPages(log);
  const { info, roles, close } = await boot(dataDir, log);
  log(`server ${info.url}; logs in ${dataDir}`);
  const unwatch = watchServer(roles, log);
  const unwatchWidget = watchWidget(log);
  const pages = servePages(info.url);
  await new Promise<void>((resolve) => {
    process.once('SIGTERM', resolve);
    process.once('SIGINT', resolve);
  });
  unwatch();
  unwatchWidget();
  pages.kill('SIGTERM');
  await close();
  return 0;
}
