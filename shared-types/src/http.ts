/** Everything that is asked over HTTP: by the widget before it has a socket, and by the inbox about sites and teams. Types, and the names of the tables of numbers. */
import type { HookDelivery, HookEventType, HookInfo, HookTried } from './hooks.ts';
import type {
  Author,
  CannedReply,
  ConversationId,
  ConversationRow,
  DeskSettings,
  EntryBody,
  FileRef,
  IdentitySecret,
  Millis,
  OperatorId,
  OperatorNotices,
  Role,
  SiteId,
  SiteSettings,
} from './model.ts';
import type { Answer } from './socket.ts';

// ---- the widget: any page may ask, no cookies -----------------------------------------------------------------------

/** What the owner chose otherwise than DEFAULT_SETTINGS: a page view carries no more. */
export type ChosenSettings = Partial<SiteSettings>;

/** What the owner chose, as the widget needs it. */
export interface SiteLook {
  readonly name: string;
  /** Names of the launcher: closed, open. */
  readonly labels: readonly [open: string, close: string];
  /** Colours and place of launcher and panel (look.ts). */
  readonly css: string;
  readonly chosen: ChosenSettings;
}
/** What `/parley/SITE.js` carries in itself, so that the launcher asks for nothing more. */
export interface WidgetSettings extends SiteLook {
  /** File names of the chunks; `page` is what works on the page before the chat is touched. */
  readonly chat: string;
  readonly page: string;
  /** The owner wants something on each page view - rules, triggers, pages visited - so `page` is loaded at once. */
  readonly isPageBusy?: true;
}

/** What the page `/c/TOKEN` carries in itself. */
export interface HostedSettings extends WidgetSettings {
  readonly siteId: SiteId;
  /** Of the one conversation that the link opens. */
  readonly grant: string;
  readonly conversationId: string;
}

/** `POST /parley/SITE/unread`, body: the grant as text/plain, so that no preflight is needed. */
export type UnreadAnswer = Answer<{
  /** Messages to the visitor that they have not read; at most 99. */
  readonly unread: number;
  /** The last of them. */
  readonly last: { readonly text: string; readonly name: string | null } | null;
}>;

/** `GET /parley/SITE/check`: whether this page may chat; asked only when a socket was refused, to tell why. */
export type CheckAnswer = Answer<object>;

/** Longest time a token that opens files is good for, and largest file, are settings of the server. */
export interface UploadLimits {
  /** Bytes; 0 when there are no uploads here. */
  readonly most: number;
  /** Media types that are taken. */
  readonly types: readonly string[];
}
/** `GET /parley/SITE/files`: told before somebody chooses a file. */
export type UploadLimitsAnswer = Answer<UploadLimits>;
/**
 * `PUT /parley/SITE/files/UPLOAD?name=NAME`, the bytes as body, `authorization: Bearer GRANT`; UPLOAD is 16 to 64 characters of
 * [A-Za-z0-9_-], made once by the sender: the same upload again is the same file. Operators: `PUT
 * /api/sites/SITE/conversations/CONVERSATION/files/UPLOAD?name=NAME` with their session.
 */
export type UploadAnswer = Answer<{
  readonly file: FileRef;
  /** To be sent with the message: says, signed, that the file is of this conversation. */
  readonly token: string;
}>;

// ---- the inbox: session cookie, own origin ---------------------------------------------------------------------------

export interface SiteInfo {
  readonly siteId: SiteId;
  readonly name: string;
  readonly role: Role;
  readonly allowedOrigins: readonly string[];
  readonly settings: SiteSettings;
}
/** `GET /api/sites`: those of the operator, oldest first. */
export type SitesAnswer = Answer<{ readonly sites: readonly SiteInfo[] }>;
/** `POST /api/sites`, by an owner; the new site is theirs. */
export interface NewSite {
  readonly name: string;
}
/** `PATCH /api/sites/SITE`, by an owner or admin. */
export interface SiteChange {
  readonly name?: string;
  readonly settings?: Partial<SiteSettings>;
  /** Exact origins, `https://shop.example`; replaces the list. */
  readonly allowedOrigins?: readonly string[];
}
/** `POST /api/sites/SITE/origins`, by an owner or admin: allows one more. */
export interface AllowOrigin {
  readonly origin: string;
}
export type SiteAnswer = Answer<{ readonly site: SiteInfo }>;

/** `GET /api/sites/SITE/desk`, by anybody of the team; every change answers the same. */
export type DeskAnswer = Answer<{ readonly desk: DeskSettings }>;
/** `PATCH /api/sites/SITE/desk`, by an owner or admin. Tags are replaced as a whole; replies have a route of their own. */
export type DeskChange = Partial<Omit<DeskSettings, 'replies'>>;
/**
 * `PUT /api/sites/SITE/replies/ID`, by anybody of the team: one reply, new or changed; ID is 1 to 64 characters of [A-Za-z0-9_-],
 * made by the client. `DELETE` takes it away. One by one, so that two who change different ones both do.
 */
export type ReplyChange = Omit<CannedReply, 'id'>;

/** `GET /api/sites/SITE/install` */
export type InstallAnswer = Answer<{
  /** The script tag. */
  readonly snippet: string;
  /** Directives a page with a content security policy has to have. */
  readonly csp: readonly string[];
  /** When a page of an allowed origin last asked for the widget; null: never. */
  readonly seen: { readonly origin: string; readonly at: Millis } | null;
  /** Origins that were refused and are not allowed now, the last first. */
  readonly refused: readonly { readonly origin: string; readonly at: Millis }[];
}>;

/** `GET /api/sites/SITE/team` */
export type TeamAnswer = Answer<{
  readonly operators: readonly { readonly id: OperatorId; readonly name: string; readonly email: string; readonly role: Role }[];
}>;
/**
 * `PATCH /api/sites/SITE/team/OPERATOR`, by an owner or admin; who is an owner only by owners, and one stays. `DELETE` takes the role.
 */
export interface RoleChange {
  readonly role: Role;
}
/** `POST /api/sites/SITE/invitations`, by an owner or admin: a link for one person, good for seven days. */
export interface NewInvitation {
  readonly role: Exclude<Role, 'owner'>;
}
export type InvitationAnswer = Answer<{ readonly url: string; readonly expiresAt: Millis }>;
/** `GET /api/sites/SITE/invitations`, by an owner or admin: links nobody has used yet; `DELETE .../ID` takes one back. */
export type InvitationsAnswer = Answer<{
  readonly invitations: readonly {
    readonly id: string;
    readonly role: Exclude<Role, 'owner'>;
    /** The name of who made it; '' when they are gone. */
    readonly by: string;
    readonly createdAt: Millis;
    readonly expiresAt: Millis;
  }[];
}>;
/** `GET /api/invitations/TOKEN`: what the page `/invite/TOKEN` shows. */
export type InvitedAnswer = Answer<{ readonly siteName: string; readonly role: Role }>;
/** `POST /api/invitations/TOKEN`: makes the operator and signs in. An operator who is signed in sends {} and gets the role. */
export interface AcceptInvitation {
  readonly name?: string;
  readonly email?: string;
  readonly password?: string;
}
/** `POST /api/recovery`: a new password by the link of `./parley user link --email ...`; ends all other sessions, signs in. */
export interface Recovery {
  readonly token: string;
  readonly password: string;
}

/** `GET /api/sites/SITE/hooks`, by an owner or admin; like everything about hooks. */
export type HooksAnswer = Answer<{
  readonly hooks: readonly HookInfo[];
}>;
/** `POST /api/sites/SITE/hooks` */
export interface NewHook {
  readonly url: string;
  readonly events: readonly HookEventType[];
}
/** `PATCH /api/sites/SITE/hooks/HOOK`; `DELETE` takes it away with its log. */
export type HookChange = Partial<NewHook> & { readonly isOn?: boolean };
export type HookAnswer = Answer<{ readonly hook: HookInfo }>;
/** Of `POST /api/sites/SITE/hooks`, and of `POST .../HOOK/secret`, which makes a new one: the only answers with a secret. */
export type HookSecretAnswer = Answer<{ readonly hook: HookInfo; readonly secret: string }>;
/** `POST /api/sites/SITE/hooks/HOOK/test`, and `POST .../HOOK/deliveries/DELIVERY`, which sends that event once more. */
export type HookTriedAnswer = Answer<{ readonly tried: HookTried }>;
/** `GET /api/sites/SITE/hooks/HOOK/deliveries`: the newest first. */
export type HookDeliveriesAnswer = Answer<{ readonly deliveries: readonly HookDelivery[] }>;

/** `GET /api/sites/SITE/identity`, by an owner or admin: the secrets that sign tokens of the site's users, newest first; at most two. */
export type IdentityAnswer = Answer<{ readonly secrets: readonly IdentitySecret[] }>;
/** `POST /api/sites/SITE/identity` makes a new one, the older stays good; `DELETE /api/sites/SITE/identity/old` ends the older. */

// ---- numbers (docs/numbers.md says what each counts) -----------------------------------------------------------------

/** Durations in milliseconds by nearest rank; null when there is none. */
export interface Spread {
  readonly count: number;
  readonly median: Millis | null;
  readonly p90: Millis | null;
}
export interface MessageCounts {
  readonly visitors: number;
  readonly operators: number;
  readonly bots: number;
}
export interface NumbersSums {
  /** That began in the period. */
  readonly conversations: number;
  readonly messages: MessageCounts;
  readonly firstReply: Spread;
  readonly resolution: Spread;
  readonly rating: { readonly count: number; readonly mean: number | null };
}
/** One day of the calendar of the zone asked for; each day of the period has one. */
export interface NumbersDay {
  /** `YYYY-MM-DD` */
  readonly day: string;
  readonly conversations: number;
  readonly messages: MessageCounts;
  readonly firstReply: Spread;
  readonly resolution: Spread;
}
export interface NumbersOperator {
  readonly id: OperatorId;
  readonly name: string;
  readonly messages: number;
  /** That they wrote in. */
  readonly conversations: number;
  readonly firstReply: Spread;
  readonly resolution: Spread;
}
export interface NumbersComment {
  readonly conversationId: ConversationId;
  readonly at: Millis;
  readonly score: number;
  readonly text: string;
}
export interface Numbers {
  readonly from: string;
  readonly to: string;
  readonly zone: string;
  readonly sums: NumbersSums;
  /** Of as many days before `from`. */
  readonly before: NumbersSums;
  readonly days: readonly NumbersDay[];
  /** Conversations that began and messages of visitors, by weekday (Monday first) and hour. */
  readonly hours: { readonly conversations: readonly (readonly number[])[]; readonly messages: readonly (readonly number[])[] };
  /** Those who did something, the one who wrote most first. */
  readonly operators: readonly NumbersOperator[];
  /** How often 1 to 5 was given, and what was said with it, the last first. */
  readonly ratings: { readonly scores: readonly number[]; readonly comments: readonly NumbersComment[] };
}
/**
 * `GET /api/sites/SITE/numbers?from=YYYY-MM-DD&to=YYYY-MM-DD&zone=Europe/Paris`. Agents see of the operators only themselves.
 * A table as CSV: `GET /api/sites/SITE/numbers/days.csv?...`, `hours.csv`, `operators.csv`, `ratings.csv`.
 */
export type NumbersAnswer = Answer<{ readonly numbers: Numbers; readonly operators: 'all' | 'own' }>;
export const NUMBER_TABLES = ['days', 'hours', 'operators', 'ratings'] as const;
export type NumberTable = (typeof NUMBER_TABLES)[number];

// ---- search -----------------------------------------------------------------------------------------------------------

/**
 * `GET /api/search?q=WORDS&site=&from=&to=&by=visitor|operator|note&status=open|resolved&tag=&assignee=ID|none&before=CURSOR`: the
 * newest first, in the sites where the operator has a role. `from` and `to` are moments in milliseconds.
 */
export type SearchAnswer = Answer<{
  readonly found: readonly FoundEntry[];
  /** To go on with, as `before`; null: that was all. A page may be short, or empty, when filters let little through. */
  readonly next: string | null;
}>;
/** An entry that says what was asked for. */
export interface FoundEntry {
  readonly row: ConversationRow;
  readonly seq: number;
  readonly kind: EntryBody['kind'];
  readonly author: Author;
  readonly storedAt: Millis;
  /** A piece of it; `marks` are ranges of the text. */
  readonly snippet: { readonly text: string; readonly marks: readonly (readonly [from: number, to: number])[] };
}

// ---- one's own account ----------------------------------------------------------------------------------------------

/** `GET /api/me` */
export type MeAnswer = Answer<{
  readonly id: OperatorId;
  readonly name: string;
  readonly email: string;
  readonly notices: OperatorNotices;
}>;
/** `PATCH /api/me` */
export interface MeChange {
  readonly name?: string;
  readonly notices?: OperatorNotices;
}
/** `POST /api/me/password`: every other session ends. */
export interface NewPassword {
  readonly current: string;
  readonly password: string;
}
/** `GET /api/me/sessions`; `DELETE /api/me/sessions/ID` ends one, `DELETE /api/me/sessions` all others. */
export type SessionsAnswer = Answer<{
  readonly sessions: readonly {
    readonly id: string;
    /** 0: not known. */
    readonly createdAt: Millis;
    /** To the hour; 0: not known. */
    readonly lastSeenAt: Millis;
    /** `Firefox · Linux`; '' when not known. */
    readonly agent: string;
    readonly isThis: boolean;
  }[];
}>;

// ---- ways out of the chat, and what is stored of a visitor: by owners and admins --------------------------------------

export type ChannelName = 'email' | 'slack';
/** Whether mails invite an answer, and who takes it. */
export interface MailReplies {
  /** null: nobody reads answers. */
  readonly domain: string | null;
  /** Port of the receiver in the process that answers; null: another process receives, or none. */
  readonly port: number | null;
  /** Names of the settings that switch it on. */
  readonly settings: readonly string[];
}
/** `GET /api/sites/SITE/channels`; `POST /api/sites/SITE/channels/CHANNEL/test` sends one, or says what is wrong. */
export type ChannelsAnswer = Answer<{
  readonly channels: readonly {
    readonly name: ChannelName;
    /** The sender of mails, or the channel in Slack; null: not set up in the process that answers. */
    readonly place: string | null;
    /** Names of the settings that switch it on. */
    readonly settings: readonly string[];
    /** Of mails: whether they can be answered. */
    readonly replies?: MailReplies;
  }[];
}>;
/**
 * `GET /api/sites/SITE/conversations/CONVERSATION/export` is a download of all that is stored; `POST .../erase` erases what was
 * said so far, as the visitor can: it is done by the persister, behind what is being said.
 */
export type EraseAnswer = Answer<{ readonly acceptedAt: Millis }>;
