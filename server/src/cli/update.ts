import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readConfig } from '../config.ts';
import { ParleyError } from '../lib/errors.ts';
import { readArgs } from './args.ts';
import { carryAssets } from './deploy/assets.ts';
import { stopRunning } from './down.ts';
import { ROOT } from './paths.ts';
import { readRunFile } from './run-file.ts';
import { createCheckout, hasNews } from './update/checkout.ts';
import { type Restart, restartOf } from './update/running.ts';
import { tryVersion } from './update/trial.ts';

const execute = promisify(execFile);
const PAGES = ['widget', 'inbox'] as const;
const log = (line: string) => console.log(`update: ${line}`);

/** Runs a command of the version that lies in the checkout now. @throws ParleyError `update_failed` with what it said */
async function parley(words: readonly string[], env: Restart['env'] = process.env): Promise<string> {
  try {
    return (await execute(join(ROOT, 'parley'), [...words], { cwd: ROOT, env })).stdout;
  } catch (cause) {
    const { stderr, message } = cause as { stderr?: string; message: string };
    throw new ParleyError('update_failed', { detail: `./parley ${words.join(' ')}\n${(stderr || message).trimEnd()}`, cause });
  }
}

/** Copies the built pages aside, so that they can be put back, and their chunks stay served. */
function keepPages(): { readonly folder: string; putBack(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'parley-pages-'));
  const built = PAGES.map((page) => join(page, 'dist')).filter((dist) => existsSync(join(ROOT, dist)));
  const copy = (from: string, to: string) => {
    for (const dist of built) cpSync(join(from, dist), join(to, dist), { recursive: true, preserveTimestamps: true });
  };
  copy(ROOT, folder);
  const putBack = () => {
    for (const page of PAGES) rmSync(join(ROOT, page, 'dist'), { recursive: true, force: true });
    copy(folder, ROOT);
  };
  return { folder, putBack };
}

/** Stops what runs and starts the version of the checkout in its place. */
async function replace(dataDir: string, { words, env }: Restart): Promise<string> {
  await stopRunning(dataDir);
  return (JSON.parse(await parley(words, env)) as { url: string }).url;
}

interface Steps {
  /** Everything that can fail while the old process still runs. */
  readonly prepare: () => Promise<void>;
  /** null when nothing runs. */
  readonly takeOver: (() => Promise<string>) | null;
  /** Puts the version from before back. */
  readonly undo: () => Promise<void>;
}

/** @returns where the new version runs; null when nothing ran */
async function moveOn({ prepare, takeOver, undo }: Steps): Promise<string | null> {
  try {
    await prepare();
  } catch (error) {
    await undo();
    throw error;
  }
  if (!takeOver) return null;
  try {
    return await takeOver();
  } catch (error) {
    await undo();
    log(`the version from before is back: ${await takeOver()}`);
    throw error;
  }
}

async function update(): Promise<void> {
  const checkout = createCheckout(ROOT);
  const { dataDir } = readConfig(process.env);
  const running = readRunFile(dataDir);
  const before = await checkout.head().catch(() => '');
  if (!hasNews(await checkout.state())) return log(`nothing new; this is ${before.slice(0, 8)}`);
  const restart = running && restartOf(running, dataDir);
  const pages = keepPages();
  try {
    await checkout.forward();
    log(`${before.slice(0, 8)} -> ${(await checkout.head()).slice(0, 8)}: installing, building, trying it`);
    const url = await moveOn({
      async prepare() {
        await parley(['build']);
        carryAssets(pages.folder, ROOT);
        await parley(['update', '--trial'], restart?.env);
      },
      takeOver: restart && (() => replace(dataDir, restart)),
      async undo() {
        await checkout.back(before);
        pages.putBack();
        // Installs again when the lockfile went back.
        await parley(['help']);
      },
    });
    log(url === null ? 'done; nothing was running: ./parley up starts it' : `done; the new version runs at ${url}`);
  } finally {
    rmSync(pages.folder, { recursive: true, force: true });
  }
}

/** `./parley update`: pulls, installs, builds and tries the new version, then restarts what `up` runs from this DATA_DIR. */
export async function run(words: readonly string[]): Promise<number> {
  // The version from before asks the new one, in a process of its own, whether it can start.
  const { values } = readArgs(words, { trial: { type: 'boolean' } });
  if (values.trial) await tryVersion(process.env);
  else await update();
  return 0;
}
