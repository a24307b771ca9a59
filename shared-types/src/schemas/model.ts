/** zod schemas of the nouns. Only the server imports this folder; the widget imports types only. */
import { z } from 'zod';
import type {
  Author,
  ClientMsgId,
  ConversationId,
  ConversationRow,
  Entry,
  EntryBody,
  EntryId,
  OperatorId,
  Profile,
  SiteId,
  VisitorId,
} from '../model.ts';
import { MAX_TEXT } from '../protocol.ts';

const MAX_FACTS = 50;

const id = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);
export const siteId = id as unknown as z.ZodType<SiteId>;
export const conversationId = id as unknown as z.ZodType<ConversationId>;
export const visitorId = id as unknown as z.ZodType<VisitorId>;
export const operatorId = id as unknown as z.ZodType<OperatorId>;
export const entryId = id as unknown as z.ZodType<EntryId>;
export const clientMsgId = z.string().regex(/^[A-Za-z0-9_-]{16,64}$/) as unknown as z.ZodType<ClientMsgId>;

/** A text somebody wrote: well-formed Unicode without NUL, not blank. */
export const text = z
  .string()
  .max(MAX_TEXT, 'too_long')
  .refine((value) => value.trim() !== '' && !value.includes('\0') && value.isWellFormed(), 'must be readable text');

export const seq = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
export const millis = z.number().int().min(0).max(8_640_000_000_000_000);

export const author = z.object({
  kind: z.enum(['visitor', 'operator', 'bot', 'system']),
  id: z.string().min(1).max(64),
  name: z.string().max(200).exactOptional(),
}) satisfies z.ZodType<Author>;

const line = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .refine((value) => value.trim() !== '' && !/[\p{Cc}\u2028\u2029]/u.test(value) && value.isWellFormed(), 'must be one line of text');
export const emailAddress = z.email().max(254);
const fact = z.union([
  z
    .string()
    .max(500)
    .refine((value) => value.isWellFormed()),
  z.number(),
  z.boolean(),
]);
export const profile = z.object({
  email: emailAddress.exactOptional(),
  name: line(100).exactOptional(),
  data: z
    .record(line(64), fact)
    .refine((data) => Object.keys(data).length <= MAX_FACTS, 'too_long')
    .exactOptional(),
}) satisfies z.ZodType<Profile>;

export const entryBody = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('message'), text }),
  z.object({ kind: z.literal('note'), text }),
  z.object({ kind: z.literal('status'), status: z.enum(['open', 'resolved']) }),
  z.object({ kind: z.literal('profile'), ...profile.shape }),
]) satisfies z.ZodType<EntryBody>;

export const entry = z.object({
  id: entryId,
  siteId,
  conversationId,
  seq,
  clientMsgId,
  author,
  audience: z.enum(['all', 'operators']),
  body: entryBody,
  acceptedAt: millis,
  storedAt: millis,
}) satisfies z.ZodType<Entry>;

const register = z.object({ delivered: seq, read: seq });
export const conversationRow = z.object({
  siteId,
  conversationId,
  visitorId,
  headSeq: seq,
  status: z.enum(['open', 'resolved']),
  excerpt: z.string(),
  excerptBy: z.enum(['visitor', 'operator', 'bot', 'system']),
  profile,
  createdAt: millis,
  changedAt: millis,
  grownAt: millis,
  registers: z.object({ visitor: register, operators: register }),
}) satisfies z.ZodType<ConversationRow>;
