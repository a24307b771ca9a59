/** Updates of conversation rows: each is one atomic step of the server, whoever else writes. Pure. */
import type { Side } from '@parley/shared-types/model.ts';
import type { Projection, RegisterRaise } from '../store.ts';
import type { Document } from './client.ts';
import type { ConversationDocument } from './documents.ts';

const NOTHING_SAID = { seq: 0, by: 'visitor', text: '' } as const;
const NOTHING_DECIDED = { seq: 0, value: 'open' } as const;
const NO_REGISTERS = { visitorDelivered: 0, visitorRead: 0, operatorsDelivered: 0, operatorsRead: 0 };

/**
 * An upsert that gives the same row in whatever order and however often projections are applied. Documents compare field by
 * field, so `$max` of status, excerpt and profile keeps the ones with the highest seq. The moment is the server's: clocks of processes
 * do not matter, and those of primaries by the overlap at most.
 */
export function projectionUpdate(projection: Projection) {
  const { siteId, conversationId: conversation, visitorId, headSeq, createdAt, grownAt, status, excerpt } = projection;
  return {
    $max: {
      headSeq,
      ...(grownAt !== undefined && { grownAt }),
      ...(visitorId !== undefined && { visitor: visitorId }),
      ...(status && { status: { seq: status.seq, value: status.value } }),
      ...(excerpt && { excerpt: { seq: excerpt.seq, by: excerpt.by, text: excerpt.text } }),
      ...profileFields(projection.profile),
      ...decidedFields(projection),
    },
    ...(createdAt !== undefined && { $min: { createdAt } }),
    $currentDate: { changedAt: true },
    $setOnInsert: {
      site: siteId,
      conversation,
      epoch: 1,
      ...NO_REGISTERS,
      ...(!status && { status: NOTHING_DECIDED }),
      ...(!excerpt && { excerpt: NOTHING_SAID }),
    },
  } as const;
}

/** The fields of a profile as they lie in a row. */
function profileFields({ email, name, data }: NonNullable<Projection['profile']> = {}) {
  return {
    ...(email && { email: { seq: email.seq, value: email.value } }),
    ...(name && { name: { seq: name.seq, value: name.value } }),
    ...(data && { data: { seq: data.seq, value: data.value && JSON.stringify(data.value) } }),
  };
}

const DECIDED = ['assignee', 'tags', 'snoozedUntil', 'isSpam', 'isBlocked'] as const;

/** What operators decided, as it lies in a row. */
function decidedFields(projection: Projection) {
  return Object.fromEntries(
    DECIDED.flatMap((field) => {
      const said = projection[field];
      return said ? [[field, { seq: said.seq, value: said.value }] as const] : [];
    }),
  );
}

/** True when a row says already what a projection says: then it is not written, and keeps its moment. */
export function knows(row: ConversationDocument | undefined, projection: Projection): boolean {
  const { visitorId, headSeq, createdAt, status, excerpt, profile = {} } = projection;
  return (
    row !== undefined &&
    row.headSeq >= headSeq &&
    row.status.seq >= (status?.seq ?? 0) &&
    row.excerpt.seq >= (excerpt?.seq ?? 0) &&
    (row.email?.seq ?? 0) >= (profile.email?.seq ?? 0) &&
    (row.name?.seq ?? 0) >= (profile.name?.seq ?? 0) &&
    (row.data?.seq ?? 0) >= (profile.data?.seq ?? 0) &&
    DECIDED.every((field) => (row[field]?.seq ?? 0) >= (projection[field]?.seq ?? 0)) &&
    (row.visitor !== undefined || visitorId === undefined) &&
    (row.createdAt !== undefined || createdAt === undefined)
  );
}

const FIELDS = {
  visitor: ['visitorDelivered', 'visitorRead'],
  operators: ['operatorsDelivered', 'operatorsRead'],
} as const satisfies Record<Side, readonly [string, string]>;

/** A pipeline, since a register never gets above the head that the row has then. */
export function raiseUpdate({ side, register }: RegisterRaise): Document[] {
  const [delivered, read] = FIELDS[side];
  const next = {
    [delivered]: { $max: [`$${delivered}`, { $min: [register.delivered, '$headSeq'] }] },
    [read]: { $max: [`$${read}`, { $min: [register.read, '$headSeq'] }] },
  };
  const changed = { $or: [{ $gt: [next[delivered], `$${delivered}`] }, { $gt: [next[read], `$${read}`] }] };
  return [{ $set: { ...next, changedAt: { $cond: [changed, '$$NOW', '$changedAt'] } } }];
}
