/** The connection to MongoDB and what its errors mean. The only file that imports the driver for more than its types. */
import { MongoBulkWriteError, MongoClient, MongoError, MongoServerError } from 'mongodb';
import { ParleyError } from '../../lib/errors.ts';

export type { AnyBulkWriteOperation, Collection, Db, Document } from 'mongodb';

const DUPLICATE_KEY = 11_000;
const OUT_OF_DISK = 14_031;
/** Not primary, shutting down, interrupted, timed out, write concern not reached: the same call may do later. */
const AWAY = new Set([
  6, 7, 50, 64, 89, 91, 100, 112, 134, 189, 262, 9001, 10_058, 10_107, 11_600, 11_602, 13_388, 13_435, 13_436, 202, 365,
]);

/** A client whose calls end within seconds when the server is away. Connects at once. @throws ParleyError `unavailable` */
export async function connectMongo(url: string): Promise<MongoClient> {
  const client = new MongoClient(url, {
    appName: 'parley',
    writeConcern: { w: 'majority', journal: true },
    serverSelectionTimeoutMS: 3_000,
    connectTimeoutMS: 3_000,
    socketTimeoutMS: 30_000,
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

/** Index of the first document of an ordered insert that exists already; null when something else went wrong. */
export function duplicateIndex(error: unknown): number | null {
  if (!(error instanceof MongoBulkWriteError)) return null;
  const [first] = [error.writeErrors].flat();
  return first?.code === DUPLICATE_KEY ? first.index : null;
}

/** The driver puts what happened on the way to the server into the same class, but then without a code of the server. */
function isLostBulk(error: MongoServerError): boolean {
  return error instanceof MongoBulkWriteError && typeof error.code !== 'number' && !/BSON|maximum|larger/i.test(error.message);
}

/** Turns what the driver throws into what the port names; an error of any other kind stays as it is, and is permanent. */
export function codedMongoError(error: unknown): unknown {
  if (!(error instanceof MongoError)) return error;
  if (!(error instanceof MongoServerError)) {
    // What never reached a server: selection, network, pool, time. What we asked wrongly is no MongoError of these names.
    return /Network|Selection|Topology|Pool|WaitQueue|Timeout|NotConnected|Closed|ExpiredSession/.test(error.name)
      ? new ParleyError('unavailable', { cause: error })
      : error;
  }
  if (isLostBulk(error)) return new ParleyError('unavailable', { cause: error });
  if (error.code === OUT_OF_DISK) return new ParleyError('disk_full', { cause: error });
  return AWAY.has(Number(error.code)) ? new ParleyError('unavailable', { cause: error }) : error;
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
