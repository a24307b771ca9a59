import { type Clock, pause } from '../../lib/clock.ts';
import type { Logger } from '../../lib/logger.ts';
import { decideMigration, type MigrationPlan, type SchemaRecord } from '../migrations/decide.ts';
import { ask, type Collection, codedMongoError, type Db, isDuplicate } from './client.ts';
import { DELIVERIES_INDEX, HOOKS_INDEX } from './hooks.ts';
import { SEARCH_INDEX } from './search.ts';

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
    await db.collection('effects').createIndex({ worker: 1, 'lease.until': 1 });
    await db.collection('effects').createIndex({ site: 1, conversation: 1 });
  },
  async (db) => {
    await db.collection('origins').createIndex({ site: 1, lastAt: -1, origin: 1 });
    await db.collection('sessions').createIndex({ operator: 1 });
  },
  async (db) => {
    await db.collection('conversations').updateMany({ grownAt: { $exists: false } }, [{ $set: { grownAt: { $toLong: '$changedAt' } } }]);
    await db.collection('conversations').createIndex({ site: 1, 'status.value': 1, grownAt: -1, conversation: -1 });
    const assigned = { partialFilterExpression: { 'assignee.value.id': { $exists: true } } };
    await db.collection('conversations').createIndex({ site: 1, 'status.value': 1, 'assignee.value.id': 1 }, assigned);
  },
  async (db) => {
    await db.collection('search').createIndex(SEARCH_INDEX);
  },
  async (db) => {
    await db.collection('invitations').createIndex({ site: 1, createdAt: -1 });
  },
  async (db) => {
    await db.collection('hooks').createIndex(HOOKS_INDEX);
    await db.collection('hookDeliveries').createIndex(DELIVERIES_INDEX);
    await db.collection('hookDeliveries').createIndex({ at: 1 });
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

/** How long the others wait for a runner that has died. */
const LEASE_MS = 20_000;
const WAIT_MS = 200;
/** The server's own time: the clocks of processes may differ by more than a lease. */
const NOW = { $toLong: '$$NOW' };
const LEASED = { $add: [NOW, LEASE_MS] };

interface MigrationDeps {
  readonly db: Db;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The schema of this version unless a test has its own. */
  readonly mine?: Schema;
}

const schemaOf = (db: Db): Collection<SchemaDocument> => db.collection<SchemaDocument>('schema');

/** Makes the document on which runners meet. Its id decides between many who begin at once. */
async function ensureDocument(schema: Collection<SchemaDocument>): Promise<void> {
  try {
    await schema.insertOne({ _id: 'schema', version: 0, minCompatible: 0, fence: 0, leasedUntil: 0 });
  } catch (error) {
    if (!isDuplicate(error)) throw codedMongoError(error);
  }
}

/** Becomes the one runner; the document as it is then, or null while another is at it. */
function takeLease(schema: Collection<SchemaDocument>): Promise<SchemaDocument | null> {
  const free = { _id: 'schema', $expr: { $lte: ['$leasedUntil', NOW] } } as const;
  const taken = [{ $set: { leasedUntil: LEASED, fence: { $add: ['$fence', 1] } } }];
  return ask(schema.findOneAndUpdate(free, taken, { returnDocument: 'after' }));
}

/** Writes while the fence is ours, and extends the lease; false when it went to another meanwhile, and nothing was written. */
async function writeFenced(schema: Collection<SchemaDocument>, fence: number, record: Partial<SchemaRecord>): Promise<boolean> {
  const { matchedCount } = await ask(schema.updateOne({ _id: 'schema', fence }, [{ $set: { ...record, leasedUntil: LEASED } }]));
  return matchedCount > 0;
}

/** Keeps the lease while a step runs, however long it takes. When it cannot be kept, the fence tells after the step. */
async function whileLeased(clock: Clock, extend: () => Promise<unknown>, step: () => Promise<void>): Promise<void> {
  let ended = false;
  let undo = () => {};
  const extendLater = () => {
    if (!ended) undo = clock.after(LEASE_MS / 4, () => void extend().then(extendLater, extendLater));
  };
  extendLater();
  try {
    await step();
  } finally {
    ended = true;
    undo();
  }
}

/** Runs the steps after `from`. @returns false when the lease went to another meanwhile */
async function runSteps({ db, clock, mine }: Required<MigrationDeps>, { fence, from }: { fence: number; from: number }): Promise<boolean> {
  const schema = schemaOf(db);
  const extend = () => writeFenced(schema, fence, {});
  for (const [index, step] of mine.steps.entries()) {
    if (index < from) continue;
    // Whoever was held up for so long that the lease is gone must not begin another step.
    if (!(await extend())) return false;
    await whileLeased(clock, extend, () => ask(step(db)));
    if (!(await writeFenced(schema, fence, { version: index + 1, minCompatible: mine.minCompatible }))) return false;
  }
  return true;
}

function decide(found: SchemaRecord | null, { steps, minCompatible }: Schema): MigrationPlan {
  return decideMigration(found && found.version > 0 ? found : null, { version: steps.length, minCompatible });
}

/**
 * Brings the database to this version's schema: one runner under a fenced lease, the others wait until it is done or its lease
 * has run out.
 * @throws ParleyError `database_newer` before anything is touched; `unavailable` with the finished steps kept
 */
export async function migrate({ db, clock, logger, mine = SCHEMA }: MigrationDeps): Promise<void> {
  const schema = schemaOf(db);
  for (;;) {
    const found = await ask(schema.findOne({ _id: 'schema' }));
    if (decide(found, mine).kind === 'current') return;
    if (!found) await ensureDocument(schema);
    const taken = await takeLease(schema);
    if (!taken) {
      await pause(clock, WAIT_MS);
      continue;
    }
    const { fence } = taken;
    try {
      // Another may have finished since the question above: only what is read under the lease counts.
      const { from } = decide(taken, mine);
      if (await runSteps({ db, clock, logger, mine }, { fence, from }))
        logger.info({ from, to: mine.steps.length }, 'store schema is up to date');
    } finally {
      await schema.updateOne({ _id: 'schema', fence }, { $set: { leasedUntil: 0 } }).catch(() => {});
    }
  }
}
