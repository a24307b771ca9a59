import { constants, copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const PAGES = ['widget', 'inbox'] as const;
/** Names of chunks that were not built here; beside the assets, where nobody serves it. */
const CARRIED = 'carried.json';

function filesBelow(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}

function carriedInto(dist: string): ReadonlySet<string> {
  const file = join(dist, CARRIED);
  return new Set(existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as string[]) : []);
}

/**
 * Keeps the chunks of the release before served (DESIGN §5.14): a page that was loaded from it may still import them. Their names
 * are hashes, so none is overwritten; what that release had itself only carried is left behind.
 */
export function carryAssets(from: string, to: string): void {
  for (const page of PAGES) {
    const [before, after] = [join(from, page, 'dist'), join(to, page, 'dist')];
    if (!existsSync(after)) continue;
    const older = carriedInto(before);
    const own = new Set(filesBelow(join(after, 'assets')));
    const carried = filesBelow(join(before, 'assets')).filter((name) => !older.has(name) && !own.has(name));
    for (const name of carried) {
      const target = join(after, 'assets', name);
      mkdirSync(dirname(target), { recursive: true });
      copyFileSync(join(before, 'assets', name), target, constants.COPYFILE_EXCL);
    }
    writeFileSync(join(after, CARRIED), JSON.stringify([...carriedInto(after), ...carried]));
  }
}
