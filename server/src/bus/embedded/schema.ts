import type { QueueName } from '@parley/shared-types/topics.ts';

/** The bus's own tables. `bus_messages` is clustered by queue, so that a queue is read and worked off from its head. */
export const BUS_SCHEMA = `
  CREATE TABLE IF NOT EXISTS bus_messages (
    queue TEXT NOT NULL,
    id INTEGER NOT NULL,
    message_id TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    crashes INTEGER NOT NULL,
    published_at INTEGER NOT NULL,
    trace TEXT,
    body TEXT NOT NULL,
    PRIMARY KEY (queue, id)
  ) WITHOUT ROWID;
  -- Retries that wait; apart, so that a queue has no holes to step over.
  CREATE TABLE IF NOT EXISTS bus_later (
    id INTEGER PRIMARY KEY,
    due_at INTEGER NOT NULL,
    queue TEXT NOT NULL,
    message_id TEXT NOT NULL,
    attempt INTEGER NOT NULL,
    crashes INTEGER NOT NULL,
    published_at INTEGER NOT NULL,
    trace TEXT,
    body TEXT NOT NULL
  );
  CREATE INDEX IF NOT EXISTS bus_later_due ON bus_later (due_at);
  CREATE INDEX IF NOT EXISTS bus_later_queue ON bus_later (queue);
  -- 'clean' after an orderly close; 'window:<queue>': how many messages at its head may be in hand at most.
  CREATE TABLE IF NOT EXISTS bus_state (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
`;

/** A message before it has its place in a queue. `body` is JSON. */
export interface NewRow {
  readonly queue: QueueName;
  readonly messageId: string;
  readonly attempt: number;
  /** Deliveries that ended without an outcome; above 0 the row is a suspect. */
  readonly crashes: number;
  readonly publishedAt: number;
  readonly trace: string | null;
  readonly body: string;
}

/** One message in one queue. Ids grow in the order of commits. */
export interface Row extends NewRow {
  readonly id: number;
}
