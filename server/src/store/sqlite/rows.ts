import { ParleyError } from '../../lib/errors.ts';
import { codedSqliteError, isUniqueViolation, type Sql, type Sqlite, type SqlValue } from '../../lib/sqlite.ts';

/** Reads outside of a write. They see what is committed. */
export type Reads = Pick<Sql, 'all' | 'get'>;

function coded(error: unknown): unknown {
  // Node says so of a database that is closed and of its statements.
  if ((error as { code?: unknown } | null)?.code === 'ERR_INVALID_STATE')
    return new ParleyError('unavailable', { detail: 'the database is closed', cause: error });
  return codedSqliteError(error);
}

/** Reads whose errors are those that the port names: a database that is away never looks like an empty one (SPEC S15). */
export function createReads(sqlite: Sqlite): Reads {
  const orCoded = <Result>(read: () => Result): Result => {
    try {
      return read();
    } catch (error) {
      throw coded(error);
    }
  };
  return {
    all: <Row>(sql: string, ...values: readonly SqlValue[]) => orCoded(() => sqlite.all<Row>(sql, ...values)),
    get: <Row>(sql: string, ...values: readonly SqlValue[]) => orCoded(() => sqlite.get<Row>(sql, ...values)),
  };
}

/** Turns a broken unique key into `conflict`. */
export async function orConflict(write: Promise<unknown>): Promise<void> {
  try {
    await write;
  } catch (error) {
    throw isUniqueViolation(error) ? new ParleyError('conflict', { cause: error }) : error;
  }
}
