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
  FileRef,
  OperatorId,
  Profile,
  SiteId,
  VisitorId,
} from '../model.ts';
import { MAX_FILES, MAX_MENTIONS, MAX_REPLIES, MAX_TAGS, MAX_TEXT } from '../protocol.ts';

const MAX_FACTS = 50;

const id = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);
export const siteId = id as unknown as z.ZodType<SiteId>;
export const conversationId = id as unknown as z.ZodType<ConversationId>;
export const visitorId = id as unknown as z.ZodType<VisitorId>;
export const operatorId = id as unknown as z.ZodType<OperatorId>;
export const entryId = id as unknown as z.ZodType<EntryId>;
export const clientMsgId = z.string().regex(/^[A-Za-z0-9_-]{16,64}$/) as unknown as z.ZodType<ClientMsgId>;

const isReadable = (value: string) => value.trim() !== '' && !value.includes('\0') && value.isWellFormed();

/** A text somebody wrote: well-formed Unicode without NUL, not blank. */
export const text = z.string().max(MAX_TEXT, 'too_long').refine(isReadable, 'must be readable text');

export const seq = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
export const millis = z.number().int().min(0).max(8_640_000_000_000_000);

export const author = z.object({
  kind: z.enum(['visitor', 'operator', 'bot', 'system']),
  id: z.string().min(1).max(64),
  name: z.string().max(200).exactOptional(),
  via: z.enum(['slack', 'email', 'api']).exactOptional(),
  client: z.object({ agent: z.string().max(64).exactOptional(), language: z.string().max(35).exactOptional() }).exactOptional(),
}) satisfies z.ZodType<Author>;

const line = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .refine((value) => value.trim() !== '' && !/[\p{Cc}\u2028\u2029]/u.test(value) && value.isWellFormed(), 'must be one line of text');
export const emailAddress = z.email().max(254);
export const fact = z.union([
  z
    .string()
    .max(500)
    .refine((value) => value.isWellFormed()),
  z.number(),
  z.boolean(),
]);
const facts = z.record(line(64), fact).refine((data) => Object.keys(data).length <= MAX_FACTS, 'too_long');
export const profile = z.object({
  email: emailAddress.exactOptional(),
  name: line(100).exactOptional(),
  data: facts.exactOptional(),
}) satisfies z.ZodType<Profile>;

/** As `text`, and '' too: for a message that may have files. */
export const textOrNone = z
  .string()
  .max(MAX_TEXT, 'too_long')
  .refine((value) => value === '' || isReadable(value), 'must be readable text');
export const fileId = id;
export const fileName = line(255);
export const fileRef = z.object({
  id,
  name: fileName,
  type: z.string().min(1).max(100),
  size: z.number().int().min(1).max(Number.MAX_SAFE_INTEGER),
  width: z.number().int().min(1).max(100_000).exactOptional(),
  height: z.number().int().min(1).max(100_000).exactOptional(),
}) satisfies z.ZodType<FileRef>;
export const quickReplies = z.array(line(80)).min(1).max(MAX_REPLIES);

const event = { kind: z.literal('event'), name: line(80), data: facts.exactOptional() };
const rating = { kind: z.literal('rating'), score: z.number().int().min(1).max(5), text: text.max(1_000, 'too_long').exactOptional() };
const erase = { kind: z.literal('erase') };
const note = { kind: z.literal('note'), text, mentions: z.array(operatorId).min(1).max(MAX_MENTIONS).exactOptional() };
const status = { kind: z.literal('status'), status: z.enum(['open', 'resolved']) };
const assign = { kind: z.literal('assign'), operatorId: operatorId.nullable() };
export const tagName = line(40);
const tags = { kind: z.literal('tags'), tags: z.array(tagName).max(MAX_TAGS) };
const snooze = { kind: z.literal('snooze'), until: millis.nullable() };
const spam = { kind: z.literal('spam'), on: z.boolean() };
const block = { kind: z.literal('block'), on: z.boolean() };
const edit = { kind: z.literal('edit'), of: seq.min(1), text };
const remove = { kind: z.literal('remove'), of: seq.min(1) };
/** What an operator does beside messages. */
export const doneBodies = [
  z.strictObject(note),
  z.strictObject(status),
  z.strictObject(assign),
  z.strictObject(tags),
  z.strictObject(snooze),
  z.strictObject(spam),
  z.strictObject(block),
  z.strictObject(edit),
  z.strictObject(remove),
] as const;
/** What a visitor tells beside messages and their profile. */
export const toldBody = z.discriminatedUnion('kind', [z.strictObject(event), z.strictObject(rating), z.strictObject(erase)]);

export const entryBody = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('message'),
    text: textOrNone,
    files: z.array(fileRef).min(1).max(MAX_FILES).exactOptional(),
    replies: quickReplies.exactOptional(),
    isEdited: z.literal(true).exactOptional(),
  }),
  z.object(event),
  z.object(rating),
  z.object(erase),
  z.object({ kind: z.literal('erased') }),
  z.object({ ...note, isEdited: z.literal(true).exactOptional() }),
  z.object(status),
  z.object({ ...assign, name: line(200).exactOptional() }),
  z.object(tags),
  z.object(snooze),
  z.object(spam),
  z.object(block),
  z.object(edit),
  z.object(remove),
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
  assignee: z.object({ id: operatorId, name: z.string() }).nullable(),
  tags: z.array(z.string()),
  snoozedUntil: millis.nullable(),
  isSpam: z.boolean(),
  isBlocked: z.boolean(),
  createdAt: millis,
  changedAt: millis,
  grownAt: millis,
  registers: z.object({ visitor: register, operators: register }),
}) satisfies z.ZodType<ConversationRow>;
