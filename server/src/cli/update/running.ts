/** The process that `up` started, as `update` sees it: how to start its like again. */
import { readFileSync } from 'node:fs';
import type { RunFile } from '../run-file.ts';

/**
 * Reads `NAME=value` pairs that end with NUL, as the kernel tells them. Pure. What Node says to a child about its channel is left
 * out: the channel belongs to that process.
 */
export function parseEnvironment(text: string): Record<string, string> {
  const pairs = text.split('\0').filter((pair) => pair.includes('=') && !pair.startsWith('NODE_CHANNEL_'));
  return Object.fromEntries(pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]));
}

/** Environment of a process: its own where the system tells it (Linux), else the one of this command. */
function environmentOf(pid: number): Record<string, string | undefined> {
  try {
    return parseEnvironment(readFileSync(`/proc/${pid}/environ`, 'utf8'));
  } catch {
    return process.env;
  }
}

export interface Restart {
  readonly words: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** How to start again what runs: the same mode, port, folder and settings, in the background. */
export function restartOf(running: Pick<RunFile, 'pid' | 'info' | 'cluster'>, dataDir: string): Restart {
  const env = { ...environmentOf(running.pid), DATA_DIR: dataDir, PORT: String(running.info.port) };
  return { words: ['up', '--detach', '--json', ...(running.cluster ? ['--cluster'] : [])], env };
}
