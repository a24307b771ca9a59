/**
 * The only importer of node:sqlite: one file, one writer, one group committer. All work asked for in one turn of the event
 * loop - bus and store alike - is committed together, durably (WAL, synchronous=FULL). No timer: under load groups grow.
 */
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { ParleyError } from './errors.ts';

export type SqlValue = SQLInputValue;

/** Prepared once for each text of SQL. Reads see what is committed, and the own work inside `write`. */
export interface Sql {
  all<Row>(sql: string, ...values: readonly SqlValue[]): Row[];
  get<Row>(sql: string, ...values: readonly SqlValue[]): Row | undefined;
  /** Returns the number of rows changed. */
  run(sql: string, ...values: readonly SqlValue[]): number;
}

export interface Sqlite extends Sql {
  /**
   * Does work in the group commit of this turn; resolves with its result when it is durable on disk. Work that throws is
   * undone alone and rejects alone.
   * @throws ParleyError `disk_full`, `unavailable` (nothing of the group was kept)
   */
  write<Result>(work: (sql: Sql) => Result): Promise<Result>;
  /** Runs a script outside of groups: schema and pragmas at start. */
  script(sql: string): void;
  /** Commits what is waiting, then closes. May be called twice. */
  close(): Promise<void>;
}

const SQLITE = { busy: 5, ioerr: 10, corrupt: 11, full: 13, notADatabase: 26 } as const;

/** Tells what an error of SQLite means to us; errors that are not of SQLite are returned as they are. */
export function codedSqliteError(error: unknown): unknown {
  const errcode = (error as { errcode?: unknown } | null)?.errcode;
  if (typeof errcode !== 'number') return error;
  const primary = errcode & 0xff;
  const detail = (error as Error).message;
  if (primary === SQLITE.full) return new ParleyError('disk_full', { detail, cause: error, retryAfterMs: 5_000 });
  // A failed write is nearly always a full disk or quota; SQLite cannot tell them from a broken one.
  if (primary === SQLITE.ioerr) return new ParleyError('unavailable', { detail, cause: error, retryAfterMs: 5_000 });
  if (primary === SQLITE.busy) return new ParleyError('data_dir_locked', { detail, cause: error });
  if (primary === SQLITE.notADatabase || primary === SQLITE.corrupt)
    return new ParleyError('database_unreadable', { detail, cause: error });
  return error;
}

/** True when an error says that a UNIQUE or PRIMARY KEY constraint does not hold (SQLITE_CONSTRAINT_UNIQUE, _PRIMARYKEY). */
export function isUniqueViolation(error: unknown): boolean {
  const errcode = (error as { errcode?: unknown } | null)?.errcode;
  return errcode === 2067 || errcode === 1555;
}

function createSql(db: DatabaseSync): Sql {
  const statements = new Map<string, StatementSync>();
  const prepared = (sql: string) => {
    let statement = statements.get(sql);
    if (!statement) {
      statement = db.prepare(sql);
      statements.set(sql, statement);
    }
    return statement;
  };
  return {
    all: <Row>(sql: string, ...values: readonly SqlValue[]) => prepared(sql).all(...values) as Row[],
    get: <Row>(sql: string, ...values: readonly SqlValue[]) => prepared(sql).get(...values) as Row | undefined,
    run: (sql, ...values) => Number(prepared(sql).run(...values).changes),
  };
}

interface Work {
  readonly run: () => unknown;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
  result?: unknown;
  failure?: { readonly error: unknown };
}

/** Runs a group in one transaction; each work in its own savepoint, so that it can fail alone. */
function commitGroup(db: DatabaseSync, sql: Sql, group: readonly Work[]): void {
  sql.run('BEGIN IMMEDIATE');
  try {
    for (const work of group) {
      sql.run('SAVEPOINT work');
      try {
        work.result = work.run();
      } catch (error) {
        // A full disk may have rolled the whole transaction back already: then the group fails as one.
        if (!db.isTransaction) throw error;
        sql.run('ROLLBACK TO work');
        work.failure = { error };
      }
      sql.run('RELEASE work');
    }
    sql.run('COMMIT');
  } catch (error) {
    if (db.isTransaction) sql.run('ROLLBACK');
    throw error;
  }
}

function createCommitter(db: DatabaseSync, sql: Sql) {
  let waiting: Work[] = [];
  const flush = () => {
    const group = waiting;
    waiting = [];
    if (group.length === 0) return;
    try {
      commitGroup(db, sql, group);
    } catch (error) {
      for (const work of group) work.reject(codedSqliteError(error));
      return;
    }
    for (const work of group) {
      if (work.failure) work.reject(codedSqliteError(work.failure.error));
      else work.resolve(work.result);
    }
  };
  const write = <Result>(run: (sql: Sql) => Result): Promise<Result> =>
    new Promise<Result>((resolve, reject) => {
      if (!db.isOpen) return reject(new ParleyError('unavailable', { detail: 'the database is closed' }));
      if (waiting.length === 0) setImmediate(flush);
      waiting.push({ run: () => run(sql), resolve: resolve as (result: unknown) => void, reject });
    });
  return { write, flush };
}

/** Holds the file for life: a second process is told `data_dir_locked`, and SQLite needs no shared memory. What is erased is overwritten. */
const PRAGMAS = `
  PRAGMA locking_mode = EXCLUSIVE;
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  PRAGMA foreign_keys = ON;
  PRAGMA secure_delete = FAST;
  PRAGMA wal_autocheckpoint = 4000;
  BEGIN IMMEDIATE; COMMIT;
`;

/**
 * Opens (and creates) a database file.
 * @throws ParleyError `data_dir_locked`, `data_dir_unusable`, `database_unreadable`; the file is left untouched
 */
export function openSqlite(file: string): Sqlite {
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(file);
    db.exec(PRAGMAS);
  } catch (error) {
    if (db?.isOpen) db.close();
    const coded = codedSqliteError(error);
    throw coded instanceof ParleyError && coded.code !== 'unavailable'
      ? coded
      : new ParleyError('data_dir_unusable', { detail: file, cause: error });
  }
  const open = db;
  const sql = createSql(open);
  const { write, flush } = createCommitter(open, sql);
  return {
    ...sql,
    write,
    script: (text) => open.exec(text),
    async close() {
      if (!open.isOpen) return;
      flush();
      open.close();
    },
  };
}
