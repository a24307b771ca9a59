import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, isListening, type Service, startService } from './child.ts';

/**
 * Starts the MongoDB stand-in, a single node that speaks MongoDB's wire protocol (no MongoDB server is in the registries).
 * @param server path of `secantusd-py`, from ensureServices
 */
export async function startMongo({
  dir,
  port,
  server,
}: {
  dir: string;
  port?: number;
  server: string;
}): Promise<Service & { url: string; port: number }> {
  const own = port ?? (await freePort());
  const data = join(dir, 'data');
  mkdirSync(data, { recursive: true });
  const service = await startService({
    name: 'mongodb stand-in',
    command: server,
    args: ['--host', '127.0.0.1', '--port', String(own), '--storage-path', data, '--sync-on-commit'],
    cwd: dir,
    logFile: join(dir, 'mongo.log'),
    ready: () => isListening(own),
  });
  return { ...service, port: own, url: `mongodb://127.0.0.1:${own}/parley?directConnection=true` };
}
