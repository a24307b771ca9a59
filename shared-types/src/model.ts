/** The nouns of Parley. Ids are branded so that one kind can never be passed for another. */

declare const brand: unique symbol;
type Id<Kind extends string> = string & { readonly [brand]: Kind };

export type AccountId = Id<'account'>;
export type SiteId = Id<'site'>;
export type VisitorId = Id<'visitor'>;
export type OperatorId = Id<'operator'>;
export type ConversationId = Id<'conversation'>;
export type EntryId = Id<'entry'>;
/** Made once by the client when its user presses send; 16 to 64 characters of [A-Za-z0-9_-]. */
export type ClientMsgId = Id<'clientMsg'>;

/** Milliseconds since 1970. For display only: order is `seq`. */
export type Millis = number;

export type AuthorKind = 'visitor' | 'operator' | 'bot' | 'system';
export interface Author {
  readonly kind: AuthorKind;
  readonly id: string;
  /** Shown to the other side; absent for an anonymous visitor. */
  readonly name?: string;
}

export type ConversationStatus = 'open' | 'resolved';

/** What is known of a visitor: said by themselves or by the page they are on, so nothing of it is proven. */
export interface Profile {
  readonly email?: string;
  readonly name?: string;
  /** The site owner's own facts about the visitor. */
  readonly data?: Readonly<Record<string, string | number | boolean>>;
}

/** What one entry of a conversation's log says. Later kinds are added here, never changed. */
export type EntryBody =
  | { readonly kind: 'message'; readonly text: string }
  | { readonly kind: 'note'; readonly text: string }
  | { readonly kind: 'status'; readonly status: ConversationStatus }
  /** Each field that is given replaces the one of before. */
  | ({ readonly kind: 'profile' } & Profile);

/** Who may see an entry: everybody in the conversation, or its operators only. */
export type Audience = 'all' | 'operators';

/** One entry of the log as it is stored. `seq` is dense from 1 in each conversation. */
export interface Entry {
  readonly id: EntryId;
  readonly siteId: SiteId;
  readonly conversationId: ConversationId;
  readonly seq: number;
  readonly clientMsgId: ClientMsgId;
  readonly author: Author;
  readonly audience: Audience;
  readonly body: EntryBody;
  readonly acceptedAt: Millis;
  readonly storedAt: Millis;
}

/** An entry as one role may see it. A hidden one keeps its place, so that `seq` stays dense for everybody. */
export type VisibleEntry = Omit<Entry, 'siteId' | 'conversationId' | 'audience'> & { readonly kind: 'entry'; readonly audience: Audience };
export interface HiddenEntry {
  readonly kind: 'hidden';
  readonly seq: number;
}
export type EntryView = VisibleEntry | HiddenEntry;

/** Highest seq that a side has received and has read. Registers only grow. */
export interface Register {
  readonly delivered: number;
  readonly read: number;
}
export type Side = 'visitor' | 'operators';
export type Registers = Readonly<Record<Side, Register>>;

/** The projection of a conversation: what the inbox list shows. Rebuilt from the log at any time. */
export interface ConversationRow {
  readonly siteId: SiteId;
  readonly conversationId: ConversationId;
  readonly visitorId: VisitorId;
  readonly headSeq: number;
  readonly status: ConversationStatus;
  /** First 140 characters of the last message that both sides see. */
  readonly excerpt: string;
  readonly excerptBy: AuthorKind;
  readonly profile: Profile;
  readonly createdAt: Millis;
  /** Stamped by the store's own clock; cursor of the list. */
  readonly changedAt: Millis;
  /** When the log last grew; reading a conversation changes it, but does not make it grow. */
  readonly grownAt: Millis;
  readonly registers: Registers;
}

/** `<store epoch>.<conversation epoch>`: when it differs from the client's, the client's copy is of another past. */
export type Epoch = string;

export type Role = 'owner' | 'admin' | 'agent';

export interface Account {
  readonly id: AccountId;
  readonly name: string;
  readonly createdAt: Millis;
}

/** How long a visitor usually waits for an answer, in the owner's words. */
export type ReplyTime = 'minutes' | 'hours' | 'day';

/** What the owner of a site chooses; everybody who loads the widget may read it. */
export interface SiteSettings {
  /** `#rrggbb`; what is written on it is chosen for contrast by whoever paints. */
  readonly color: string;
  /** First words of an empty conversation; '' for ours. */
  readonly greeting: string;
  readonly replyTime: ReplyTime;
}
export const DEFAULT_SETTINGS: SiteSettings = { color: '#5b54d6', greeting: '', replyTime: 'hours' };

export interface Site {
  readonly id: SiteId;
  readonly accountId: AccountId;
  readonly name: string;
  /** Exact origins, `https://shop.example`; the origin of PUBLIC_URL is always allowed. */
  readonly allowedOrigins: readonly string[];
  readonly settings: SiteSettings;
  readonly createdAt: Millis;
}

export interface Operator {
  readonly id: OperatorId;
  readonly accountId: AccountId;
  readonly name: string;
  readonly email: string;
  /** Role per site; a site that is absent is not visible at all. */
  readonly roles: Readonly<Record<string, Role>>;
  readonly createdAt: Millis;
}
