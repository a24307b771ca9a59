import { join } from 'node:path';
import { freePort, isListening, type Service, startService } from './child.ts';

/** Starts a Redis that keeps nothing on disk: it carries signals only. */
export async function startRedis({ dir, port }: { dir: string; port?: number }): Promise<Service & { url: string; port: number }> {
  const own = port ?? (await freePort());
  const service = await startService({
    name: 'redis',
    command: 'redis-server',
    args: ['--port', String(own), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', dir],
    cwd: dir,
    logFile: join(dir, 'redis.log'),
    ready: () => isListening(own),
  });
  return { ...service, port: own, url: `redis://127.0.0.1:${own}` };
}
