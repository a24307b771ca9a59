import type { Logger } from '../../lib/logger.ts';
import { codedSqliteError, type Sqlite } from '../../lib/sqlite.ts';
import { decideMigration, type SchemaRecord } from '../migrations/decide.ts';
import { HOOKS_SCHEMA } from './hooks.ts';
import { SEARCH_SCHEMA } from './search.ts';

/** Steps only expand: an older process may run beside a newer one. Step n brings a database from version n-1 to n. */
const STEPS: readonly string[] = [
  `
  CREATE TABLE entries (
    site TEXT NOT NULL, conversation TEXT NOT NULL, seq INTEGER NOT NULL, id TEXT NOT NULL,
    sender TEXT NOT NULL, client_msg_id TEXT NOT NULL, author TEXT NOT NULL, audience TEXT NOT NULL, body TEXT NOT NULL,
    hash TEXT NOT NULL, accepted_at INTEGER NOT NULL, stored_at INTEGER NOT NULL,
    PRIMARY KEY (site, conversation, seq)
  ) WITHOUT ROWID;
  CREATE UNIQUE INDEX entries_identity ON entries (site, conversation, sender, client_msg_id);
  CREATE TABLE conversations (
    site TEXT NOT NULL, conversation TEXT NOT NULL, visitor TEXT, epoch INTEGER NOT NULL DEFAULT 1, head_seq INTEGER NOT NULL,
    status TEXT NOT NULL DEFAULT 'open', status_seq INTEGER NOT NULL DEFAULT 0,
    excerpt TEXT NOT NULL DEFAULT '', excerpt_by TEXT NOT NULL DEFAULT 'visitor', excerpt_seq INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER, changed_at INTEGER NOT NULL,
    visitor_delivered INTEGER NOT NULL DEFAULT 0, visitor_read INTEGER NOT NULL DEFAULT 0,
    operators_delivered INTEGER NOT NULL DEFAULT 0, operators_read INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (site, conversation)
  ) WITHOUT ROWID;
  CREATE INDEX conversations_changed ON conversations (site, changed_at, conversation) WHERE created_at IS NOT NULL;
  CREATE TABLE operators (id TEXT PRIMARY KEY, account TEXT NOT NULL, name TEXT NOT NULL, email TEXT NOT NULL,
    email_key TEXT NOT NULL UNIQUE, roles TEXT NOT NULL, password_hash TEXT, created_at INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE sessions (token_hash TEXT PRIMARY KEY, operator TEXT NOT NULL, expires_at INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE accounts (id TEXT PRIMARY KEY, name TEXT NOT NULL, created_at INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE sites (id TEXT PRIMARY KEY, account TEXT NOT NULL, name TEXT NOT NULL, allowed_origins TEXT NOT NULL,
    created_at INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE effects (
    worker TEXT NOT NULL, target TEXT NOT NULL, site TEXT NOT NULL, conversation TEXT NOT NULL,
    wanted_seq INTEGER NOT NULL, done_seq INTEGER NOT NULL DEFAULT 0, due_at INTEGER NOT NULL, attempt INTEGER NOT NULL DEFAULT 0,
    lease_owner TEXT, lease_until INTEGER, lease_token TEXT, in_flight TEXT, last_error TEXT, provider_id TEXT,
    PRIMARY KEY (site, conversation, worker, target)
  ) WITHOUT ROWID;
  CREATE INDEX effects_due ON effects (worker, due_at) WHERE wanted_seq > done_seq;
  CREATE INDEX effects_leased ON effects (worker, lease_until) WHERE lease_until IS NOT NULL;
  CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  `,
  `
  ALTER TABLE conversations ADD COLUMN email TEXT;
  ALTER TABLE conversations ADD COLUMN email_seq INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE conversations ADD COLUMN name TEXT;
  ALTER TABLE conversations ADD COLUMN name_seq INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE conversations ADD COLUMN data TEXT;
  ALTER TABLE conversations ADD COLUMN data_seq INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE sites ADD COLUMN settings TEXT NOT NULL DEFAULT '{}';
  ALTER TABLE effects ADD COLUMN failed_seq INTEGER;
  ALTER TABLE effects ADD COLUMN lookup_to INTEGER NOT NULL DEFAULT 0;
  CREATE TABLE origins (site TEXT NOT NULL, origin TEXT NOT NULL, refused INTEGER NOT NULL, first_at INTEGER NOT NULL,
    last_at INTEGER NOT NULL, PRIMARY KEY (site, origin)) WITHOUT ROWID;
  CREATE INDEX sessions_operator ON sessions (operator);
  `,
  `
  ALTER TABLE effects ADD COLUMN acted_seq INTEGER NOT NULL DEFAULT 0;
  `,
  `
  ALTER TABLE conversations ADD COLUMN grown_at INTEGER NOT NULL DEFAULT 0;
  `,
  `
  ALTER TABLE sites ADD COLUMN identity_secrets TEXT NOT NULL DEFAULT '[]';
  `,
  `
  ALTER TABLE conversations ADD COLUMN assignee TEXT;
  ALTER TABLE conversations ADD COLUMN assignee_seq INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE conversations ADD COLUMN tags TEXT NOT NULL DEFAULT '[]';
  ALTER TABLE conversations ADD COLUMN tags_seq INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE conversations ADD COLUMN snoozed_until INTEGER;
  ALTER TABLE conversations ADD COLUMN snoozed_seq INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE conversations ADD COLUMN spam INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE conversations ADD COLUMN spam_seq INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE conversations ADD COLUMN blocked INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE conversations ADD COLUMN blocked_seq INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE sites ADD COLUMN desk TEXT NOT NULL DEFAULT '{}';
  `,
  `
  UPDATE conversations SET grown_at = changed_at WHERE grown_at = 0;
  CREATE INDEX conversations_grown ON conversations (site, status, grown_at, conversation) WHERE created_at IS NOT NULL;
  CREATE INDEX conversations_spam ON conversations (site) WHERE spam = 1;
  CREATE INDEX conversations_assigned ON conversations (site) WHERE assignee IS NOT NULL AND status = 'open';
  `,
  SEARCH_SCHEMA,
  // A table of its own: the version before writes its sessions whole.
  `
  CREATE TABLE session_notes (token_hash TEXT PRIMARY KEY, created_at INTEGER NOT NULL, last_seen_at INTEGER NOT NULL,
    agent TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE invitations (site TEXT NOT NULL, id TEXT NOT NULL, role TEXT NOT NULL, made_by TEXT NOT NULL,
    created_at INTEGER NOT NULL, expires_at INTEGER NOT NULL, PRIMARY KEY (site, id)) WITHOUT ROWID;
  ALTER TABLE operators ADD COLUMN notices TEXT;
  `,
  HOOKS_SCHEMA,
];

/** The schema of a version: its steps, and the oldest version that can work with what they leave. */
export interface Schema {
  readonly steps: readonly string[];
  readonly minCompatible: number;
}

const SCHEMA: Schema = { steps: STEPS, minCompatible: 1 };

function readRecord(sqlite: Sqlite): SchemaRecord | null {
  const table = sqlite.get("SELECT 1 FROM sqlite_master WHERE name = 'store_schema'");
  return table ? (sqlite.get<SchemaRecord>('SELECT version, min_compatible AS minCompatible FROM store_schema') ?? null) : null;
}

function runStep(sqlite: Sqlite, step: string, { version, minCompatible }: SchemaRecord): void {
  try {
    sqlite.script(`BEGIN IMMEDIATE;
      CREATE TABLE IF NOT EXISTS store_schema (version INTEGER NOT NULL, min_compatible INTEGER NOT NULL);
      ${step}
      DELETE FROM store_schema;
      INSERT INTO store_schema VALUES (${version}, ${minCompatible});
      COMMIT;`);
  } catch (error) {
    // A full disk may have ended the transaction already; then there is nothing to roll back.
    try {
      sqlite.script('ROLLBACK');
    } catch {}
    throw codedSqliteError(error);
  }
}

/**
 * Brings the database to this version's schema. Each step is one transaction with its record, so that one that was cut off
 * runs again; the database serves one process only, so nobody else migrates at the same time.
 * @throws ParleyError `database_newer` before anything is touched; `disk_full`, `unavailable` with the finished steps kept
 */
export function migrate(sqlite: Sqlite, logger: Logger, { steps, minCompatible }: Schema = SCHEMA): void {
  const { from, kind } = decideMigration(readRecord(sqlite), { version: steps.length, minCompatible });
  if (kind === 'current') return;
  for (const [index, step] of steps.entries()) {
    if (index >= from) runStep(sqlite, step, { version: index + 1, minCompatible });
  }
  logger.info({ from, to: steps.length }, 'store schema is up to date');
}
