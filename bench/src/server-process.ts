import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface BenchServer {
  readonly pid: number;
  readonly port: number;
  readonly siteId: string;
  /** Collects garbage and returns the resident memory in bytes. */
  memory(): Promise<number>;
  stop(): Promise<void>;
}

function answer<Answer>(child: ChildProcess): Promise<Answer> {
  return new Promise((resolve, reject) => {
    child.once('message', (message) => resolve(message as Answer));
    child.once('exit', (code) => reject(new Error(`server ended with ${code}`)));
  });
}

/** Starts a server of bench/src as a process of its own, which says `{port, siteId}` when it is ready. */
export async function startServer(file: 'ours.ts' | 'bare.ts', env: Readonly<Record<string, string>>): Promise<BenchServer> {
  const path = fileURLToPath(new URL(file, import.meta.url));
  const child = fork(path, {
    env: { ...process.env, ...env, NODE_ENV: 'production' },
    execArgv: ['--expose-gc'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const { port, siteId } = await answer<{ port: number; siteId: string }>(child);
  return {
    pid: child.pid ?? 0,
    port,
    siteId,
    async memory() {
      child.send('memory');
      return (await answer<{ rss: number }>(child)).rss;
    },
    stop: () =>
      new Promise((resolve) => {
        child.once('exit', () => resolve());
        child.kill('SIGTERM');
      }),
  };
}

/** The other end, for the server's side: says that it is ready and answers `memory`. */
export function serveBench(ready: { port: number; siteId: string }, close: () => Promise<void>): void {
  process.on('message', (message) => {
    if (message !== 'memory') return;
    globalThis.gc?.();
    process.send?.({ rss: process.memoryUsage().rss });
  });
  process.once('SIGTERM', () => void close().finally(() => process.exit(0)));
  process.send?.(ready);
}
