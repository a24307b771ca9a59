import { type Clock, pause } from '../../lib/clock.ts';
import { randomId } from '../../lib/ids.ts';
import type { Logger } from '../../lib/logger.ts';
import { decideMigration, type SchemaRecord } from '../migrations/decide.ts';
import { ask, type Collection, codedMongoError, type Db, isDuplicate } from './client.ts';

/** A step may be cut off and run again, and an older process may run beside it: so it only expands. */
export type Step = (db: Db) => Promise<void>;

const STEPS: readonly Step[] = [
  async (db) => {
    const unique = { unique: true };
    await db.collection('entries').createIndex({ site: 1, conversation: 1, seq: 1 }, unique);
    await db.collection('entries').createIndex({ site: 1, conversation: 1, sender: 1, clientMsgId: 1 }, unique);
    await db.collection('conversations').createIndex({ site: 1, changedAt: 1, conversation: 1 });
    await db.collection('operators').createIndex({ emailKey: 1 }, unique);
    await db.collection('effects').createIndex({ worker: 1, open: 1, dueAt: 1 });
    await db.collection('effects').createIndex({ site: 1, conversation: 1 });
  },
];

/** The schema of a version: its steps, and the oldest version that can work with what they leave. */
export interface Schema {
  readonly steps: readonly Step[];
  readonly minCompatible: number;
}
const SCHEMA: Schema = { steps: STEPS, minCompatible: 1 };

/** The one document of `schema`. `version` 0: nothing has been finished yet. `fence` grows with every runner. */
interface SchemaDocument extends SchemaRecord {
  readonly _id: 'schema';
  readonly fence: number;
  readonly leasedUntil: number;
}

const LEASE_MS = 60_000;
const WAIT_MS = 200;

interface MigrationDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Makes the document on which runners meet. Its id decides between many who begin at once. */
async function ensureDocument(schema: Collection<SchemaDocument>): Promise<void> {
  try {
    await schema.insertOne({ _id: 'schema', version: 0, minCompatible: 0, fence: 0, leasedUntil: 0 });
  } catch (error) {
    if (!isDuplicate(error)) throw codedMongoError(error);
  }
}

/** Becomes the one runner; its fence, or null while another is at it. */
async function takeLease(schema: Collection<SchemaDocument>, now: number): Promise<number | null> {
  const free = { _id: 'schema', leasedUntil: { $lte: now } } as const;
  const taken = { $set: { leasedUntil: now + LEASE_MS }, $inc: { fence: 1 } };
  return (await ask(schema.findOneAndUpdate(free, taken, { returnDocument: 'after' })))?.fence ?? null;
}

/** Runs the steps after `from`. @returns false when the lease went to another meanwhile */
async function runSteps(
  { db, clock }: MigrationDeps,
  schema: Collection<SchemaDocument>,
  from: number,
  fence: number,
  mine: Schema,
): Promise<boolean> {
  for (const [index, step] of mine.steps.entries()) {
    if (index < from) continue;
    await ask(step(db));
    const record = { version: index + 1, minCompatible: mine.minCompatible, leasedUntil: clock.now() + LEASE_MS };
    const { matchedCount } = await ask(schema.updateOne({ _id: 'schema', fence }, { $set: record }));
    if (matchedCount === 0) return false;
  }
  return true;
}

/**
 * Brings the database to this version's schema: one runner under a fenced lease, the others wait until it is done or its lease
 * has run out.
 * @throws ParleyError `database_newer` before anything is touched; `unavailable` with the finished steps kept
 */
export async function migrate(deps: MigrationDeps, mine: Schema = SCHEMA): Promise<void> {
  const { db, clock, logger } = deps;
  const schema = db.collection<SchemaDocument>('schema');
  const runner = randomId();
  for (;;) {
    const found = await ask(schema.findOne({ _id: 'schema' }));
    const { kind, from } = decideMigration(found && found.version > 0 ? found : null, {
      version: mine.steps.length,
      minCompatible: mine.minCompatible,
    });
    if (kind === 'current') return;
    if (!found) await ensureDocument(schema);
    const fence = await takeLease(schema, clock.now());
    if (fence === null) {
      await pause(clock, WAIT_MS);
      continue;
    }
    try {
      if (await runSteps(deps, schema, from, fence, mine))
        logger.info({ from, to: mine.steps.length, runner }, 'store schema is up to date');
    } finally {
      await schema.updateOne({ _id: 'schema', fence }, { $set: { leasedUntil: 0 } }).catch(() => {});
    }
  }
}
