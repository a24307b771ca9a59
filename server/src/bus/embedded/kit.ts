/** For tests: an embedded bus in a folder of its own, which can be killed, filled up and opened again. */
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EFFECT_WORKERS } from '@parley/shared-types/topics.ts';
import { createClock } from '../../lib/clock.ts';
import { createLogger } from '../../lib/logger.ts';
import { openSqlite, type Sqlite } from '../../lib/sqlite.ts';
import type { Bus } from '../bus.ts';
import type { BusUnderTest, OpenOptions } from '../contract.ts';
import { createEmbeddedBus } from '../embedded.ts';

/** Opens a bus over a file as start.ts does. */
export function openBusOn(sqlite: Sqlite, { installed = EFFECT_WORKERS, maxInFlight = 1_000 }: OpenOptions = {}): Bus {
  const logger = createLogger('silent', 'test');
  return createEmbeddedBus({ sqlite, installed: new Set(installed), clock: createClock(), logger, limits: { maxInFlight } });
}

export interface EmbeddedUnderTest extends BusUnderTest {
  readonly outage: NonNullable<BusUnderTest['outage']>;
  readonly sqlite: () => Sqlite;
}

/** A fresh bus. A kill is a copy of the files as they are at that moment: what survives is exactly what is on disk. */
export function createEmbeddedUnderTest(): EmbeddedUnderTest {
  const folder = mkdtempSync(join(tmpdir(), 'parley-bus-'));
  const opened: Sqlite[] = [];
  let generation = 0;
  let bus: Bus | undefined;
  const file = () => join(folder, `${generation}.db`);
  const openFile = () => {
    const sqlite = openSqlite(file());
    opened.push(sqlite);
    return sqlite;
  };
  let sqlite = openFile();
  return {
    sqlite: () => sqlite,
    async open(options) {
      if (!bus || bus.health() === 'down') bus = openBusOn(sqlite, options);
      return bus;
    },
    outage: {
      async begin() {
        const { page_count: pages = 0 } = sqlite.get<{ page_count: number }>('PRAGMA page_count') ?? {};
        sqlite.script(`PRAGMA max_page_count = ${pages}`);
      },
      async end() {
        sqlite.script('PRAGMA max_page_count = 1000000');
      },
    },
    async restart() {
      const before = file();
      generation += 1;
      for (const suffix of ['', '-wal']) if (existsSync(before + suffix)) copyFileSync(before + suffix, file() + suffix);
      sqlite = openFile();
      bus = undefined;
    },
    async teardown() {
      for (const each of opened) await each.close();
      rmSync(folder, { recursive: true });
    },
    differences: [{ reason: 'queues and consumers are in one process: the bus is never away from them', skip: ['B15'] }],
  };
}
