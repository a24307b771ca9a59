/** Updates of conversation rows as pipelines: each is one atomic step of the server, whoever else writes. Pure. */
import type { Side } from '@parley/shared-types/model.ts';
import type { Projection, RegisterRaise } from '../store.ts';
import type { Document } from './client.ts';
import { conversationId as keyOf, literal } from './documents.ts';

const or = (path: string, fallback: unknown): Document => ({ $ifNull: [`$${path}`, fallback] });

/** The server's own time, and never before what the row has. Clocks of processes do not matter; primaries' may, by the overlap. */
const STAMP: Document = { $max: [or('changedAt', 0), { $toLong: '$$NOW' }] };

/**
 * Status and excerpt give way to later ones only, and a row that would stay as it is keeps its moment too: so applying a
 * projection again, or an older one late, changes nothing.
 */
export function projectionUpdate({
  siteId,
  conversationId: conversation,
  visitorId,
  headSeq,
  createdAt,
  status,
  excerpt,
}: Projection): Document[] {
  const newer = { status: { $gt: [status?.seq ?? 0, or('statusSeq', 0)] }, excerpt: { $gt: [excerpt?.seq ?? 0, or('excerptSeq', 0)] } };
  const pick = (isNewer: Document, value: string, path: string, fallback: string): Document => ({
    $cond: [isNewer, literal(value), or(path, fallback)],
  });
  const becomesKnown = (path: string, value: unknown): Document => ({
    $and: [{ $eq: [or(path, null), null] }, literal(value !== undefined)],
  });
  const changed = {
    $or: [
      { $gt: [headSeq, or('headSeq', 0)] },
      newer.status,
      newer.excerpt,
      becomesKnown('visitor', visitorId),
      becomesKnown('createdAt', createdAt),
      { $eq: [or('changedAt', null), null] },
    ],
  };
  const registers = { visitorDelivered: 0, visitorRead: 0, operatorsDelivered: 0, operatorsRead: 0 };
  const fields = {
    site: literal(siteId),
    conversation: literal(conversation),
    epoch: or('epoch', 1),
    changedAt: { $cond: [changed, STAMP, '$changedAt'] },
    visitor: or('visitor', literal(visitorId ?? null)),
    createdAt: or('createdAt', literal(createdAt ?? null)),
    headSeq: { $max: [or('headSeq', 0), headSeq] },
    status: pick(newer.status, status?.value ?? 'open', 'status', 'open'),
    statusSeq: { $max: [or('statusSeq', 0), status?.seq ?? 0] },
    excerpt: pick(newer.excerpt, excerpt?.text ?? '', 'excerpt', ''),
    excerptBy: pick(newer.excerpt, excerpt?.by ?? 'visitor', 'excerptBy', 'visitor'),
    excerptSeq: { $max: [or('excerptSeq', 0), excerpt?.seq ?? 0] },
    ...Object.fromEntries(Object.entries(registers).map(([name, zero]) => [name, or(name, zero)])),
  };
  return [{ $set: fields }];
}

type Plain = Projection & Required<Pick<Projection, 'excerpt'>>;
type Beginning = Projection & Required<Pick<Projection, 'visitorId' | 'createdAt'>>;

/** The first entries of a conversation are among these. */
export function isBeginning(projection: Projection): projection is Beginning {
  return projection.visitorId !== undefined && projection.createdAt !== undefined;
}

/** The row of a conversation that has none yet, as a whole. With a row there the filter fits nothing, and the upsert collides. */
export function beginningUpdate(projection: Beginning): { readonly filter: Document; readonly update: Document[] } {
  const { siteId, conversationId: conversation, visitorId, createdAt, headSeq, status, excerpt } = projection;
  const row = {
    ...{ site: siteId, conversation, epoch: 1, visitor: visitorId, createdAt, headSeq },
    ...{ status: status?.value ?? 'open', statusSeq: status?.seq ?? 0 },
    ...{ excerpt: excerpt?.text ?? '', excerptBy: excerpt?.by ?? 'visitor', excerptSeq: excerpt?.seq ?? 0 },
    ...{ visitorDelivered: 0, visitorRead: 0, operatorsDelivered: 0, operatorsRead: 0 },
  };
  const fields = Object.fromEntries(Object.entries(row).map(([name, value]) => [name, literal(value)]));
  return { filter: { _id: keyOf(projection), headSeq: 0 }, update: [{ $set: { ...fields, changedAt: STAMP } }] };
}

/** More messages of a conversation that has begun, the last of them shown, and nothing else: almost every projection there is. */
export function isPlain(projection: Projection): projection is Plain {
  const { headSeq, excerpt, status, visitorId, createdAt } = projection;
  return excerpt?.seq === headSeq && status === undefined && visitorId === undefined && createdAt === undefined;
}

/** The rows that a plain projection changes as a whole: those that do not know its head, and so no excerpt of it or a later one. */
export function olderThan({ headSeq }: Plain): Document {
  return { headSeq: { $lt: headSeq } };
}

/** What becomes of such a row. Says the same as the long update, at a third of its price. */
export function plainUpdate({ headSeq, excerpt }: Plain): Document[] {
  const shown = { excerpt: literal(excerpt.text), excerptBy: literal(excerpt.by), excerptSeq: excerpt.seq };
  return [{ $set: { headSeq, ...shown, changedAt: STAMP } }];
}

const FIELDS = {
  visitor: ['visitorDelivered', 'visitorRead'],
  operators: ['operatorsDelivered', 'operatorsRead'],
} as const satisfies Record<Side, readonly [string, string]>;

export function raiseUpdate({ side, register }: RegisterRaise): Document[] {
  const [delivered, read] = FIELDS[side];
  const next = {
    [delivered]: { $max: [or(delivered, 0), { $min: [register.delivered, '$headSeq'] }] },
    [read]: { $max: [or(read, 0), { $min: [register.read, '$headSeq'] }] },
  };
  const changed = { $or: [{ $gt: [next[delivered], or(delivered, 0)] }, { $gt: [next[read], or(read, 0)] }] };
  return [{ $set: { ...next, changedAt: { $cond: [changed, STAMP, '$changedAt'] } } }];
}
