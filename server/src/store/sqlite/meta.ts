import type { Sqlite } from '../../lib/sqlite.ts';
import type { MetaStore } from '../store.ts';
import type { Reads } from './rows.ts';

const VALUE = 'SELECT value FROM meta WHERE name = ?';
const EPOCH = 'epoch';
/** Names of callers live apart from our own. */
const ensured = (name: string) => `ensured:${name}`;

/** Raised only by restoring a backup, which needs the database for itself: so it is read once. */
export function readStoreEpoch(reads: Reads): number {
  return Number(reads.get<{ value: string }>(VALUE, EPOCH)?.value ?? 1);
}

export function createMeta(sqlite: Sqlite, reads: Reads, storeEpoch: number): MetaStore {
  return {
    ensure: (name, value) =>
      sqlite.write((sql) => {
        sql.run('INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT DO NOTHING', ensured(name), value);
        return sql.get<{ value: string }>(VALUE, ensured(name))?.value ?? value;
      }),
    get: async (name) => reads.get<{ value: string }>(VALUE, ensured(name))?.value ?? null,
    epoch: async () => storeEpoch,
    ping: async () => void reads.get('SELECT 1'),
  };
}
