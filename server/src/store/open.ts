import type { Clock } from '../lib/clock.ts';
import type { Logger } from '../lib/logger.ts';
import type { Sqlite } from '../lib/sqlite.ts';
import type { Store } from './store.ts';

interface OpenStoreDeps {
  readonly sqlite: Sqlite | null;
  readonly logger: Logger;
  readonly clock: Clock;
}

/** The one switch of this port. @returns the store and the name of its adapter */
export async function openStore({ sqlite, logger, clock }: OpenStoreDeps): Promise<{ store: Store; adapter: string }> {
  if (!sqlite) throw new Error('the embedded store needs its database');
  const { createSqliteStore } = await import('./sqlite/sqlite-store.ts');
  return { store: createSqliteStore({ sqlite, logger, clock }), adapter: 'sqlite' };
}
