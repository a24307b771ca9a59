import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { ParleyError } from '../../lib/errors.ts';
import { isRunning } from '../run-file.ts';
import { type Layout, readJson } from './layout.ts';
import { type ProcessRecord, recordProcess } from './unit-record.ts';

function take(lock: string, what: string): void {
  writeFileSync(lock, JSON.stringify(recordProcess(what, process.pid)), { flag: 'wx', mode: 0o600 });
}

/** Changes a target alone. @throws ParleyError `deploy_running` while another command does; one that was killed holds nothing */
export async function withLock<Result>({ root, lock }: Layout, what: string, work: () => Promise<Result>): Promise<Result> {
  mkdirSync(root, { recursive: true, mode: 0o700 });
  const holder = readJson<ProcessRecord>(lock);
  if (holder && !isRunning(holder)) rmSync(lock, { force: true });
  try {
    take(lock, what);
  } catch (cause) {
    throw new ParleyError('deploy_running', { detail: holder ? `${holder.name}, pid ${holder.pid}` : lock, cause });
  }
  try {
    return await work();
  } finally {
    rmSync(lock, { force: true });
  }
}
