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

/** The id of a visitor whom the site has signed a token for begins with this; that of no other one does, since those are hex. */
export const VERIFIED_PREFIX = 'u_';
/** Whether the site itself says who this visitor is. */
export function isVerified(visitorId: string): boolean {
  return visitorId.startsWith(VERIFIED_PREFIX);
}

/** Milliseconds since 1970. For display only: order is `seq`. */
export type Millis = number;

export type AuthorKind = 'visitor' | 'operator' | 'bot' | 'system';
/** By which channel somebody wrote. */
export type Via = 'slack' | 'email' | 'api';
export interface Author {
  readonly kind: AuthorKind;
  readonly id: string;
  /** Shown to the other side; absent for an anonymous visitor. */
  readonly name?: string;
  /** Absent: in the chat, widget or inbox. A channel does not send back what came by it. */
  readonly via?: Via;
  /** Of a visitor, with the first message of each connection. */
  readonly client?: ClientWords;
}
/** What a browser says of itself, in words and without versions. */
export interface ClientWords {
  /** `Firefox · Linux` */
  readonly agent?: string;
  /** The first one that is asked for, `fr-CH`. */
  readonly language?: string;
}

export type ConversationStatus = 'open' | 'resolved';

/** What is known of a visitor: said by themselves or by the page they are on, so nothing of it is proven. */
export interface Profile {
  readonly email?: string;
  readonly name?: string;
  /** The site owner's own facts about the visitor; `phone`, `avatar`, `company` and `segments` are shown by these names. */
  readonly data?: Facts;
}

/** Facts about a visitor or an event, in the site owner's words. */
export type Facts = Readonly<Record<string, string | number | boolean>>;

/** A file of a message. Its bytes are kept apart from the log, under its conversation and id. */
export interface FileRef {
  /** Made by the server, not to be guessed. */
  readonly id: string;
  readonly name: string;
  /** Media type, found in the bytes by the server; never what the sender says. */
  readonly type: string;
  /** Bytes. */
  readonly size: number;
  /** Of images, in pixels, so that the page does not move when they come. */
  readonly width?: number;
  readonly height?: number;
}

/** What one entry of a conversation's log says. Later kinds are added here, never changed. */
export type EntryBody =
  | {
      readonly kind: 'message';
      /** '' only when there are files. */
      readonly text: string;
      readonly files?: readonly FileRef[];
      /** Answers that the visitor may give by one click; by operators and bots. */
      readonly replies?: readonly string[];
      /** Its author said it otherwise at first. */
      readonly isEdited?: true;
    }
  /** Something happened on the page, as its owner's script says; operators see it. */
  | { readonly kind: 'event'; readonly name: string; readonly data?: Facts }
  /** The visitor's judgement, 1 to 5, and why. The last one counts. */
  | { readonly kind: 'rating'; readonly score: number; readonly text?: string }
  /** The visitor took back all that was said before: what the entries before this one said is erased from the store. */
  | { readonly kind: 'erase' }
  /** What is left of an entry that was erased; everybody sees a hidden one. */
  | { readonly kind: 'erased' }
  /** `mentions`: operators of the site who are named in it and called by it. */
  | { readonly kind: 'note'; readonly text: string; readonly mentions?: readonly OperatorId[]; readonly isEdited?: true }
  | { readonly kind: 'status'; readonly status: ConversationStatus }
  /** Who answers; null: nobody in particular. The name is the server's, as it was then. */
  | { readonly kind: 'assign'; readonly operatorId: OperatorId | null; readonly name?: string }
  /** All tags of the conversation from now on. */
  | { readonly kind: 'tags'; readonly tags: readonly string[] }
  /** Out of sight until then, or until the visitor writes or the status changes; null wakes it. */
  | { readonly kind: 'snooze'; readonly until: Millis | null }
  | { readonly kind: 'spam'; readonly on: boolean }
  /** What the visitor sends from now on is refused. */
  | { readonly kind: 'block'; readonly on: boolean }
  /** The author of the message or note with seq `of` says it otherwise, or takes it back. The entry itself is changed, in a new epoch. */
  | { readonly kind: 'edit'; readonly of: number; readonly text: string }
  | { readonly kind: 'remove'; readonly of: number }
  /** Each field that is given replaces the one of before. */
  | ({ readonly kind: 'profile' } & Profile);

/** Who may see an entry: everybody in the conversation, or its operators only. */
export type Audience = 'all' | 'operators';
/** Kinds that no visitor ever sees: no type that reaches one has them. */
export type OperatorsKind = 'note' | 'event' | 'assign' | 'tags' | 'snooze' | 'spam' | 'block' | 'edit' | 'remove';
export type OperatorsBody = Extract<EntryBody, { readonly kind: OperatorsKind }>;

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
  /** Of an entry of one's own side: its sender knows by it that it was stored. */
  readonly clientMsgId?: ClientMsgId;
}
export type EntryView = VisibleEntry | HiddenEntry;
/** As a visitor may see it. */
export type VisitorView =
  | (Omit<VisibleEntry, 'audience' | 'body'> & { readonly audience: 'all'; readonly body: Exclude<EntryBody, OperatorsBody> })
  | HiddenEntry;

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
  /** Who answers; null: nobody in particular. */
  readonly assignee: { readonly id: OperatorId; readonly name: string } | null;
  readonly tags: readonly string[];
  /** Out of sight until then: also in the past, when the time has come; null when it is not snoozed, or the visitor wrote since. */
  readonly snoozedUntil: Millis | null;
  readonly isSpam: boolean;
  readonly isBlocked: boolean;
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

export const LANGUAGES = ['en', 'fr', 'de', 'es', 'ar'] as const;
export type Language = (typeof LANGUAGES)[number];

/** `[from, to]` in minutes of the day, from < to <= 1440. */
export type OpenSpan = readonly [from: number, to: number];
/** When somebody answers, by the clock of a place. */
export interface Hours {
  /** IANA name, `Europe/Paris`. */
  readonly timezone: string;
  /** Monday first, seven of them; a day without spans is closed. */
  readonly days: readonly (readonly OpenSpan[])[];
}

export type Wanted = 'off' | 'optional' | 'required';

/** Says something by itself, once for each visitor. */
export interface Trigger {
  readonly name: string;
  /** After seconds on the page, a depth of scrolling in percent, the pointer leaving for the tabs, or an event of the page's script. */
  readonly on:
    | { readonly kind: 'time'; readonly seconds: number }
    | { readonly kind: 'scroll'; readonly percent: number }
    | { readonly kind: 'exit' }
    | { readonly kind: 'event'; readonly name: string };
  /** Only on pages whose path is like one of these (`/pricing`, `/docs/*`); empty: on all. */
  readonly pages: readonly string[];
  /** Shown as a message of the site; '' only opens the chat. */
  readonly text: string;
  readonly opens: boolean;
}

/** What the owner of a site chooses; everybody who loads the widget may read it. */
export interface SiteSettings {
  // looks
  /** `#rrggbb`; what is written on it is chosen for contrast by whoever paints. */
  readonly color: string;
  readonly scheme: 'auto' | 'light' | 'dark';
  /** The side of the page, by the direction of its text. */
  readonly position: 'end' | 'start';
  /** Distance from the edges, in CSS pixels. */
  readonly offsetX: number;
  readonly offsetY: number;
  readonly zIndex: number;
  /** `none`: the page has a button of its own, any element with `data-parley-open`. */
  readonly launcher: 'round' | 'none';
  /** https address of an image in place of the initials; '' for none. The page's policy has to allow it. */
  readonly logo: string;
  /** Shows names and initials of who is here. */
  readonly faces: boolean;
  /** `auto`: that of the page, else of the browser. */
  readonly language: 'auto' | Language;
  // words; '' for ours
  /** First words of an empty conversation. */
  readonly greeting: string;
  readonly title: string;
  readonly placeholder: string;
  /** At most three first sentences to choose from. */
  readonly starters: readonly string[];
  // answering
  readonly replyTime: ReplyTime;
  /** null: always the same. */
  readonly hours: Hours | null;
  /** Asked before the first message. */
  readonly formName: Wanted;
  readonly formEmail: Wanted;
  /** Asks once for an address when nobody is there. */
  readonly askEmail: boolean;
  readonly rating: boolean;
  readonly files: boolean;
  readonly sound: boolean;
  /** Operators see what is being typed; the visitor is told. */
  readonly preview: boolean;
  // privacy
  /** Address of the privacy notice; '' for none. */
  readonly privacyUrl: string;
  /** Nothing is stored or sent before the visitor agrees. */
  readonly consent: boolean;
  /** `required`: only visitors whom the site has signed a token for. */
  readonly identity: 'optional' | 'required';
  /** `shop.example`: one conversation across its subdomains; '' for each origin its own. */
  readonly cookieDomain: string;
  // the page: all off, since each costs requests, storage or consent
  /** Paths where the chat is shown, `/docs/*`; empty: everywhere. */
  readonly showOn: readonly string[];
  readonly hideOn: readonly string[];
  readonly hideOnPhones: boolean;
  /** Hides the chat outside of the hours. */
  readonly hideWhenClosed: boolean;
  readonly triggers: readonly Trigger[];
  /** Operators see which pages a visitor of a conversation looks at. */
  readonly pages: boolean;
  /** Operators see who is on the site before they write: each page view opens a connection. */
  readonly liveVisitors: boolean;
}
export const DEFAULT_SETTINGS: SiteSettings = {
  color: '#5b54d6',
  scheme: 'auto',
  position: 'end',
  offsetX: 20,
  offsetY: 20,
  zIndex: 2_147_483_000,
  launcher: 'round',
  logo: '',
  faces: true,
  language: 'auto',
  greeting: '',
  title: '',
  placeholder: '',
  starters: [],
  replyTime: 'hours',
  hours: null,
  formName: 'off',
  formEmail: 'off',
  askEmail: true,
  rating: true,
  files: true,
  sound: true,
  preview: true,
  privacyUrl: '',
  consent: false,
  identity: 'optional',
  cookieDomain: '',
  showOn: [],
  hideOn: [],
  hideOnPhones: false,
  hideWhenClosed: false,
  triggers: [],
  pages: false,
  liveVisitors: false,
};

/** Signs tokens of a site's users (docs/identity.md). */
export interface IdentitySecret {
  readonly secret: string;
  readonly createdAt: Millis;
}

/** A word that conversations are sorted by. */
export interface Tag {
  readonly name: string;
  /** `#rrggbb` */
  readonly color: string;
}
/** A text that is written often: `/shortcut` puts it into the composer, with `{{visitor.name}}` and the like filled in. */
export interface CannedReply {
  readonly id: string;
  /** Without the slash. */
  readonly shortcut: string;
  readonly text: string;
}
/** How the team of a site works; unlike SiteSettings nobody outside of the team may read it. */
export interface DeskSettings {
  /** A new conversation goes to who is here and has the fewest open ones, in turn. */
  readonly autoAssign: boolean;
  /** What conversations said is erased when nothing was said for so many days; 0: kept. */
  readonly retentionDays: number;
  readonly tags: readonly Tag[];
  readonly replies: readonly CannedReply[];
}
export const DEFAULT_DESK: DeskSettings = { autoAssign: false, retentionDays: 0, tags: [], replies: [] };

export interface Site {
  readonly id: SiteId;
  readonly accountId: AccountId;
  readonly name: string;
  /** Exact origins, `https://shop.example`; the origin of PUBLIC_URL is always allowed. */
  readonly allowedOrigins: readonly string[];
  readonly settings: SiteSettings;
  readonly desk: DeskSettings;
  /** Newest first, at most two; absent when there is none. Told to its owners and admins only, by one route. */
  readonly identitySecrets?: readonly IdentitySecret[];
  readonly createdAt: Millis;
}

export interface Operator {
  readonly id: OperatorId;
  readonly accountId: AccountId;
  readonly name: string;
  readonly email: string;
  /** Role per site; a site that is absent is not visible at all. */
  readonly roles: Readonly<Record<string, Role>>;
  /** Absent: as DEFAULT_NOTICES. */
  readonly notices?: OperatorNotices;
  readonly createdAt: Millis;
}

/** How an operator wants to be called while the inbox is closed. */
export interface OperatorNotices {
  /** A mail when nobody answers a visitor. */
  readonly mail: boolean;
}
export const DEFAULT_NOTICES: OperatorNotices = { mail: true };
