import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../../config.ts';
import { start } from '../../start.ts';

/**
 * Tries this version before it takes over: reads the settings given, then starts once on an empty folder and a free port, with
 * no channel to the outside, and stops. @throws ParleyError what `up` would say
 */
export async function tryVersion(env: Readonly<Record<string, string | undefined>>): Promise<void> {
  readConfig(env);
  const folder = mkdtempSync(join(tmpdir(), 'parley-trial-'));
  try {
    const running = await start(readConfig({ DATA_DIR: folder, PORT: '0', LOG_LEVEL: 'error' }));
    await running.close();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
