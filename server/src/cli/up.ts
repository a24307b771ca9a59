import { spawn } from 'node:child_process';
import { mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readConfig } from '../config.ts';
import { ParleyError } from '../lib/errors.ts';
import { type RunningInfo, start } from '../start.ts';
import { readArgs } from './args.ts';
import { bootCluster } from './cluster.ts';
import { buildPages } from './pages.ts';
import { readRunFile, removeRunFile, writeRunFile } from './run-file.ts';

/** Something that was booted: how to reach it, and how to end it. */
export interface Booted {
  readonly info: RunningInfo;
  /** More addresses to tell, by name. */
  readonly also: Readonly<Record<string, string>>;
  /** Folder of the process that takes commands (control.ts). */
  readonly commands: string;
  close(): Promise<void>;
}

async function bootHere(): Promise<Booted> {
  const config = readConfig(process.env);
  const running = await start(config);
  return { info: running.info, also: {}, commands: config.dataDir, close: running.close };
}

/** What `--json` prints, on one line. */
function summary({ info, also }: Pick<Booted, 'info' | 'also'>) {
  return { url: info.url, demoUrl: `${info.url}/`, inboxUrl: `${info.url}/inbox/`, setupUrl: info.setupUrl, siteId: info.siteId, ...also };
}

function tell(booted: Pick<Booted, 'info' | 'also'>, json: boolean): void {
  const told = summary(booted);
  if (json) {
    console.log(JSON.stringify(told));
    return;
  }
  const lines = [`Parley is up: ${told.url}`, `  chat    ${told.demoUrl}`, `  inbox   ${told.inboxUrl}`];
  if (told.setupUrl) lines.push(`  set up  ${told.setupUrl}   (makes the owner; works once)`);
  for (const [name, value] of Object.entries(booted.also)) lines.push(`  ${name.padEnd(7)} ${value}`);
  console.log(lines.join('\n'));
}

function refuseSecond(dataDir: string): void {
  const running = readRunFile(dataDir);
  if (running) throw new ParleyError('already_running', { detail: `pid ${running.pid}, ${running.info.url}` });
}

/** What `up` was asked for. */
interface Wish {
  readonly cluster: boolean;
  readonly json: boolean;
  /** Null: no demo. */
  readonly demo: { readonly conversations: number; readonly isStill: boolean } | null;
}

async function boot({ cluster, demo }: Wish, dataDir: string, log: (line: string) => void): Promise<Booted> {
  if (demo) {
    // It draws pictures while it is loaded: nobody else waits for that.
    const { bootDemo } = await import('./demo/demo.ts');
    return bootDemo({ ...demo, log });
  }
  return cluster ? bootCluster({ dataDir, log }) : bootHere();
}

async function foreground(wish: Wish): Promise<number> {
  const { cluster, json } = wish;
  const { dataDir } = readConfig(process.env);
  refuseSecond(dataDir);
  const log = (line: string) => console.error(`parley: ${line}`);
  await buildPages(log);
  const booted = await boot(wish, dataDir, log);
  writeRunFile(dataDir, { pid: process.pid, info: booted.info, commands: booted.commands, cluster });
  process.send?.({ ready: { info: booted.info, also: booted.also } });
  if (process.send) process.disconnect();
  else tell(booted, json);
  await new Promise<void>((resolve) => {
    process.once('SIGTERM', resolve);
    process.once('SIGINT', resolve);
  });
  await booted.close();
  removeRunFile(dataDir);
  return 0;
}

/** Starts the same command in a process of its own and returns once it is ready; its log is DATA_DIR/parley.log. */
async function detached({ json }: Wish, words: readonly string[]): Promise<number> {
  const { dataDir } = readConfig(process.env);
  refuseSecond(dataDir);
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const logFile = join(dataDir, 'parley.log');
  const from = openSync(logFile, 'a');
  const main = fileURLToPath(new URL('main.ts', import.meta.url));
  const child = spawn(process.execPath, [main, 'up', ...words.filter((word) => word !== '--detach')], {
    detached: true,
    stdio: ['ignore', from, from, 'ipc'],
  });
  const ready = await new Promise<Pick<Booted, 'info' | 'also'> | number>((resolve) => {
    child.once('message', (message) => resolve((message as { ready: Pick<Booted, 'info' | 'also'> }).ready));
    child.once('exit', (code) => resolve(code ?? 1));
  });
  if (typeof ready === 'number') {
    const said = readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-12).join('\n');
    console.error(said);
    return ready;
  }
  if (child.connected) child.disconnect();
  child.unref();
  tell(ready, json);
  return 0;
}

const OPTIONS = {
  cluster: { type: 'boolean' },
  detach: { type: 'boolean' },
  json: { type: 'boolean' },
  demo: { type: 'boolean' },
  still: { type: 'boolean' },
  conversations: { type: 'string' },
} as const;
const MOST_CONVERSATIONS = 100_000;

/** How many conversations a demo begins with. @throws ParleyError `usage` */
function conversationsOf(word = '300'): number {
  const count = Number(word);
  if (!Number.isInteger(count) || count < 1 || count > MOST_CONVERSATIONS)
    throw new ParleyError('usage', { detail: `--conversations takes a number from 1 to ${MOST_CONVERSATIONS}` });
  return count;
}

/** `./parley up`: see the table of commands. */
export async function run(words: readonly string[]): Promise<number> {
  const { values } = readArgs(words, OPTIONS);
  if (!values.demo && (values.still || values.conversations !== undefined))
    throw new ParleyError('usage', { detail: '--still and --conversations belong to --demo' });
  if (values.demo && values.cluster) throw new ParleyError('usage', { detail: 'a demo is embedded: --demo without --cluster' });
  const demo = values.demo ? { conversations: conversationsOf(values.conversations), isStill: values.still === true } : null;
  const wish: Wish = { cluster: values.cluster === true, json: values.json === true, demo };
  return values.detach ? detached(wish, words) : foreground(wish);
}
