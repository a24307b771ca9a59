import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface BenchServer {
  readonly pid: number;
  readonly port: number;
  readonly siteId: string;
  /**
   * Collects garbage and returns what is alive then, in bytes: heap and what hangs on it outside. Not the resident memory:
   * the young generation grows with how fast objects are made (up to 134 MB), whatever the number of connections.
   */
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
      return (await answer<{ alive: number }>(child)).alive;
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
    // What closing handles free is only garbage after their callbacks ran.
    setImmediate(() => {
      globalThis.gc?.();
      const { heapUsed, external } = process.memoryUsage();
      process.send?.({ alive: heapUsed + external });
    });
  });
  process.once('SIGTERM', () => void close().finally(() => process.exit(0)));
  process.send?.(ready);
}
