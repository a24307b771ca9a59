import { execFile } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ParleyError } from '../../lib/errors.ts';
import { ROOT } from '../paths.ts';
import type { Layout } from './layout.ts';
import { releaseName } from './plan.ts';

const run = promisify(execFile);
const BUILD_MS = 600_000;
const MEGABYTES_64 = 64 * 1024 * 1024;

/** The commit that a name stands for, in the checkout of this command. @throws ParleyError `commit_unknown` */
export async function findCommit(name: string): Promise<string> {
  try {
    const { stdout } = await run('git', ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`], { cwd: ROOT });
    return stdout.trim();
  } catch (cause) {
    throw new ParleyError('commit_unknown', { detail: name, cause });
  }
}

async function unpack(sha: string, folder: string): Promise<void> {
  const archive = `${folder}.tar`;
  try {
    await run('git', ['archive', '--format=tar', `--output=${archive}`, sha], { cwd: ROOT });
    await run('tar', ['-xf', archive, '-C', folder]);
  } finally {
    rmSync(archive, { force: true });
  }
}

/**
 * Makes the folder of a release from a commit: its files, its packages from the frozen lockfile, its pages. Nothing runs yet.
 * @returns its name
 * @throws ParleyError `release_failed` with the last words of what failed; the folder is gone again
 */
export async function makeRelease(layout: Layout, sha: string, now: Date): Promise<string> {
  const name = releaseName(now, sha);
  const folder = layout.release(name);
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  try {
    await unpack(sha, folder);
    // The release's own command: it installs what its lockfile says, with its own Node, and builds its own pages.
    await run(join(folder, 'parley'), ['build'], { cwd: folder, timeout: BUILD_MS, maxBuffer: MEGABYTES_64 });
    return name;
  } catch (cause) {
    rmSync(folder, { recursive: true, force: true });
    const { stderr, message } = cause as { stderr?: string; message: string };
    throw new ParleyError('release_failed', {
      detail: `${name}\n${(stderr || message).trimEnd().split('\n').slice(-15).join('\n')}`,
      cause,
    });
  }
}
