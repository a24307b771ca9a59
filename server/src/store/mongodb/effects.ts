import { randomId } from '../../lib/ids.ts';
import type { ConversationKey, EffectPatch, EffectRow, EffectStore, EffectWant } from '../store.ts';
import { ask, askUpsert, type Db, type Document } from './client.ts';
import { type EffectDocument, literal } from './documents.ts';

type Key = Pick<EffectRow, 'siteId' | 'conversationId' | 'worker' | 'target'>;
const idOf = ({ siteId, conversationId, worker, target }: Key): string => JSON.stringify([siteId, conversationId, worker, target]);

function toRow({ site, conversation, ...row }: EffectDocument): EffectRow {
  const {
    worker,
    target,
    wantedSeq,
    doneSeq,
    dueAt,
    attempt,
    lease,
    inFlight,
    lastError,
    failedSeq = null,
    lookupTo = 0,
    actedSeq = 0,
    providerId,
  } = row;
  const key = { siteId: site, conversationId: conversation, worker, target } as Key;
  return { ...key, wantedSeq, doneSeq, dueAt, attempt, lease, inFlight, lastError, failedSeq, lookupTo, actedSeq, providerId };
}

const or = (path: string, fallback: unknown): Document => ({ $ifNull: [`$${path}`, fallback] });
const OPEN: Document = { $set: { open: { $gt: ['$wantedSeq', '$doneSeq'] } } };

/**
 * An idle row takes the new moment; one with work outstanding keeps the earlier one, so that a flood cannot put it off; one whose
 * last attempt failed keeps its own, so that new messages do not wear down who asked to wait.
 */
function wantUpdate({ worker, target, siteId, conversationId, wantedSeq, dueAt }: EffectWant): Document[] {
  const fields = {
    worker: literal(worker),
    target: literal(target),
    site: literal(siteId),
    conversation: literal(conversationId),
    dueAt: { $cond: [or('open', false), { $cond: [{ $gt: [or('attempt', 0), 0] }, '$dueAt', { $min: ['$dueAt', dueAt] }] }, dueAt] },
    wantedSeq: { $max: [or('wantedSeq', 0), wantedSeq] },
    doneSeq: or('doneSeq', 0),
    attempt: or('attempt', 0),
    lease: or('lease', null),
    inFlight: or('inFlight', null),
    lastError: or('lastError', null),
    providerId: or('providerId', null),
  };
  return [{ $set: fields }, OPEN];
}

function patchUpdate({ release, ...patch }: EffectPatch, lease: NonNullable<EffectRow['lease']>, until: number): Document[] {
  const given = Object.entries(patch).filter(([, value]) => value !== undefined);
  const fields = Object.fromEntries(given.map(([name, value]) => [name, literal(value)]));
  // An object given to $set would be merged into the one that is there: a literal replaces it.
  return [{ $set: { ...fields, lease: literal(release ? null : { ...lease, until }) } }, OPEN];
}

/** Behind a failed step other steps may have been done: they are looked up before they are done again. */
function redoUpdate(now: number): Document[] {
  const failed = { $ne: [or('failedSeq', null), null] };
  const fields = {
    lookupTo: { $cond: [failed, { $max: [or('lookupTo', 0), '$doneSeq'] }, or('lookupTo', 0)] },
    doneSeq: { $cond: [failed, { $min: ['$doneSeq', { $subtract: ['$failedSeq', 1] }] }, '$doneSeq'] },
    failedSeq: null,
    lastError: null,
    attempt: 0,
    dueAt: now,
  };
  return [{ $set: fields }, OPEN];
}

/** Ends the work for entries that are erased, and what was said of its failures. What is in flight stays marked, so that nothing is done twice. */
export function createDisturb(db: Db) {
  const effects = db.collection<EffectDocument>('effects');
  return async ({ siteId, conversationId }: ConversationKey, before: number): Promise<void> => {
    const about = { site: siteId, conversation: conversationId, $or: [{ doneSeq: { $lt: before - 1 } }, { failedSeq: { $lt: before } }] };
    await ask(effects.updateMany(about, { $set: { lease: null, lastError: null, failedSeq: null, attempt: 0 } }));
  };
}

export function createEffects(db: Db): EffectStore {
  const effects = db.collection<EffectDocument>('effects');
  const free = (now: number): Document => ({ $or: [{ lease: null }, { 'lease.until': { $lte: now } }] });
  const due = (now: number): Document => ({ open: true, dueAt: { $lte: now }, ...free(now) });
  return {
    async want(wants) {
      if (wants.length === 0) return;
      const updates = wants.map((want) => ({ updateOne: { filter: { _id: idOf(want) }, update: wantUpdate(want), upsert: true } }));
      await askUpsert(() => effects.bulkWrite(updates, { ordered: true }));
    },
    async lease({ worker, owner, now, ttlMs, limit }) {
      if (limit <= 0) return [];
      const candidates = effects
        .find({ worker, ...due(now) }, { projection: { _id: 1 } })
        .sort({ dueAt: 1 })
        .limit(limit);
      const taken = await Promise.all(
        (await ask(candidates.toArray())).map(({ _id }) => {
          const lease = { owner, until: now + ttlMs, token: randomId() };
          return ask(effects.findOneAndUpdate({ _id, ...due(now) }, { $set: { lease } }, { returnDocument: 'after' }));
        }),
      );
      return taken.flatMap((row) => (row ? [toRow(row)] : []));
    },
    async update(row, patch, until) {
      if (!row.lease) return false;
      const filter = { _id: idOf(row), 'lease.token': row.lease.token };
      return (await ask(effects.updateOne(filter, patchUpdate(patch, row.lease, until)))).matchedCount > 0;
    },
    async redo(row, now) {
      return (await ask(effects.updateOne({ _id: idOf(row), ...free(now) }, redoUpdate(now)))).matchedCount > 0;
    },
    async nextDueAt(worker) {
      const open = { worker, open: true };
      const [first, leased] = await Promise.all([
        ask(
          effects
            .find({ ...open, lease: null })
            .sort({ dueAt: 1 })
            .limit(1)
            .toArray(),
        ),
        // By the index of leases: asked by what is open it would read the whole backlog.
        ask(effects.find({ ...open, 'lease.until': { $gt: 0 } }, { projection: { dueAt: 1, lease: 1 } }).toArray()),
      ]);
      const moments = [...first.map(({ dueAt }) => dueAt), ...leased.map(({ dueAt, lease }) => Math.max(dueAt, lease?.until ?? 0))];
      return moments.length > 0 ? Math.min(...moments) : null;
    },
    async of({ siteId, conversationId }) {
      const rows = effects.find({ site: siteId, conversation: conversationId }).sort({ worker: 1, target: 1 });
      return (await ask(rows.toArray())).map(toRow);
    },
    backlog: (worker) => ask(effects.countDocuments({ worker, open: true })),
  };
}
