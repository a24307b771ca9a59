/**
 * The unit of a release: its gateways and workers as processes, each started again when it ends, until SIGTERM. `deploy` starts
 * it from the folder of the release, so that a release always runs by its own code, with the roles that it knows.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ERRORS } from '@parley/shared-types/errors.ts';
import { readConfig } from '../../config.ts';
import { isCoded } from '../../lib/errors.ts';
import { processesOf } from '../cluster.ts';
import { type Supervised, superviseRole } from '../role-process.ts';
import { freePort } from '../services/child.ts';
import { type EndedProcess, recordProcess, writeUnit } from './unit-record.ts';

const AGAIN_MS = 500;

const log = (line: string) => console.error(`parley: ${line}`);

async function stopRole(role: Supervised): Promise<EndedProcess> {
  const began = performance.now();
  await role.stop();
  const { code, signal } = await role.current().exited;
  return { name: role.name, code, signal, ms: Math.round(performance.now() - began) };
}

/** Writes down who runs now. */
function record(dir: string, roles: readonly Supervised[], ended: readonly EndedProcess[] | null = null): void {
  const processes = roles.map((role) => {
    const { pid, port, roles: own } = role.current().info;
    return recordProcess(role.name, pid, { url: `http://127.0.0.1:${port}`, roles: own });
  });
  const info = roles[0]?.current().info;
  const told = { siteId: info?.siteId ?? '', ...(info?.setupUrl ? { setupUrl: info.setupUrl } : {}) };
  writeUnit(dir, { processes, told, ended });
}

async function serve(): Promise<number> {
  const stopping = Promise.withResolvers<void>();
  let isStopping = false;
  process.on('SIGTERM', () => {
    isStopping = true;
    stopping.resolve();
  });
  const config = readConfig(process.env);
  const roles: Supervised[] = [];
  const tell = () => record(config.dataDir, roles);
  tell();
  try {
    for (const [name, env] of Object.entries(processesOf(config))) {
      if (isStopping) break;
      mkdirSync(join(config.dataDir, name), { recursive: true, mode: 0o700 });
      // A port for good: the proxy finds a process there also after it was started again.
      const spec = { name, env: { ...env, PORT: String(await freePort()) }, logFile: join(config.dataDir, `${name}.log`) };
      const onExit = () => log(`${name} ended; starting it again`);
      roles.push(await superviseRole(spec, { delayMs: AGAIN_MS, onExit, onStart: tell }));
      tell();
    }
    process.send?.({ ready: true });
    await stopping.promise;
    return 0;
  } finally {
    const ended = await Promise.all(roles.map(stopRole));
    record(config.dataDir, roles, ended);
  }
}

try {
  process.exitCode = await serve();
} catch (error) {
  log(isCoded(error) ? `${error.message}\n  ${ERRORS[error.code].mend}` : String((error as Error).stack));
  process.exitCode = 1;
}
