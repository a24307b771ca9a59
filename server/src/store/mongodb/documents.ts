/** Documents as they lie in MongoDB. Ids of compound keys are JSON arrays: no two keys make the same one. */
import type {
  Audience,
  Author,
  ConversationRow,
  DeskSettings,
  EntryBody,
  IdentitySecret,
  OperatorNotices,
  SiteSettings,
} from '@parley/shared-types/model.ts';
import type { ConversationKey } from '../store.ts';

export interface EntryDocument {
  readonly site: string;
  readonly conversation: string;
  readonly seq: number;
  readonly id: string;
  readonly sender: string;
  readonly clientMsgId: string;
  readonly author: Author;
  readonly audience: Audience;
  readonly body: EntryBody;
  readonly hash: string;
  readonly acceptedAt: number;
  readonly storedAt: number;
  /** The last entry that changed what this one says. */
  readonly amendedBy?: number;
}

export interface ConversationDocument {
  readonly _id: string;
  readonly site: string;
  readonly conversation: string;
  /** Of the entry with seq 1, as `createdAt`: known once that one is projected. */
  readonly visitor?: string;
  readonly epoch: number;
  /** The last entry for which the epoch was raised. */
  readonly amendedBy?: number;
  readonly headSeq: number;
  /** `seq` comes first: that of two which compares higher is the later one. */
  readonly status: { readonly seq: number; readonly value: string };
  readonly excerpt: { readonly seq: number; readonly by: string; readonly text: string };
  readonly createdAt?: number;
  readonly changedAt: Date;
  readonly grownAt?: number;
  readonly visitorDelivered: number;
  readonly visitorRead: number;
  readonly operatorsDelivered: number;
  readonly operatorsRead: number;
  /** Null: erased, and nothing earlier brings it back. */
  readonly email?: { readonly seq: number; readonly value: string | null };
  readonly name?: { readonly seq: number; readonly value: string | null };
  /** JSON: its keys are not ours, and keys of a document are not the place for what somebody else names. */
  readonly data?: { readonly seq: number; readonly value: string | null };
  readonly assignee?: { readonly seq: number; readonly value: ConversationRow['assignee'] };
  readonly tags?: { readonly seq: number; readonly value: readonly string[] };
  readonly snoozedUntil?: { readonly seq: number; readonly value: number | null };
  readonly isSpam?: { readonly seq: number; readonly value: boolean };
  readonly isBlocked?: { readonly seq: number; readonly value: boolean };
}

export interface EffectDocument {
  readonly _id: string;
  readonly worker: string;
  readonly target: string;
  readonly site: string;
  readonly conversation: string;
  readonly wantedSeq: number;
  readonly doneSeq: number;
  /** wantedSeq > doneSeq, kept so that an index can answer it. */
  readonly open: boolean;
  readonly dueAt: number;
  readonly attempt: number;
  readonly lease: { readonly owner: string; readonly until: number; readonly token: string } | null;
  readonly inFlight: { readonly toSeq: number; readonly key: string } | null;
  readonly lastError: string | null;
  readonly failedSeq?: number | null;
  readonly lookupTo?: number;
  readonly actedSeq?: number;
  readonly providerId: string | null;
}

export interface OperatorDocument {
  readonly _id: string;
  readonly account: string;
  readonly name: string;
  readonly email: string;
  readonly emailKey: string;
  /** JSON: ids of sites are keys of it, and keys of a document are not the place for what somebody else names. */
  readonly roles: string;
  readonly passwordHash: string | null;
  readonly notices?: OperatorNotices;
  readonly createdAt: number;
}

export interface SessionDocument {
  readonly _id: string;
  readonly operator: string;
  readonly expiresAt: number;
  readonly createdAt?: number;
  readonly lastSeenAt?: number;
  readonly agent?: string;
}

export interface InvitationDocument {
  readonly _id: string;
  readonly site: string;
  readonly role: string;
  readonly by: string;
  readonly createdAt: number;
  readonly expiresAt: number;
}

export interface AccountDocument {
  readonly _id: string;
  readonly name: string;
  readonly createdAt: number;
}

export interface SiteDocument extends AccountDocument {
  readonly account: string;
  readonly allowedOrigins: readonly string[];
  readonly settings?: Partial<SiteSettings>;
  readonly desk?: Partial<DeskSettings>;
  readonly identitySecrets?: readonly IdentitySecret[];
}

export interface OriginDocument {
  readonly _id: string;
  readonly site: string;
  readonly origin: string;
  readonly refused: boolean;
  readonly firstAt: number;
  readonly lastAt: number;
}

export interface MetaDocument {
  readonly _id: string;
  readonly value: string;
}

export function conversationId({ siteId, conversationId: conversation }: ConversationKey): string {
  return JSON.stringify([siteId, conversation]);
}

/** In an update pipeline a string that begins with `$` would be read as a path. */
export function literal<Value>(value: Value): { readonly $literal: Value } {
  return { $literal: value };
}
