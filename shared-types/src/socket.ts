/** The wire between browsers and the gateway: one event map per direction and namespace. Types only. */
import type { Refusal } from './errors.ts';
import type { SiteLook } from './http.ts';
import type {
  ClientMsgId,
  ConversationId,
  ConversationRow,
  EntryBody,
  EntryView,
  Epoch,
  Millis,
  OperatorId,
  Profile,
  Registers,
  Role,
  SiteId,
  VisitorId,
} from './model.ts';
import type { EffectWorker } from './topics.ts';

/** Every request is answered: what was asked for, or a coded refusal. */
export type Answer<T extends object> = ({ readonly ok: true } & T) | Refusal;
export type Reply<T extends object> = (answer: Answer<T>) => void;

// ---- namespace /visitor ------------------------------------------------------------------------------------------

/** `auth` of the Socket.IO handshake. */
export interface VisitorHandshake {
  readonly v: number;
  readonly siteId: SiteId;
}

export interface OpenRequest {
  /** A grant of before, also an expired one of ours: the same conversation is opened again. */
  readonly grant?: string;
  /** Signed by the site for one of its users: the conversation of that user is opened, on every device the same. */
  readonly token?: string;
}
/** Who is here, and when somebody is. */
export interface PresencePush {
  readonly operatorsOnline: boolean;
  /** Names of who is here, at most three; empty when the site does not show them. */
  readonly faces: readonly string[];
  /** When the site opens next; null while it is open, or has no hours. */
  readonly opensAt: Millis | null;
}
export interface Opened extends PresencePush {
  readonly v: number;
  readonly visitorId: VisitorId;
  readonly conversationId: ConversationId;
  /** Signed by the server; to be sent with every event, shared by all tabs. */
  readonly grant: string;
  readonly expiresAt: Millis;
  /** What a token says about the visitor; absent without one. */
  readonly verified?: Pick<Profile, 'email' | 'name'>;
}

export interface VisitorSend {
  readonly grant: string;
  readonly clientMsgId: ClientMsgId;
  /** May be '' when there are files. */
  readonly text: string;
  /** What the upload of each file was answered with; at most MAX_FILES. */
  readonly files?: readonly string[];
}
/** An event of the page, a rating, or the wish that all be erased: kept in the outbox like a message. */
export interface VisitorTell {
  readonly grant: string;
  readonly clientMsgId: ClientMsgId;
  readonly body: Extract<EntryBody, { kind: 'event' | 'rating' | 'erase' }>;
}
export interface HistoryRequest {
  /** Entries with a lower seq are asked for. */
  readonly before: number;
}
/** Ascending, at most MAX_HISTORY; the page ends at seq 1 when `more` is false. */
export interface History {
  readonly epoch: Epoch;
  readonly entries: readonly EntryView[];
  readonly more: boolean;
}
/** Opens the files of one conversation, `/parley/SITE/files/CONVERSATION/FILE?key=KEY`, until a time. */
export interface FileKey {
  readonly key: string;
  readonly expiresAt: Millis;
}
/** A page that the visitor looks at; told only when the site asks for it, kept by nobody. */
export interface Visit {
  readonly url: string;
  readonly title: string;
}
/** What the visitor, or the page, says about the visitor: an entry of the log like a message, kept in the outbox like one. */
export interface Identify extends Profile {
  readonly grant: string;
  readonly clientMsgId: ClientMsgId;
  /** Of a verified visitor, whose name and address only a token can say. */
  readonly token?: string;
}
export interface SyncRequest {
  /** null when the client has nothing yet. */
  readonly epoch: Epoch | null;
  readonly last: number;
}
/**
 * `recovered`: the entries continue the client's own (last+1 .. at most MAX_SYNC more). Otherwise they are the newest
 * page and replace what the client has.
 */
export interface Synced {
  readonly epoch: Epoch;
  readonly entries: readonly EntryView[];
  readonly head: number;
  readonly recovered: boolean;
  readonly registers: Registers;
}
export interface Position {
  readonly epoch: Epoch;
  readonly head: number;
  readonly registers: Registers;
}
export interface Seen {
  readonly delivered: number;
  readonly read: number;
}
/** `accepted`: durable on the bus. `stored` is seeing the own clientMsgId in `entries` or a sync. */
export interface Accepted {
  readonly acceptedAt: Millis;
}

export interface VisitorToServer {
  open(request: OpenRequest, reply: Reply<Opened>): void;
  send(request: VisitorSend, reply: Reply<Accepted>): void;
  identify(request: Identify, reply: Reply<Accepted>): void;
  tell(request: VisitorTell, reply: Reply<Accepted>): void;
  sync(request: { readonly grant: string } & SyncRequest, reply: Reply<Synced>): void;
  history(request: { readonly grant: string } & HistoryRequest, reply: Reply<History>): void;
  check(request: { readonly grant: string }, reply: Reply<Position>): void;
  fileKey(request: { readonly grant: string }, reply: Reply<FileKey>): void;
  seen(request: { readonly grant: string } & Seen): void;
  /** `text`: what is being typed, only when the site's setting `preview` is on; at most MAX_PREVIEW characters. */
  typing(request: { readonly grant: string; readonly on: boolean; readonly text?: string }): void;
  visit(request: { readonly grant: string } & Visit): void;
}

export interface EntriesPush {
  readonly conversationId: ConversationId;
  readonly epoch: Epoch;
  readonly entries: readonly EntryView[];
}
export interface FailedPush {
  readonly conversationId: ConversationId;
  readonly clientMsgId: ClientMsgId;
  readonly refusal: Refusal;
}
export interface RegistersPush {
  readonly conversationId: ConversationId;
  readonly registers: Partial<Registers>;
}
/** The same as the page's script carries, but for the files of the release. */
export type SettingsPush = SiteLook;
export interface WithinPush {
  /** Do it at a random moment within this time, so that not all clients come at once. */
  readonly withinMs: number;
}

export interface ServerToVisitor {
  entries(push: EntriesPush): void;
  failed(push: FailedPush): void;
  registers(push: RegistersPush): void;
  typing(push: { readonly conversationId: ConversationId; readonly on: boolean; readonly name?: string }): void;
  presence(push: PresencePush): void;
  /** The owner changed the settings of the site. */
  settings(push: SettingsPush): void;
  /** Operators ask where visitors are: answered by `visit` when the site wants it. */
  where(push: WithinPush): void;
  /** Live events may have been missed: sync. */
  resync(push: WithinPush): void;
  /** This server goes away: reconnect. */
  drain(push: WithinPush): void;
}

// ---- namespace /operator -----------------------------------------------------------------------------------------

export interface OperatorHandshake {
  readonly v: number;
}
export interface Hello {
  readonly v: number;
  readonly operator: { readonly id: OperatorId; readonly name: string; readonly email: string };
  readonly sites: readonly { readonly siteId: SiteId; readonly name: string; readonly role: Role; readonly color: string }[];
  /** Which ways out of the chat are set up. */
  readonly channels: { readonly email: boolean; readonly slack: boolean };
}
export interface InConversation {
  readonly siteId: SiteId;
  readonly conversationId: ConversationId;
}
export interface OperatorSend extends InConversation {
  readonly clientMsgId: ClientMsgId;
  readonly body:
    | {
        readonly kind: 'message';
        readonly text: string;
        /** What the upload of each file was answered with. */
        readonly files?: readonly string[];
        readonly replies?: readonly string[];
      }
    | { readonly kind: 'note'; readonly text: string; readonly mentions?: readonly OperatorId[] }
    | { readonly kind: 'assign'; readonly operatorId: OperatorId | null }
    | Extract<EntryBody, { kind: 'status' | 'tags' | 'snooze' | 'spam' | 'block' | 'edit' | 'remove' }>;
  /** The last entry that its writer has seen: when another operator has answered behind it, the message is refused as `answered`. */
  readonly after?: number;
}
/** How far one way out of the chat has come with a conversation (DESIGN §5.10). */
export interface EffectState {
  readonly worker: EffectWorker;
  /** Within the worker: a Slack channel, `visitor`, `operator.1` ... */
  readonly target: string;
  readonly doneSeq: number;
  readonly wantedSeq: number;
  /** Up to here it went out; what is done beyond it was not needed any more. 0: nothing went out. */
  readonly actedSeq: number;
  /** When it is tried next, while wantedSeq > doneSeq. */
  readonly dueAt: Millis;
  readonly attempt: number;
  /** Begins with a code of errors.ts. */
  readonly lastError: string | null;
  /** The step that failed for good; null when none did since the last retry. */
  readonly failedSeq: number | null;
}
export interface EffectName extends InConversation {
  readonly worker: EffectWorker;
  readonly target: string;
}

/** Position in the changes of a site: everything after (changedAt, id), oldest first. */
export interface ChangeCursor {
  readonly changedAt: Millis;
  readonly id: string;
}
export interface ChangesRequest {
  readonly siteId: SiteId;
  /** null: the newest page (newest first) and a cursor to go on from. The client steps 30 s back itself. */
  readonly cursor: ChangeCursor | null;
}
export interface Changes {
  readonly rows: readonly ConversationRow[];
  readonly cursor: ChangeCursor;
  readonly more: boolean;
}

/** Which conversations of a site a list shows; null and `any` do not choose. */
export interface ViewQuery {
  readonly status: 'open' | 'resolved' | 'any';
  readonly assignee: OperatorId | 'nobody' | 'any';
  /** Whether it is out of sight at this moment. */
  readonly snoozed: boolean | null;
  readonly spam: boolean;
  readonly tag: string | null;
  /** The visitor spoke last and no operator has read it. */
  readonly unread?: true;
}
/** Place in a list: everything that grew before it, newest first. */
export interface ListCursor {
  readonly grownAt: Millis;
  readonly id: string;
}
export interface ListRequest {
  readonly siteId: SiteId;
  readonly view: ViewQuery;
  readonly before: ListCursor | null;
}
/** At most MAX_ROWS, what grew last first. */
export interface Listed {
  readonly rows: readonly ConversationRow[];
  readonly more: boolean;
}
/** How many conversations the views of a site have, each at most MAX_COUNT; spam is in none but its own. */
export interface Counts {
  /** Open, not snoozed, and the asking operator's. */
  readonly mine: number;
  /** Open, not snoozed, nobody's. */
  readonly unassigned: number;
  /** Open, not snoozed. */
  readonly open: number;
  readonly snoozed: number;
  readonly spam: number;
  /** Open, not snoozed, the visitor spoke last and no operator has read it. */
  readonly unread: number;
  /** Of open ones, by tag. */
  readonly tags: Readonly<Record<string, number>>;
}

export interface OperatorToServer {
  hello(request: Record<string, never>, reply: Reply<Hello>): void;
  changes(request: ChangesRequest, reply: Reply<Changes>): void;
  send(request: OperatorSend, reply: Reply<Accepted>): void;
  sync(request: InConversation & SyncRequest, reply: Reply<Synced>): void;
  history(request: InConversation & HistoryRequest, reply: Reply<History>): void;
  /** Asks the visitors of a site for the pages they look at; they answer by `visit`. */
  where(request: { readonly siteId: SiteId }): void;
  check(
    request: { readonly items: readonly InConversation[] },
    reply: Reply<{ readonly items: readonly (Position & InConversation)[] }>,
  ): void;
  /** Mailed, in Slack ...: with the registers and acceptedAt / storedAt this is the delivery status of each message. */
  delivery(request: InConversation, reply: Reply<{ readonly effects: readonly EffectState[] }>): void;
  /** Does again what failed for good, and at once what waits for its next attempt. */
  redo(request: EffectName, reply: Reply<object>): void;
  seen(request: InConversation & Seen): void;
  typing(request: InConversation & { readonly on: boolean }): void;
  list(request: ListRequest, reply: Reply<Listed>): void;
  counts(request: { readonly siteId: SiteId }, reply: Reply<Counts>): void;
  /** Looks at a conversation: said again every 15 s, forgotten by who hears it after 40 s. */
  viewing(request: InConversation & { readonly on: boolean }): void;
}

export interface ServerToOperator {
  entries(push: EntriesPush & { readonly siteId: SiteId; readonly row: ConversationRow }): void;
  failed(push: FailedPush & { readonly siteId: SiteId }): void;
  registers(push: RegistersPush & { readonly siteId: SiteId }): void;
  typing(
    push: InConversation & {
      readonly on: boolean;
      readonly side: 'visitor' | 'operators';
      readonly name?: string;
      /** What a visitor is typing, where the site lets it be seen. */
      readonly text?: string;
    },
  ): void;
  viewing(push: InConversation & { readonly operatorId: OperatorId; readonly name: string; readonly on: boolean }): void;
  visit(push: InConversation & Visit & { readonly visitorId: VisitorId; readonly at: Millis }): void;
  presence(push: { readonly siteId: SiteId; readonly visitors: readonly VisitorId[]; readonly operators: readonly OperatorId[] }): void;
  resync(push: WithinPush): void;
  drain(push: WithinPush): void;
}
