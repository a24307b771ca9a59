import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { readConfig } from '../../config.ts';
import { createClock } from '../../lib/clock.ts';
import { ParleyError } from '../../lib/errors.ts';
import { createLogger } from '../../lib/logger.ts';
import { openSqlite } from '../../lib/sqlite.ts';
import { start } from '../../start.ts';
import { openStore } from '../../store/open.ts';
import type { Booted } from '../up.ts';
import { startLiving } from './living.ts';
import { OPERATORS } from './people.ts';
import { seedDemo } from './seed.ts';

interface DemoDeps {
  readonly log: (line: string) => void;
  readonly conversations: number;
  /** Without visitors who come and write. */
  readonly isStill: boolean;
}

/** Fills the database of the demo while nothing runs on it. @returns the password of its operators */
async function prepare(dataDir: string, conversations: number): Promise<string> {
  const sqlite = openSqlite(join(dataDir, 'parley.db'));
  let at: number | null = null;
  const clock = { ...createClock(), now: () => at ?? Date.now() };
  const setClock = (to: number) => {
    at = to;
  };
  try {
    const { store } = await openStore({ config: { store: null }, sqlite, clock, logger: createLogger('warn', 'demo') });
    return await seedDemo({ store, conversations, now: Date.now(), setClock });
  } finally {
    await sqlite.close();
  }
}

/**
 * `up --demo`: an install of its own in the folder `demo` of the data folder, embedded, full and living. The data of the real
 * install is not touched. @throws ParleyError `config_invalid` when services are set
 */
export async function bootDemo({ log, conversations, isStill }: DemoDeps): Promise<Booted> {
  const own = readConfig(process.env);
  if (own.bus) throw new ParleyError('config_invalid', { detail: 'a demo is embedded: leave out AMQP_URL, MONGODB_URL and REDIS_URL' });
  const dataDir = join(own.dataDir, 'demo');
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  log('preparing the demo');
  const password = await prepare(dataDir, conversations);
  const config = readConfig({ ...process.env, DATA_DIR: dataDir });
  const running = await start(config);
  const stopLiving = isStill ? () => {} : startLiving({ url: running.info.url, log });
  return {
    info: running.info,
    also: { login: OPERATORS.map(({ email }) => email).join(', '), password },
    commands: config.dataDir,
    async close() {
      stopLiving();
      await running.close();
    },
  };
}
