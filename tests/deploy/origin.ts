/** For tests of update and deploy: a git remote that has the files of this checkout as its first commit, and checkouts of it. */
import { execFile } from 'node:child_process';
import { appendFileSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { plainEnvironment } from '@parley/server/src/cli/deploy/unit.ts';
import { ROOT } from '@parley/server/src/cli/paths.ts';

const execute = promisify(execFile);
const WHO = ['-c', 'user.name=Test', '-c', 'user.email=test@example.test', '-c', 'commit.gpgsign=false', '-c', 'init.defaultBranch=main'];

export interface Ran {
  readonly code: number;
  readonly said: string;
}

const git = async (cwd: string, ...words: readonly string[]) => (await execute('git', [...WHO, ...words], { cwd })).stdout;

/** Copies what git would commit here, whether it is committed yet or not. */
async function copyFiles(to: string): Promise<void> {
  const listed = await git(ROOT, 'ls-files', '-z', '--cached', '--others', '--exclude-standard');
  for (const file of listed.split('\0').filter((name) => name !== '' && existsSync(join(ROOT, name)))) {
    mkdirSync(dirname(join(to, file)), { recursive: true });
    copyFileSync(join(ROOT, file), join(to, file));
  }
}

export async function createOrigin() {
  const folder = mkdtempSync(join(tmpdir(), 'parley-origin-'));
  const [bare, work] = [join(folder, 'origin.git'), join(folder, 'work')];
  mkdirSync(work);
  await git(folder, 'init', '--quiet', '--bare', bare);
  await git(work, 'init', '--quiet');
  await copyFiles(work);
  await git(work, 'add', '--all');
  await git(work, 'commit', '--quiet', '--message', 'first');
  await git(work, 'push', '--quiet', bare, 'HEAD:refs/heads/main');
  return {
    folder,
    /** Adds text to a file and pushes that as a commit of its own; returns its hash. */
    async push(file: string, text: string, branch = 'main'): Promise<string> {
      appendFileSync(join(work, file), text);
      await git(work, 'commit', '--quiet', '--all', '--message', `change ${file}`);
      await git(work, 'push', '--quiet', '--force', bare, `HEAD:refs/heads/${branch}`);
      return (await git(work, 'rev-parse', 'HEAD')).trim();
    },
    /** Takes the last commit of the working copy back, so that the next push goes on without it. */
    forget: () => git(work, 'reset', '--quiet', '--hard', 'HEAD~1'),
    async clone(name: string) {
      const root = join(folder, name);
      await git(folder, 'clone', '--quiet', '--branch', 'main', bare, name);
      return {
        root,
        git: (...words: readonly string[]) => git(root, ...words),
        head: async () => (await git(root, 'rev-parse', 'HEAD')).trim(),
        /** Runs its ./parley with nothing but these settings. */
        async parley(words: readonly string[], settings: Readonly<Record<string, string>>): Promise<Ran> {
          try {
            const { stdout, stderr } = await execute(join(root, 'parley'), [...words], {
              cwd: root,
              env: { ...plainEnvironment(), ...settings },
            });
            return { code: 0, said: stdout + stderr };
          } catch (error) {
            const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
            return { code, said: stdout + stderr };
          }
        },
      };
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
export type Origin = Awaited<ReturnType<typeof createOrigin>>;
export type Checkout = Awaited<ReturnType<Origin['clone']>>;
