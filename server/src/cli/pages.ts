import { execFile } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ParleyError } from '../lib/errors.ts';
import { ROOT } from './paths.ts';

const run = promisify(execFile);
const PAGES = ['widget', 'inbox'] as const;

/** Newest change of anything below a folder, in milliseconds; generated folders do not count. */
function newest(folder: string): number {
  return readdirSync(folder, { withFileTypes: true }).reduce((latest, entry) => {
    if (['node_modules', 'dist', '.tsc'].includes(entry.name)) return latest;
    const path = join(folder, entry.name);
    return Math.max(latest, entry.isDirectory() ? newest(path) : statSync(path).mtimeMs);
  }, 0);
}

/** What a build writes last. */
const LAST = { widget: 'widget.json', inbox: 'index.html' } as const;

function isStale(name: (typeof PAGES)[number]): boolean {
  const built = join(ROOT, name, 'dist', LAST[name]);
  if (!existsSync(built)) return true;
  const sources = ['shared-types', 'widget', name].map((folder) => newest(join(ROOT, folder)));
  return Math.max(...sources) > statSync(built).mtimeMs;
}

const COMMANDS = {
  widget: ['build.ts'],
  inbox: [join(ROOT, 'node_modules', 'vite', 'bin', 'vite.js'), 'build', '--logLevel', 'warn'],
} as const;

/** Builds the pages whose sources changed since their last build. @throws ParleyError `service_failed` with vite's words */
export async function buildPages(log: (line: string) => void): Promise<void> {
  for (const name of PAGES.filter(isStale)) {
    log(`building ${name}`);
    try {
      await run(process.execPath, COMMANDS[name], { cwd: join(ROOT, name), env: { ...process.env, NODE_ENV: 'production' } });
    } catch (cause) {
      throw new ParleyError('service_failed', {
        detail: `vite build of ${name}: ${(cause as { stderr?: string }).stderr ?? (cause as Error).message}`,
        cause,
      });
    }
  }
}
