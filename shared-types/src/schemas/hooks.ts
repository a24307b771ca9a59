/** Payloads of webhooks, for receivers and for the pages that are made from them; and what owners may send about hooks. */
import { z } from 'zod';
import { HOOK_EVENTS, type HookBodyType, type HookPayloads } from '../hooks.ts';
import type { HookChange, NewHook } from '../http.ts';

const author = z.object({
  kind: z.enum(['visitor', 'operator', 'bot', 'system']),
  id: z.string(),
  name: z.string().exactOptional(),
  via: z.enum(['slack', 'email', 'api']).exactOptional(),
});
const place = { siteId: z.string(), conversationId: z.string(), seq: z.number().int().min(1), author };
const message = z.object({
  id: z.string(),
  text: z.string(),
  files: z.array(z.object({ id: z.string(), name: z.string(), type: z.string(), size: z.number().int() })),
  replies: z.array(z.string()),
});
const facts = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));

/** `data` of each event. */
export const hookPayloads = {
  'message.created': z.object({ ...place, message }),
  'message.edited': z.object({ ...place, of: z.number().int(), message }),
  'message.removed': z.object({ ...place, of: z.number().int() }),
  'conversation.opened': z.object({ ...place, visitorId: z.string().nullable() }),
  'conversation.resolved': z.object(place),
  'conversation.reopened': z.object(place),
  'conversation.assigned': z.object({ ...place, assignee: z.object({ id: z.string(), name: z.string() }).nullable() }),
  'conversation.tagged': z.object({ ...place, tags: z.array(z.string()) }),
  'conversation.rated': z.object({ ...place, score: z.number().int().min(1).max(5), text: z.string() }),
  'conversation.erased': z.object(place),
  'visitor.identified': z.object({
    ...place,
    email: z.string().exactOptional(),
    name: z.string().exactOptional(),
    data: facts.exactOptional(),
  }),
  'note.created': z.object({ ...place, text: z.string() }),
  ping: z.object({ siteId: z.string(), hookId: z.string() }),
} as const satisfies { [Type in HookBodyType]: z.ZodType<HookPayloads[Type]> };

/** The whole body of a request of one type. */
export const hookBodyOf = (type: HookBodyType) =>
  z.object({ type: z.literal(type), timestamp: z.iso.datetime(), data: hookPayloads[type] });

const events = z
  .array(z.enum(HOOK_EVENTS))
  .min(1, 'choose at least one event')
  .max(HOOK_EVENTS.length)
  .refine((types) => new Set(types).size === types.length, 'each event once');
const url = z.string().trim().min(1, 'must not be empty').max(2_000, 'at most 2000 characters');

export const newHook = z.strictObject({ url, events }) satisfies z.ZodType<NewHook>;
export const hookChange = z.strictObject({
  url: url.exactOptional(),
  events: events.exactOptional(),
  isOn: z.boolean().exactOptional(),
}) satisfies z.ZodType<HookChange>;
