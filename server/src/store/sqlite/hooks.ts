import type { HookDelivery } from '@parley/shared-types/hooks.ts';
import type { Sqlite } from '../../lib/sqlite.ts';
import { DELIVERY_MS, type Hook, type HookKey, type HookStore, KEPT_DELIVERIES } from '../hook-store.ts';
import { orConflict, type Reads } from './rows.ts';

/** A hook is read and written whole, so it is JSON; a delivery has columns for what it is sorted and forgotten by. */
export const HOOKS_SCHEMA = `
  CREATE TABLE hooks (site TEXT NOT NULL, id TEXT NOT NULL, created_at INTEGER NOT NULL, fields TEXT NOT NULL,
    PRIMARY KEY (site, id)) WITHOUT ROWID;
  CREATE TABLE hook_deliveries (site TEXT NOT NULL, hook TEXT NOT NULL, id TEXT NOT NULL, at INTEGER NOT NULL, fields TEXT NOT NULL,
    PRIMARY KEY (site, hook, id)) WITHOUT ROWID;
  CREATE INDEX hook_deliveries_newest ON hook_deliveries (site, hook, at);
  CREATE INDEX hook_deliveries_old ON hook_deliveries (at);
`;

interface Row {
  readonly fields: string;
}

const INTO = 'INSERT INTO hooks (site, id, created_at, fields) VALUES (?, ?, ?, ?)';
const OF_SITE = 'SELECT fields FROM hooks WHERE site = ? ORDER BY created_at, id';
const ONE = 'SELECT fields FROM hooks WHERE site = ? AND id = ?';
const NOTE = `INSERT INTO hook_deliveries (site, hook, id, at, fields) VALUES (?, ?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET at = excluded.at, fields = excluded.fields`;
const TOO_MANY = `DELETE FROM hook_deliveries WHERE site = ?1 AND hook = ?2 AND id IN (SELECT id FROM hook_deliveries
  WHERE site = ?1 AND hook = ?2 ORDER BY at DESC, id DESC LIMIT -1 OFFSET ?3)`;
const NEWEST = 'SELECT fields FROM hook_deliveries WHERE site = ? AND hook = ? AND at > ? ORDER BY at DESC, id DESC LIMIT ?';

export function createHooks(sqlite: Sqlite, reads: Reads, now: () => number): HookStore {
  const toHook = ({ fields }: Row) => JSON.parse(fields) as Hook;
  return {
    add: (hook) => orConflict(sqlite.write((sql) => sql.run(INTO, hook.siteId, hook.hookId, hook.createdAt, JSON.stringify(hook)))),
    ofSite: async (siteId) => reads.all<Row>(OF_SITE, siteId).map(toHook),
    async get({ siteId, hookId }) {
      const row = reads.get<Row>(ONE, siteId, hookId);
      return row ? toHook(row) : null;
    },
    change: ({ siteId, hookId }, patch) =>
      sqlite.write((sql) => {
        const row = sql.get<Row>(ONE, siteId, hookId);
        if (!row) return false;
        const fields = JSON.stringify({ ...toHook(row), ...patch });
        sql.run('UPDATE hooks SET fields = ? WHERE site = ? AND id = ?', fields, siteId, hookId);
        return true;
      }),
    remove: ({ siteId, hookId }) =>
      sqlite.write((sql) => {
        const found = sql.get(ONE, siteId, hookId) !== undefined;
        sql.run('DELETE FROM hooks WHERE site = ? AND id = ?', siteId, hookId);
        sql.run('DELETE FROM hook_deliveries WHERE site = ? AND hook = ?', siteId, hookId);
        return found;
      }),
    any: async () => reads.get('SELECT 1 FROM hooks LIMIT 1') !== undefined,
    note: ({ siteId, hookId }: HookKey, delivery: HookDelivery) =>
      sqlite.write((sql) => {
        if (!sql.get(ONE, siteId, hookId)) return;
        sql.run(NOTE, siteId, hookId, delivery.id, delivery.at, JSON.stringify(delivery));
        sql.run(TOO_MANY, siteId, hookId, KEPT_DELIVERIES);
        sql.run('DELETE FROM hook_deliveries WHERE at <= ?', now() - DELIVERY_MS);
      }),
    deliveries: async ({ siteId, hookId }) =>
      reads.all<Row>(NEWEST, siteId, hookId, now() - DELIVERY_MS, KEPT_DELIVERIES).map(({ fields }) => JSON.parse(fields) as HookDelivery),
  };
}
