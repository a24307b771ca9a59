/** The bench: ours against the bare loop in one run, alternating; medians and ratios. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bootServices } from '@parley/server/src/cli/services/boot.ts';
import { benchEmbedded } from './embedded-part.ts';
import { benchGateway } from './gateway-part.ts';
import { benchInbox } from './inbox-part.ts';
import { benchPersist } from './persist-part.ts';
import { benchSearch } from './search-part.ts';
import { type Line, printTable } from './table.ts';

type Part = 'embedded' | 'gateway' | 'persist' | 'inbox' | 'search';
export const PARTS: readonly Part[] = ['embedded', 'gateway', 'persist', 'inbox', 'search'];
/** It fills a store with a million messages for minutes: only when it is named. */
const ON_REQUEST: readonly Part[] = ['search'];

/** The parts that need RabbitMQ, Redis and MongoDB, on services of their own. */
async function benchCluster(parts: readonly Part[]): Promise<Line[]> {
  if (!parts.includes('gateway') && !parts.includes('persist')) return [];
  const dataDir = mkdtempSync(join(tmpdir(), 'parley-bench-services-'));
  const { env, stop } = await bootServices({ dataDir, log: (line) => console.log(`bench: ${line}`) });
  try {
    const gateway = parts.includes('gateway') ? await benchGateway(env) : [];
    const persist = parts.includes('persist') ? await benchPersist(env) : [];
    return [...gateway, ...persist];
  } finally {
    await stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** Runs the parts and prints one table; returns whether all gates are kept. */
export async function runBench(parts: readonly string[]): Promise<boolean> {
  const chosen = parts.length === 0 ? PARTS.filter((part) => !ON_REQUEST.includes(part)) : PARTS.filter((part) => parts.includes(part));
  const embedded = chosen.includes('embedded') ? await benchEmbedded() : [];
  const search = chosen.includes('search') ? await benchSearch() : [];
  const cluster = await benchCluster(chosen);
  const inbox = chosen.includes('inbox') ? await benchInbox() : [];
  return printTable([...embedded, ...search, ...cluster, ...inbox]);
}
