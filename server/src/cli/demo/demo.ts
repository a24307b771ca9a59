import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Config, readConfig } from '../../config.ts';
import { openFiles } from '../../files/open.ts';
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

/** Fills a folder while nothing runs on it, or looks into one that is full. @returns the password of the demo's operators */
async function prepare(config: Config, conversations: number): Promise<string> {
  const sqlite = openSqlite(join(config.dataDir, 'parley.db'));
  let at: number | null = null;
  const clock = { ...createClock(), now: () => at ?? Date.now() };
  const setClock = (to: number) => {
    at = to;
  };
  try {
    const { store } = await openStore({ config, sqlite, clock, logger: createLogger('warn', 'demo') });
    const kept = await openFiles({ config });
    if (!kept) throw new ParleyError('data_dir_unusable', { detail: config.dataDir });
    return await seedDemo({ store, files: kept.files, conversations, now: Date.now(), setClock });
  } finally {
    await sqlite.close();
  }
}

/**
 * The folder of a demo with its account in it. A new one is filled under another name first: whole or not at all.
 * @returns the password of the demo's operators
 * @throws ParleyError `not_a_demo` when there is something else
 */
async function ensureDemo(config: Config, conversations: number): Promise<string> {
  const { dataDir } = config;
  const isThere = existsSync(dataDir) && readdirSync(dataDir).length > 0;
  if (isThere && !existsSync(join(dataDir, 'parley.db'))) throw new ParleyError('not_a_demo', { detail: dataDir });
  if (isThere) return prepare(config, conversations);
  const draft = `${dataDir}.new`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true, mode: 0o700 });
  const password = await prepare({ ...config, dataDir: draft }, conversations);
  renameSync(draft, dataDir);
  return password;
}

/** The settings of a demo: it reaches nobody outside, whatever the real install may. */
function configOf(dataDir: string): Config {
  const config = readConfig({ ...process.env, DATA_DIR: dataDir });
  return { ...config, slack: null, mail: null, inboundMail: null, files: { ...config.files, s3: null } };
}

const LIVING = 'visitors who come, look at pages, type, write and rate; --still leaves them out';
const STILL = 'nobody: --still';

/**
 * `up --demo`: an install of its own in the folder `demo` of the data folder, embedded, full and living. The data of the real
 * install is not touched, and no mail and no post leaves it. @throws ParleyError `config_invalid` when services are set, `not_a_demo`
 */
export async function bootDemo({ log, conversations, isStill }: DemoDeps): Promise<Booted> {
  const own = readConfig(process.env);
  if (own.bus) throw new ParleyError('config_invalid', { detail: 'a demo is embedded: leave out AMQP_URL, MONGODB_URL and REDIS_URL' });
  const config = configOf(join(own.dataDir, 'demo'));
  log('preparing the demo');
  const password = await ensureDemo(config, conversations);
  const running = await start(config);
  const stopLiving = isStill ? () => {} : startLiving({ url: running.info.url, log });
  return {
    info: running.info,
    also: { login: OPERATORS.map(({ email }) => email).join(', '), password, acts: isStill ? STILL : LIVING },
    commands: config.dataDir,
    async close() {
      stopLiving();
      await running.close();
    },
  };
}
