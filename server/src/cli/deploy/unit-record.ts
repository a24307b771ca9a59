/**
 * A unit is a detached process that looks after others: a release looks after its roles, the keeper after services and proxy.
 * It writes down who runs, so that a later command can reach them all, also after the unit itself was killed.
 */
import { join } from 'node:path';
import { isRunning, startTimeOf } from '../run-file.ts';
import { readJson, writePrivate } from './layout.ts';

export interface ProcessRecord {
  readonly name: string;
  readonly pid: number;
  /** Guards against a pid that another process has by now. */
  readonly startTime: string | null;
  /** Where it listens, '' when nobody asks it anything. */
  readonly url: string;
  readonly roles: readonly string[];
}

export interface EndedProcess {
  readonly name: string;
  readonly code: number | null;
  readonly signal: string | null;
  readonly ms: number;
}

export interface UnitRecord {
  readonly main: ProcessRecord;
  readonly processes: readonly ProcessRecord[];
  /** What the unit tells whoever started it. */
  readonly told: Readonly<Record<string, string>>;
  /** How its processes ended; null while they run, and after a kill. */
  readonly ended: readonly EndedProcess[] | null;
}

const fileOf = (dir: string) => join(dir, 'unit.json');

export function recordProcess(
  name: string,
  pid: number,
  { url = '', roles = [] }: { url?: string; roles?: readonly string[] } = {},
): ProcessRecord {
  return { name, pid, startTime: startTimeOf(pid), url, roles };
}

export function writeUnit(dir: string, unit: Omit<UnitRecord, 'main'>): UnitRecord {
  const record = { main: recordProcess('main', process.pid), ...unit };
  writePrivate(fileOf(dir), JSON.stringify(record));
  return record;
}

export function readUnit(dir: string): UnitRecord | null {
  return readJson<UnitRecord>(fileOf(dir));
}

/** Processes of a unit that still run, its own first. */
export function livingOf({ main, processes }: UnitRecord): readonly ProcessRecord[] {
  return [main, ...processes].filter(isRunning);
}
