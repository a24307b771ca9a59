/** Where a target keeps what: everything lies below TARGET_DIR. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export type Layout = ReturnType<typeof layoutOf>;

export function layoutOf(targetDir: string) {
  const releases = join(targetDir, 'releases');
  return {
    root: targetDir,
    /** What is live, and how to reach it. */
    target: join(targetDir, 'target.json'),
    /** Settings of every process of every release, one `NAME=value` a line. */
    settings: join(targetDir, 'settings.env'),
    /** Held while a command changes the target. */
    lock: join(targetDir, 'lock.json'),
    proxyConfig: join(targetDir, 'haproxy.cfg'),
    proxySocket: join(targetDir, 'haproxy.sock'),
    /** Folder of the unit that keeps services and proxy. */
    keeper: join(targetDir, 'keeper'),
    releases,
    release: (name: string) => join(releases, name),
    /** Run files and logs of a release. */
    run: (name: string) => join(targetDir, 'run', name),
    runs: join(targetDir, 'run'),
  } as const;
}

/** Writes a file that only this user may read, whole or not at all. */
export function writePrivate(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(`${path}.new`, text, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

/** Reads what `writePrivate` wrote as JSON; null when there is none. */
export function readJson<Value>(path: string): Value | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Value;
  } catch {
    return null;
  }
}
