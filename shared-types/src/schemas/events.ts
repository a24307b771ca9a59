/** What consumers expect on the bus. Not strict: unknown fields are dropped, so that senders may be newer. */
import { z } from 'zod';
import { ERRORS, type ErrorCode } from '../errors.ts';
import type { Frame, MessageStored, MessageSubmitted } from '../events.ts';
import { author, clientMsgId, conversationId, conversationRow, entry, entryBody, millis, operatorId, seq, siteId } from './model.ts';

const envelope = { id: z.string().min(1).max(128), v: z.literal(1), at: millis, siteId, conversationId };
const errorCode = z.enum(Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]]);

export const messageSubmitted = z.object({
  ...envelope,
  type: z.literal('message.submitted'),
  clientMsgId,
  author,
  body: entryBody,
  mayCreate: z.boolean(),
  after: seq.exactOptional(),
}) satisfies z.ZodType<MessageSubmitted>;

export const messageStored = z.object({
  ...envelope,
  type: z.literal('message.stored'),
  epoch: z.string().max(64),
  seq,
  entries: z.array(entry),
}) satisfies z.ZodType<MessageStored>;

export const events = { 'message.submitted': messageSubmitted, 'message.stored': messageStored } as const;

export const frame = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('entries'),
    siteId,
    conversationId,
    epoch: z.string().max(64),
    entries: z.array(entry),
    row: conversationRow,
  }),
  z.object({ type: z.literal('failed'), siteId, conversationId, clientMsgId, author, code: errorCode }),
  z.object({ type: z.literal('site.changed'), siteId }),
  z.object({ type: z.literal('operator.changed'), siteId, operatorId }),
]) satisfies z.ZodType<Frame>;
