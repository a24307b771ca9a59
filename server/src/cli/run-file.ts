import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunningInfo } from '../start.ts';

/** What `up` leaves for `down` and `job`: who runs from this data folder, and how to reach it. */
export interface RunFile {
  readonly pid: number;
  /** Start time of the process (field 22 of /proc/PID/stat), so that a reused pid is not mistaken for ours. */
  readonly startTime: string | null;
  readonly info: RunningInfo;
  /** Folder of the process that takes commands. */
  readonly commands: string;
  /** True for `up --cluster`. */
  readonly cluster: boolean;
}

const path = (dataDir: string) => join(dataDir, 'run.json');

/** Start time of a live process; `ended` of one that nobody has reaped yet; null when there is none or the system does not tell. */
export function startTimeOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return state === 'Z' ? 'ended' : (fields[18] ?? null);
  } catch {
    return null;
  }
}

export function writeRunFile(dataDir: string, run: Omit<RunFile, 'startTime'>): void {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const draft = `${path(dataDir)}.new`;
  writeFileSync(draft, JSON.stringify({ ...run, startTime: startTimeOf(run.pid) }), { mode: 0o600 });
  renameSync(draft, path(dataDir));
}

export function removeRunFile(dataDir: string): void {
  rmSync(path(dataDir), { force: true });
}

/** True while the process of this pid and start time runs; a zombie has ended, and a reused pid is another process. */
export function isRunning({ pid, startTime }: { readonly pid: number; readonly startTime: string | null }): boolean {
  return isAlive(pid) && startTimeOf(pid) === startTime;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Reads who runs from this folder; null when nobody does, also after a crash. */
export function readRunFile(dataDir: string): RunFile | null {
  try {
    const run = JSON.parse(readFileSync(path(dataDir), 'utf8')) as RunFile;
    return isRunning(run) ? run : null;
  } catch {
    return null;
  }
}
