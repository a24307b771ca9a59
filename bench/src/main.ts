/** `./parley bench [gateway] [embedded] [persist]`: prints one table; exit 1 when a gate is missed. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bootServices } from '@parley/server/src/cli/cluster.ts';
import { benchEmbedded } from './embedded-part.ts';
import { benchGateway } from './gateway-part.ts';
import { benchPersist } from './persist-part.ts';
import { type Line, printTable } from './table.ts';

/** Runs the named parts (all when none is named); returns whether all gates are kept. */
export async function runBench(parts: readonly string[]): Promise<boolean> {
  const wants = (part: string) => parts.length === 0 || parts.includes(part);
  const lines: Line[] = [];
  const log = (line: string) => console.error(`bench: ${line}`);
  if (wants('embedded')) {
    log('embedded');
    lines.push(...(await benchEmbedded()));
  }
  if (wants('gateway') || wants('persist')) {
    const dataDir = mkdtempSync(join(tmpdir(), 'parley-bench-services-'));
    const services = await bootServices({ dataDir, log });
    try {
      if (wants('persist')) {
        log('persist');
        lines.push(...(await benchPersist({ ...services.env, REDIS_URL: '' })));
      }
      if (wants('gateway')) {
        log('gateway');
        lines.push(...(await benchGateway(services.env)));
      }
    } finally {
      await services.stop();
      rmSync(dataDir, { recursive: true, force: true });
    }
  }
  return printTable(lines);
}
