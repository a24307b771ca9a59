/** What clients may send. Strict: an unknown field is refused (DESIGN §5.12). */
import { z } from 'zod';
import { MAX_CHECKS, MAX_FILES, MAX_PREVIEW } from '../protocol.ts';
import { EFFECT_WORKERS } from '../topics.ts';
import {
  clientMsgId,
  conversationId,
  doneBodies,
  millis,
  operatorId,
  profile,
  quickReplies,
  seq,
  siteId,
  tagName,
  textOrNone,
  toldBody,
} from './model.ts';

const grant = z.string().min(16).max(1024);
const epoch = z.string().max(64).nullable();
/** A token that somebody signed: of a user, of a file. */
const token = z.string().min(16).max(4_096);
const inConversation = { siteId, conversationId };
const message = { text: textOrNone, files: z.array(token).min(1).max(MAX_FILES).exactOptional() };
const saysSomething = ({ text: said, files }: { text: string; files?: readonly string[] }) => said !== '' || files !== undefined;
const before = seq.min(1);

const view = z.strictObject({
  status: z.enum(['open', 'resolved', 'any']),
  assignee: z.union([operatorId, z.literal('nobody'), z.literal('any')]),
  snoozed: z.boolean().nullable(),
  spam: z.boolean(),
  tag: tagName.nullable(),
  unread: z.literal(true).exactOptional(),
});

export const visitorHandshake = z.strictObject({ v: z.number(), siteId });
export const operatorHandshake = z.strictObject({ v: z.number() });

export const visitorEvents = {
  open: z.strictObject({ grant: grant.exactOptional(), token: token.exactOptional() }),
  send: z.strictObject({ grant, clientMsgId, ...message }).refine(saysSomething, 'must be readable text'),
  identify: z
    .strictObject({ grant, clientMsgId, token: token.exactOptional(), ...profile.shape })
    .refine(({ email, name, data, token }) => (email ?? name ?? data ?? token) !== undefined, 'says nothing'),
  tell: z.strictObject({ grant, clientMsgId, body: toldBody }),
  sync: z.strictObject({ grant, epoch, last: seq }),
  history: z.strictObject({ grant, before }),
  check: z.strictObject({ grant }),
  fileKey: z.strictObject({ grant }),
  seen: z.strictObject({ grant, delivered: seq, read: seq }),
  typing: z.strictObject({ grant, on: z.boolean(), text: z.string().max(MAX_PREVIEW).exactOptional() }),
  visit: z.strictObject({ grant, url: z.string().max(2_000), title: z.string().max(300) }),
} as const;

export const operatorEvents = {
  hello: z.strictObject({}),
  changes: z.strictObject({ siteId, cursor: z.strictObject({ changedAt: millis, id: z.string().max(200) }).nullable() }),
  send: z.strictObject({
    ...inConversation,
    clientMsgId,
    body: z.discriminatedUnion('kind', [
      z
        .strictObject({ kind: z.literal('message'), ...message, replies: quickReplies.exactOptional() })
        .refine(saysSomething, 'must be readable text'),
      ...doneBodies,
    ]),
    after: seq.exactOptional(),
  }),
  sync: z.strictObject({ ...inConversation, epoch, last: seq }),
  history: z.strictObject({ ...inConversation, before }),
  where: z.strictObject({ siteId }),
  check: z.strictObject({ items: z.array(z.strictObject(inConversation)).min(1).max(MAX_CHECKS) }),
  delivery: z.strictObject(inConversation),
  redo: z.strictObject({ ...inConversation, worker: z.enum(EFFECT_WORKERS), target: z.string().min(1).max(200) }),
  seen: z.strictObject({ ...inConversation, delivered: seq, read: seq }),
  typing: z.strictObject({ ...inConversation, on: z.boolean() }),
  list: z.strictObject({ siteId, view, before: z.strictObject({ grownAt: millis, id: z.string().max(200) }).nullable() }),
  counts: z.strictObject({ siteId }),
  viewing: z.strictObject({ ...inConversation, on: z.boolean() }),
} as const;
