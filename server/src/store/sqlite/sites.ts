import { DEFAULT_DESK, DEFAULT_SETTINGS, type DeskSettings, type Site } from '@parley/shared-types/model.ts';
import { ParleyError } from '../../lib/errors.ts';
import type { Sql, Sqlite } from '../../lib/sqlite.ts';
import { MAX_ORIGINS, type OriginNote, type SitePatch, type SiteStore } from '../store.ts';
import { orConflict, type Reads } from './rows.ts';

interface Row {
  readonly id: string;
  readonly account: string;
  readonly name: string;
  readonly allowed_origins: string;
  readonly settings: string;
  readonly desk: string;
  readonly identity_secrets: string;
  readonly created_at: number;
}

function toSite({ id, account, name, allowed_origins, settings, desk, identity_secrets, created_at }: Row): Site {
  const secrets = JSON.parse(identity_secrets);
  return {
    id,
    accountId: account,
    name,
    allowedOrigins: JSON.parse(allowed_origins),
    settings: { ...DEFAULT_SETTINGS, ...JSON.parse(settings) },
    desk: { ...DEFAULT_DESK, ...JSON.parse(desk) },
    ...(secrets.length > 0 && { identitySecrets: secrets }),
    createdAt: created_at,
  } as Site;
}

const BY_ID = 'SELECT * FROM sites WHERE id = ?';
const NOTE = `INSERT INTO origins VALUES (?1, ?2, ?3, ?4, ?4)
  ON CONFLICT (site, origin) DO UPDATE SET refused = excluded.refused, last_at = max(last_at, excluded.last_at)`;
const FORGET = `DELETE FROM origins WHERE site = ?1 AND origin IN (SELECT origin FROM origins WHERE site = ?1
  ORDER BY last_at DESC, origin LIMIT -1 OFFSET ?2)`;
const ORIGINS = 'SELECT origin, refused, first_at, last_at FROM origins WHERE site = ? ORDER BY last_at DESC, origin';
interface OriginRow {
  readonly origin: string;
  readonly refused: number;
  readonly first_at: number;
  readonly last_at: number;
}

function updateSite(sql: Sql, id: string, { name, allowedOrigins, settings, desk, identitySecrets }: SitePatch): void {
  const row = sql.get<Row>(BY_ID, id);
  if (!row) throw new ParleyError('not_found');
  sql.run(
    'UPDATE sites SET name = ?, allowed_origins = ?, settings = ?, desk = ?, identity_secrets = ? WHERE id = ?',
    name ?? row.name,
    allowedOrigins ? JSON.stringify(allowedOrigins) : row.allowed_origins,
    JSON.stringify({ ...JSON.parse(row.settings), ...settings }),
    JSON.stringify({ ...JSON.parse(row.desk), ...desk }),
    identitySecrets ? JSON.stringify(identitySecrets) : row.identity_secrets,
    id,
  );
}

function changeDesk(sql: Sql, id: string, change: (desk: DeskSettings) => Partial<DeskSettings>): DeskSettings {
  const row = sql.get<Row>(BY_ID, id);
  if (!row) throw new ParleyError('not_found');
  const { desk } = toSite(row);
  const patch = change(desk);
  updateSite(sql, id, { desk: patch });
  return { ...desk, ...patch };
}

export function createSites(sqlite: Sqlite, reads: Reads): SiteStore {
  return {
    addAccount: ({ id, name, createdAt }) =>
      orConflict(sqlite.write((sql) => sql.run('INSERT INTO accounts VALUES (?, ?, ?)', id, name, createdAt))),
    add: ({ id, accountId, name, allowedOrigins, settings, createdAt }) => {
      const into = 'INSERT INTO sites (id, account, name, allowed_origins, settings, created_at) VALUES (?, ?, ?, ?, ?, ?)';
      const values = [id, accountId, name, JSON.stringify(allowedOrigins), JSON.stringify(settings), createdAt] as const;
      return orConflict(sqlite.write((sql) => sql.run(into, ...values)));
    },
    async get(id) {
      const row = reads.get<Row>(BY_ID, id);
      return row ? toSite(row) : null;
    },
    list: async () => reads.all<Row>('SELECT * FROM sites ORDER BY created_at, id').map(toSite),
    update: (id, patch) => sqlite.write((sql) => updateSite(sql, id, patch)),
    changeDesk: (id, change) => sqlite.write((sql) => changeDesk(sql, id, change)),
    noteOrigin: (id, { origin, refused, at }) =>
      sqlite.write((sql) => {
        sql.run(NOTE, id, origin, refused ? 1 : 0, at);
        sql.run(FORGET, id, MAX_ORIGINS);
      }),
    origins: async (id) =>
      reads
        .all<OriginRow>(ORIGINS, id)
        .map(
          ({ origin, refused, first_at, last_at }): OriginNote => ({ origin, refused: refused === 1, firstAt: first_at, lastAt: last_at }),
        ),
  };
}
