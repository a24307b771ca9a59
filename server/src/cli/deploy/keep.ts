/**
 * The unit that keeps what every release rests on: RabbitMQ, Redis and the MongoDB stand-in, unless their addresses are given,
 * and HAProxy, which is started again when it ends. Runs until SIGTERM. `target up` starts it.
 */
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ERRORS } from '@parley/shared-types/errors.ts';
import { readConfig } from '../../config.ts';
import { isCoded, ParleyError } from '../../lib/errors.ts';
import { bootServices } from '../services/boot.ts';
import { isListening, type Service, startService } from '../services/child.ts';
import { ensureServices } from '../services/install.ts';
import { layoutOf } from './layout.ts';
import { recordProcess, writeUnit } from './unit-record.ts';

const AGAIN_MS = 200;
const log = (line: string) => console.error(`parley: ${line}`);

/** Keeps HAProxy running over one configuration file, which others write. */
async function keepProxy(start: () => Promise<Service>, onStart: () => void) {
  let current = await start();
  let isStopping = false;
  const startAgain = async () => {
    while (!isStopping) {
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
      try {
        current = await start();
        onStart();
        return watch();
      } catch (error) {
        log(`haproxy does not start: ${(error as Error).message}`);
      }
    }
  };
  const watch = () => void current.exited.then(() => (isStopping ? undefined : startAgain()));
  watch();
  return {
    current: () => current,
    async stop() {
      isStopping = true;
      await current.stop();
    },
  };
}

/** HAProxy stops at once: whoever is connected through it belongs to a release that has ended, or comes back. */
function proxyStarter(haproxy: string, configFile: string, port: number, dir: string): () => Promise<Service> {
  return () =>
    startService({
      name: 'haproxy',
      command: haproxy,
      args: ['-db', '-f', configFile],
      cwd: dir,
      logFile: join(dir, 'haproxy.log'),
      ready: () => isListening(port),
      readyMs: 10_000,
    });
}

async function keep(): Promise<void> {
  const stopping = Promise.withResolvers<void>();
  process.on('SIGTERM', () => stopping.resolve());
  const { dataDir, bus, port } = readConfig(process.env);
  const layout = layoutOf(dirname(dataDir));
  const { paths, missing } = await ensureServices({ want: ['haproxy'], log });
  if (missing[0]) throw new ParleyError('service_missing', { detail: `haproxy: ${missing[0].how}` });
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  writeUnit(dataDir, { processes: [], told: {}, ended: null });
  const booted = bus ? { env: {}, services: [], stop: async () => {} } : await bootServices({ dataDir, log });
  try {
    const proxy = await keepProxy(proxyStarter(paths.haproxy, layout.proxyConfig, port, dataDir), () => tell());
    const tell = () => {
      const kept = [...booted.services, proxy.current()];
      const processes = kept.flatMap(({ name, pids }) => pids.map((pid) => recordProcess(name, pid)));
      writeUnit(dataDir, { processes, told: booted.env, ended: null });
    };
    tell();
    process.send?.({ ready: true });
    await stopping.promise;
    await proxy.stop();
  } finally {
    await booted.stop();
  }
}

try {
  await keep();
} catch (error) {
  log(isCoded(error) ? `${error.message}\n  ${ERRORS[error.code].mend}` : String((error as Error).stack));
  process.exitCode = 1;
}
