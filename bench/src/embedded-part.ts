import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectVisitors, disconnectAll, type LoadResult, sendFlatOut, sendUntilStored } from './load.ts';
import { median } from './measure.ts';
import { type BenchServer, startServer } from './server-process.ts';
import type { Line } from './table.ts';

const ROUNDS = 5;
const VISITORS = 200;
const MESSAGES = 6_000;

async function round(
  server: BenchServer,
  send: (visitors: Awaited<ReturnType<typeof connectVisitors>>, messages: number) => Promise<LoadResult>,
): Promise<number> {
  const visitors = await connectVisitors(server, VISITORS);
  await send(visitors, MESSAGES / 4);
  const { perSecond } = await send(visitors, MESSAGES);
  disconnectAll(visitors);
  return perSecond;
}

/** One process with everything, to accepted and stored, against bare Socket.IO + grouped durable commits of the same rows. */
export async function benchEmbedded(): Promise<readonly Line[]> {
  const dataDir = mkdtempSync(join(tmpdir(), 'parley-bench-'));
  const limits = { MESSAGE_RATE: '100000', MESSAGE_BURST: '100000', SOCKETS_PER_IP: '100000', CONNECTS_PER_IP: '100000' };
  const ours = await startServer('ours.ts', { ...limits, DATA_DIR: dataDir, AMQP_URL: '', MONGODB_URL: '', REDIS_URL: '' });
  const bare = await startServer('bare.ts', { BARE: 'sqlite' });
  const rates: { ours: number; bare: number }[] = [];
  try {
    for (let index = 0; index < ROUNDS; index++)
      rates.push({ bare: await round(bare, sendFlatOut), ours: await round(ours, sendUntilStored) });
  } finally {
    await Promise.all([ours.stop(), bare.stop()]);
    rmSync(dataDir, { recursive: true, force: true });
  }
  const value = median(rates.map((pair) => pair.ours / pair.bare));
  const of = (side: 'ours' | 'bare') => median(rates.map((pair) => pair[side]));
  return [
    { what: 'embedded, accepted and stored', unit: '1/s', ours: of('ours'), bare: of('bare'), gate: '>= 0.6', value, ok: value >= 0.6 },
  ];
}
