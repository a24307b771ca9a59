/** What clients may send. Strict: an unknown field is refused (DESIGN §5.12). */
import { z } from 'zod';
import { MAX_CHECKS } from '../protocol.ts';
import { EFFECT_WORKERS } from '../topics.ts';
import { clientMsgId, conversationId, millis, profile, seq, siteId, text } from './model.ts';

const grant = z.string().min(16).max(1024);
const epoch = z.string().max(64).nullable();
const inConversation = { siteId, conversationId };

export const visitorHandshake = z.strictObject({ v: z.number(), siteId });
export const operatorHandshake = z.strictObject({ v: z.number() });

export const visitorEvents = {
  open: z.strictObject({ grant: grant.exactOptional() }),
  send: z.strictObject({ grant, clientMsgId, text }),
  identify: z
    .strictObject({ grant, clientMsgId, ...profile.shape })
    .refine(({ email, name, data }) => email !== undefined || name !== undefined || data !== undefined, 'says nothing'),
  sync: z.strictObject({ grant, epoch, last: seq }),
  check: z.strictObject({ grant }),
  seen: z.strictObject({ grant, delivered: seq, read: seq }),
  typing: z.strictObject({ grant, on: z.boolean() }),
} as const;

export const operatorEvents = {
  hello: z.strictObject({}),
  changes: z.strictObject({ siteId, cursor: z.strictObject({ changedAt: millis, id: z.string().max(200) }).nullable() }),
  send: z.strictObject({
    ...inConversation,
    clientMsgId,
    body: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('message'), text }),
      z.strictObject({ kind: z.literal('note'), text }),
      z.strictObject({ kind: z.literal('status'), status: z.enum(['open', 'resolved']) }),
    ]),
  }),
  sync: z.strictObject({ ...inConversation, epoch, last: seq }),
  check: z.strictObject({ items: z.array(z.strictObject(inConversation)).min(1).max(MAX_CHECKS) }),
  delivery: z.strictObject(inConversation),
  redo: z.strictObject({ ...inConversation, worker: z.enum(EFFECT_WORKERS), target: z.string().min(1).max(200) }),
  seen: z.strictObject({ ...inConversation, delivered: seq, read: seq }),
  typing: z.strictObject({ ...inConversation, on: z.boolean() }),
} as const;
