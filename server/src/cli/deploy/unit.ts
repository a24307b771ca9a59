import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ParleyError } from '../../lib/errors.ts';
import { lastLines } from '../services/child.ts';
import { livingOf, type ProcessRecord, readUnit, type UnitRecord } from './unit-record.ts';

const READY_MS = 180_000;
/** A role is killed by its unit after 40 s; a unit that takes longer is killed with all it looks after. */
const STOP_MS = 60_000;
const POLL_MS = 50;

export interface UnitSpec {
  readonly name: string;
  /** Folder of its record and its log; made when it is missing. */
  readonly dir: string;
  readonly cwd: string;
  readonly node: string;
  readonly main: string;
  readonly args?: readonly string[];
  /** All of its environment: nothing of the command's own leaks into what outlives it. */
  readonly env: Readonly<Record<string, string>>;
}

/** Variables that any program may need; settings come from the target's own file. */
export function plainEnvironment(env: NodeJS.ProcessEnv = process.env): Record<string, string> {
  const names = ['PATH', 'HOME', 'USER', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR', 'XDG_CACHE_HOME'];
  return Object.fromEntries(names.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])));
}

/**
 * Starts a unit that outlives this command, and returns what it wrote down once all it looks after is ready.
 * @throws ParleyError `service_failed` with its last words; then nothing of it runs
 */
export async function startUnit({ name, dir, cwd, node, main, args = [], env }: UnitSpec): Promise<UnitRecord> {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  rmSync(join(dir, 'unit.json'), { force: true });
  const logFile = join(dir, 'unit.log');
  const log = openSync(logFile, 'a', 0o600);
  const child = spawn(node, [main, ...args], { cwd, env: { ...env }, detached: true, stdio: ['ignore', log, log, 'ipc'] });
  closeSync(log);
  const why = await new Promise<string | null>((resolve) => {
    const late = setTimeout(() => resolve(`not ready after ${READY_MS / 1_000} s`), READY_MS);
    const answer = (said: string | null) => {
      clearTimeout(late);
      resolve(said);
    };
    child.once('message', () => answer(null));
    child.once('error', (error) => answer(error.message));
    child.once('exit', (code, signal) => answer(`ended with ${code ?? signal}`));
  });
  if (child.connected) child.disconnect();
  child.unref();
  const record = readUnit(dir);
  if (why === null && record) return record;
  await stopUnit(dir);
  throw new ParleyError('service_failed', { detail: `${name}: ${why}\n${lastLines(logFile)}` });
}

/** Signals a process with the group that it leads, or by itself. A unit is alone: it stops its own, who share its group. */
function signal({ pid, name: whose }: ProcessRecord, name: NodeJS.Signals): void {
  const alone = whose === 'main' && name !== 'SIGKILL';
  for (const target of alone ? [pid] : [-pid, pid]) {
    try {
      process.kill(target, name);
      return;
    } catch {
      // It leads no group, or has ended meanwhile.
    }
  }
}

/**
 * Stops a unit: the unit asks its processes itself; where it was killed, each of them is asked. What does not end is killed.
 * @returns its last record, and whether something had to be killed; null when there was none
 */
export async function stopUnit(dir: string): Promise<{ record: UnitRecord; killed: readonly string[] } | null> {
  const first = readUnit(dir);
  if (!first) return null;
  const current = () => readUnit(dir) ?? first;
  const asked = new Set<number>();
  const deadline = Date.now() + STOP_MS;
  for (;;) {
    const living = livingOf(current());
    if (living.length === 0) return { record: current(), killed: [] };
    if (Date.now() > deadline) {
      for (const left of living) signal(left, 'SIGKILL');
      return { record: current(), killed: living.map(({ name }) => name) };
    }
    const toAsk = living[0]?.name === 'main' ? living.slice(0, 1) : living;
    for (const one of toAsk) {
      if (asked.has(one.pid)) continue;
      asked.add(one.pid);
      signal(one, 'SIGTERM');
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
