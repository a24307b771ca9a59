/** Webhooks by Standard Webhooks: what is sent to whom (docs/webhooks.md). */
import type { ErrorCode } from './errors.ts';
import type { Author, Facts, FileRef, Millis } from './model.ts';

/** What a hook may ask for. The payload of each is HookPayloads. */
export const HOOK_EVENTS = [
  'message.created',
  'message.edited',
  'message.removed',
  'conversation.opened',
  'conversation.resolved',
  'conversation.reopened',
  'conversation.assigned',
  'conversation.tagged',
  'conversation.rated',
  'conversation.erased',
  'visitor.identified',
  'note.created',
] as const;
export type HookEventType = (typeof HOOK_EVENTS)[number];
/** What a new hook gets unless its maker chooses: all but notes, which are private to the team. */
export const DEFAULT_HOOK_EVENTS: readonly HookEventType[] = HOOK_EVENTS.filter((type) => type !== 'note.created');

/** Hooks of one site at most. */
export const MAX_HOOKS = 20;

/** Where it belongs: `seq` is the place in the conversation, dense from 1, by which a receiver may sort. */
export interface HookPlace {
  readonly siteId: string;
  readonly conversationId: string;
  readonly seq: number;
  /** Who did it. */
  readonly author: Author;
}
export interface HookMessage {
  readonly id: string;
  readonly text: string;
  /** What was sent with it; the bytes are read in the inbox. */
  readonly files: readonly Pick<FileRef, 'id' | 'name' | 'type' | 'size'>[];
  /** Quick replies that were offered. */
  readonly replies: readonly string[];
}

/** `data` of each event. */
export interface HookPayloads {
  'message.created': HookPlace & { readonly message: HookMessage };
  'message.edited': HookPlace & { readonly of: number; readonly message: HookMessage };
  'message.removed': HookPlace & { readonly of: number };
  'conversation.opened': HookPlace & { readonly visitorId: string | null };
  'conversation.resolved': HookPlace;
  'conversation.reopened': HookPlace;
  'conversation.assigned': HookPlace & { readonly assignee: { readonly id: string; readonly name: string } | null };
  'conversation.tagged': HookPlace & { readonly tags: readonly string[] };
  'conversation.rated': HookPlace & { readonly score: number; readonly text: string };
  'conversation.erased': HookPlace;
  'visitor.identified': HookPlace & { readonly email?: string; readonly name?: string; readonly data?: Facts };
  'note.created': HookPlace & { readonly text: string };
  /** Of the button `Send a test`; no hook asks for it. */
  ping: { readonly siteId: string; readonly hookId: string };
}
export type HookBodyType = keyof HookPayloads;

/** The body of a request, as JSON. */
export interface HookBody<Type extends HookBodyType = HookBodyType> {
  readonly type: Type;
  /** When it happened, ISO 8601. */
  readonly timestamp: string;
  readonly data: HookPayloads[Type];
}

/** Why a hook was switched off by us. */
export type HookStop = 'gone' | 'failing';

/** A hook as owners and admins see it. */
export interface HookInfo {
  readonly id: string;
  readonly url: string;
  readonly events: readonly HookEventType[];
  readonly isOn: boolean;
  /** null while nobody but its owner has switched it off. */
  readonly stopped: HookStop | null;
  /** Since when every attempt has failed; null when the last one went well. */
  readonly failingSince: Millis | null;
  /** When the newest secret was made, and until when the one before is good, too. */
  readonly secretAt: Millis;
  readonly oldSecretUntil: Millis | null;
  readonly createdAt: Millis;
}

/** One event on its way to one hook. What was sent is not kept: it is made again from the log of its conversation. */
export interface HookDelivery {
  /** `webhook-id`: the same for each attempt. */
  readonly id: string;
  readonly type: HookEventType;
  readonly conversationId: string;
  readonly seq: number;
  /** How often it was tried. */
  readonly attempt: number;
  readonly state: 'delivered' | 'waiting' | 'failed';
  /** Of the last attempt: its time, how long it took, what was answered; null when nothing was. */
  readonly at: Millis;
  readonly durationMs: number;
  readonly status: number | null;
  readonly error: ErrorCode | null;
  /** When it is tried again. */
  readonly nextAt: Millis | null;
}
/** How one attempt went, for whoever has asked for it. */
export type HookTried = Pick<HookDelivery, 'status' | 'durationMs' | 'error'>;
