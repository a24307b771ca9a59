/** For tests: a store in a folder of its own, which can be closed, copied as it lies on disk, and opened again. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../../lib/clock.ts';
import { createClock } from '../../lib/clock.ts';
import { createLogger } from '../../lib/logger.ts';
import { openSqlite, type Sqlite } from '../../lib/sqlite.ts';
import type { StoreUnderTest } from '../contract/store-contract.ts';
import type { Store } from '../store.ts';
import { createSqliteStore } from './sqlite-store.ts';

export interface HeldClock extends Clock {
  advance(ms: number): void;
  set(now: number): void;
}

/** The machine's clock, which a test can put forward and set. */
export function createHeldClock(): HeldClock {
  const machine = createClock();
  let offset = 0;
  return {
    now: () => machine.now() + offset,
    after: machine.after,
    advance(ms) {
      offset += ms;
    },
    set(now) {
      offset = now - machine.now();
    },
  };
}

export interface SqliteUnderTest extends StoreUnderTest {
  readonly clock: HeldClock;
  readonly file: string;
  readonly sqlite: () => Sqlite;
}

/** Opens a store over a database as start.ts does. */
export function openStoreOn(sqlite: Sqlite, clock: Clock = createClock()): Store {
  return createSqliteStore({ sqlite, clock, logger: createLogger('silent', 'test') });
}

export async function createSqliteUnderTest(): Promise<SqliteUnderTest> {
  const folder = mkdtempSync(join(tmpdir(), 'parley-store-'));
  const file = join(folder, 'parley.db');
  const clock = createHeldClock();
  let sqlite = openSqlite(file);
  return {
    file,
    clock,
    sqlite: () => sqlite,
    store: openStoreOn(sqlite, clock),
    async reopen() {
      await sqlite.close();
      sqlite = openSqlite(file);
      return openStoreOn(sqlite, clock);
    },
    async teardown() {
      await sqlite.close();
      rmSync(folder, { recursive: true });
    },
  };
}
