/** Everything the embedded bus says to SQLite. */
import { LIMITS, type QueueName } from '@parley/shared-types/topics.ts';
import type { Clock } from '../../lib/clock.ts';
import { codedSqliteError, type Sql, type Sqlite } from '../../lib/sqlite.ts';
import type { DeadLetter, Outcome } from '../bus.ts';
import { BUS_SCHEMA, type NewRow, type Row } from './schema.ts';

const COLUMNS = 'id, queue, message_id AS messageId, attempt, crashes, published_at AS publishedAt, trace, body';
const INSERT =
  'INSERT INTO bus_messages (queue, id, message_id, attempt, crashes, published_at, trace, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?)';
const INSERT_LATER =
  'INSERT INTO bus_later (due_at, queue, message_id, attempt, crashes, published_at, trace, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?)';
const DELETE = 'DELETE FROM bus_messages WHERE queue = ? AND id = ?';
const SET_STATE = 'INSERT INTO bus_state (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value';
/** Retries moved back to their queues in one commit. */
const MOVE_LIMIT = 500;

interface JournalDeps {
  readonly sqlite: Sqlite;
  readonly clock: Clock;
  /** Rows just committed, in the order of their ids: before anything that awaited the commit goes on. */
  readonly onAppended: (rows: readonly Row[]) => void;
  /** Told the fate of every commit: undefined when it is durable. */
  readonly onCommit: (error: unknown) => void;
}

/**
 * After an end that was not clean, what may have been in hand is under suspicion: the head of each queue, as far as its
 * consumers reached. A row that is a suspect already has an exact count, which is left alone.
 */
function suspectAfterCrash(sqlite: Sqlite): void {
  if (sqlite.get("SELECT value FROM bus_state WHERE name = 'clean'")) return;
  for (const { name, value } of sqlite.all<{ name: string; value: number }>(
    "SELECT name, value FROM bus_state WHERE name LIKE 'window:%'",
  )) {
    const queue = name.slice('window:'.length);
    sqlite.run(
      `UPDATE bus_messages SET crashes = 1 WHERE queue = ?1 AND crashes = 0
       AND id <= (SELECT max(id) FROM (SELECT id FROM bus_messages WHERE queue = ?1 ORDER BY id LIMIT ?2))`,
      queue,
      value,
    );
  }
}

function begin(sqlite: Sqlite): void {
  try {
    sqlite.script(BUS_SCHEMA);
    suspectAfterCrash(sqlite);
    sqlite.run("DELETE FROM bus_state WHERE name = 'clean'");
  } catch (error) {
    throw codedSqliteError(error);
  }
}

function deadRow(row: Row, reason: string, at: number): NewRow {
  if (row.queue === 'dead') return { ...row, crashes: 0 };
  const letter: DeadLetter = { reason, queue: row.queue, at, message: JSON.parse(row.body) };
  return { ...row, queue: 'dead', attempt: 0, crashes: 0, body: JSON.stringify(letter) };
}

/** Opens the bus's tables and finds out what an earlier crash left. @throws ParleyError `disk_full`, `unavailable` */
export function createJournal({ sqlite, clock, onAppended, onCommit }: JournalDeps) {
  begin(sqlite);
  const counts = sqlite.all<{ queue: QueueName; messages: number; last: number }>(
    'SELECT queue, count(*) AS messages, max(id) AS last FROM bus_messages GROUP BY queue',
  );
  let lastId = Math.max(0, ...counts.map(({ last }) => last));

  /** Only within a commit: ids must grow in the order of commits, or a reader would step over one. */
  const insert = (sql: Sql, row: NewRow): Row => {
    lastId += 1;
    sql.run(INSERT, row.queue, lastId, row.messageId, row.attempt, row.crashes, row.publishedAt, row.trace, row.body);
    return { ...row, id: lastId };
  };
  /** The one way to write. Its callbacks run in the order of commits because all of them hang on it directly. */
  const commit = (work: (sql: Sql) => readonly Row[]): Promise<void> =>
    sqlite.write(work).then(
      (rows) => {
        onCommit(undefined);
        onAppended(rows);
      },
      (error: unknown) => {
        onCommit(error);
        throw error;
      },
    );
  const settleOne = (sql: Sql, row: Row, outcome: Outcome): Row | undefined => {
    sql.run(DELETE, row.queue, row.id);
    if (outcome.do === 'dead') return insert(sql, deadRow(row, outcome.reason, clock.now()));
    if (outcome.do === 'retry') {
      const dueAt = clock.now() + outcome.afterMs;
      sql.run(INSERT_LATER, dueAt, row.queue, row.messageId, row.attempt + 1, row.crashes, row.publishedAt, row.trace, row.body);
    }
    return undefined;
  };

  return {
    /** How many messages each queue held at the start. */
    counts: new Map(counts.map(({ queue, messages }) => [queue, messages])),
    append: (rows: readonly NewRow[]) => commit((sql) => rows.map((row) => insert(sql, row))),
    /** Removes rows from their queue and puts them where their outcomes say, in one commit. */
    settle: (rows: readonly Row[], outcomes: readonly Outcome[]) =>
      commit((sql) => rows.flatMap((row, index) => settleOne(sql, row, outcomes[index] ?? { do: 'ack' }) ?? [])),
    /** Removes rows, and appends others, in one commit. */
    move: (gone: readonly Row[], added: readonly NewRow[]) =>
      commit((sql) => {
        for (const { queue, id } of gone) sql.run(DELETE, queue, id);
        return added.map((row) => insert(sql, row));
      }),
    /** Counts one more delivery without an outcome for each. */
    mark: (rows: readonly Row[]) =>
      commit((sql) => {
        for (const { queue, id } of rows) sql.run('UPDATE bus_messages SET crashes = crashes + 1 WHERE queue = ? AND id = ?', queue, id);
        return [];
      }),
    /** Moves retries whose time has come to the ends of their queues. */
    moveDue: () =>
      commit((sql) => {
        const due = sql.all<Row>(`SELECT ${COLUMNS} FROM bus_later WHERE due_at <= ? ORDER BY due_at, id LIMIT ${MOVE_LIMIT}`, clock.now());
        for (const { id } of due) sql.run('DELETE FROM bus_later WHERE id = ?', id);
        return due.map((row) => insert(sql, row));
      }),
    /** When the next retry is due, in milliseconds since 1970; null when none waits. */
    nextDue: () => sqlite.get<{ dueAt: number | null }>('SELECT min(due_at) AS dueAt FROM bus_later')?.dueAt ?? null,
    countLater: (queue: QueueName) => sqlite.get<{ n: number }>('SELECT count(*) AS n FROM bus_later WHERE queue = ?', queue)?.n ?? 0,
    load: (queue: QueueName, after: number, limit: number) =>
      sqlite.all<Row>(`SELECT ${COLUMNS} FROM bus_messages WHERE queue = ? AND id > ? ORDER BY id LIMIT ?`, queue, after, limit),
    /** Notes, before the first delivery, how many messages may be in hand at once. Only ever grows. */
    widen: (queue: QueueName, window: number) =>
      commit((sql) => {
        const known = sql.get<{ value: number }>('SELECT value FROM bus_state WHERE name = ?', `window:${queue}`)?.value ?? 0;
        if (window > known) sql.run(SET_STATE, `window:${queue}`, window);
        return [];
      }),
    /** Commits what is under way and, when nothing is in hand, that this end is a clean one. */
    finish: (clean: boolean) =>
      commit((sql) => {
        if (clean) sql.run(SET_STATE, 'clean', 1);
        return [];
      }),
    /** A small write that tells whether writing works again. */
    probe: () =>
      commit((sql) => {
        sql.run(SET_STATE, 'probe', clock.now());
        return [];
      }),
  };
}
export type Journal = ReturnType<typeof createJournal>;

/** True when a message was delivered so often without an outcome that it is not handled again. */
export function isBeyondLimit(row: Row): boolean {
  return row.crashes >= LIMITS.deliveries;
}
