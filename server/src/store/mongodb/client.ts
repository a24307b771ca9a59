/** The connection to MongoDB and what its errors mean. The only file that imports the driver for more than its types. */
import { MongoBulkWriteError, MongoClient, MongoError, MongoServerError, MongoWriteConcernError } from 'mongodb';
import { ParleyError } from '../../lib/errors.ts';

export type { AnyBulkWriteOperation, Collection, Db, Document } from 'mongodb';

const DUPLICATE_KEY = 11_000;
const OUT_OF_DISK = 14_031;
/** What the server says when the same call may do later. */
const AWAY = new Set([
  ...[6, 7, 89, 202, 279, 317, 384, 9_001], // the network, also between its own nodes
  ...[189, 10_058, 10_107, 13_435, 13_436], // not the primary, or not any more
  ...[91, 237, 11_600, 11_601, 11_602], // shutting down, killed, interrupted
  ...[24, 43, 50, 112, 175, 262, 290], // locks and time; a cursor or plan that went with the node
  ...[63, 133, 150, 234, 13_388], // routing, while shards or members move
  ...[64, 100, 134, 246], // the majority is out of reach
]);
const AWAY_LABELS = ['RetryableWriteError', 'RetryableError', 'SystemOverloadedError', 'TransientTransactionError'];

interface ConnectOptions {
  /** For calls that may take long, such as building an index: only a dead connection ends them. */
  readonly patient?: boolean;
}

/**
 * A client whose calls end within seconds when the server is away, frozen or without a majority. Connects at once.
 * It reads only what the majority has: what a primary that is being replaced alone knows may be undone, and a number that
 * was given out behind it would leave a hole.
 * @throws ParleyError `unavailable`
 */
export async function connectMongo(url: string, { patient = false }: ConnectOptions = {}): Promise<MongoClient> {
  const client = new MongoClient(url, {
    appName: 'parley',
    readPreference: 'primary',
    readConcern: { level: 'majority' },
    writeConcern: { w: 'majority', journal: true, wtimeoutMS: patient ? 0 : 10_000 },
    serverSelectionTimeoutMS: 3_000,
    connectTimeoutMS: 3_000,
    heartbeatFrequencyMS: 5_000,
    socketTimeoutMS: patient ? 0 : 15_000,
    waitQueueTimeoutMS: 5_000,
    maxPoolSize: 20,
    ignoreUndefined: true,
  });
  try {
    return await client.connect();
  } catch (error) {
    await client.close();
    throw codedMongoError(error);
  }
}

export function isDuplicate(error: unknown): boolean {
  return error instanceof MongoServerError && error.code === DUPLICATE_KEY;
}

/** The write was made, or a part of it, but it is not known to last. */
function isUnconfirmed(error: MongoServerError): boolean {
  return error instanceof MongoWriteConcernError || (error instanceof MongoBulkWriteError && !!error.result?.getWriteConcernError());
}

/** Index of the first document of an ordered insert that exists already; null when something else went wrong. */
export function duplicateIndex(error: unknown): number | null {
  if (!(error instanceof MongoBulkWriteError) || isUnconfirmed(error)) return null;
  const [first] = [error.writeErrors].flat();
  return first?.code === DUPLICATE_KEY ? first.index : null;
}

/** A bulk write wraps what happened on the way to the server in an error of the class that the server's own answers have. */
function unwrapped(error: unknown): unknown {
  const inner: unknown = error instanceof MongoBulkWriteError ? error.errorResponse : null;
  return inner instanceof Error ? inner : error;
}

/** What the system or a socket says (EPIPE, ENOTFOUND) passes through the driver as it is now and then; Node's own are ERR_. */
function isSystemError(error: unknown): boolean {
  return error instanceof Error && !(error instanceof MongoError) && /^E[A-Z0-9]+$/.test(String((error as { code?: unknown }).code));
}

function isAway(error: MongoError): boolean {
  if (AWAY_LABELS.some((label) => error.hasErrorLabel(label))) return true;
  if (error instanceof MongoServerError) return AWAY.has(Number(error.code)) || isUnconfirmed(error);
  // What never reached a server: selection, network, pool, time. What we asked wrongly is no MongoError of these names.
  return /Network|Selection|Topology|Pool|WaitQueue|Timeout|NotConnected|Closed|ExpiredSession|StalePrimary/.test(error.name);
}

/** Turns what the driver throws into what the port names; an error of any other kind stays as it is, and is permanent. */
export function codedMongoError(error: unknown): unknown {
  const cause = unwrapped(error);
  if (isSystemError(cause)) return new ParleyError('unavailable', { cause: error });
  if (!(cause instanceof MongoError)) return error;
  if (cause.code === OUT_OF_DISK) return new ParleyError('disk_full', { cause: error });
  return isAway(cause) ? new ParleyError('unavailable', { cause: error }) : error;
}

/** Waits for a call of the driver; its errors are those of the port. */
export async function ask<Result>(call: Promise<Result>): Promise<Result> {
  try {
    return await call;
  } catch (error) {
    throw codedMongoError(error);
  }
}

/** Waits for a write of something that must not exist yet. @throws ParleyError `conflict` */
export async function orConflict(call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    throw isDuplicate(error) ? new ParleyError('conflict', { cause: error }) : codedMongoError(error);
  }
}

const UPSERT_TRIES = 10;

/** Repeats a write that may be repeated: two upserts of a new document may collide, and then it is there. */
export async function askUpsert<Result>(write: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await write();
    } catch (error) {
      if (!isDuplicate(error) || attempt === UPSERT_TRIES) throw codedMongoError(error);
    }
  }
}
