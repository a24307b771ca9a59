/**
 * The port to the store: one log per conversation, and what surrounds it. Every query is scoped by site.
 * SPEC S. Adapters: sqlite/, mongodb/. Contract: contract/. All methods may throw ParleyError `unavailable` (try again
 * later) or `disk_full`; any other error is permanent.
 */
import type {
  Account,
  ClientMsgId,
  ConversationId,
  ConversationRow,
  DeskSettings,
  Entry,
  EntryBody,
  Epoch,
  Operator,
  OperatorId,
  OperatorNotices,
  Profile,
  Register,
  Role,
  Side,
  Site,
  SiteId,
  SiteSettings,
  VisitorId,
} from '@parley/shared-types/model.ts';
import type { ChangeCursor, Counts, ListCursor, ViewQuery } from '@parley/shared-types/socket.ts';
import type { HookStore } from './hook-store.ts';
import type { SearchStore } from './search-store.ts';

export interface ConversationKey {
  readonly siteId: SiteId;
  readonly conversationId: ConversationId;
}

/** Who sent what under which id: unique for ever. `sender` is `<author kind>:<author id>`. */
export interface MessageIdentity extends ConversationKey {
  readonly sender: string;
  readonly clientMsgId: ClientMsgId;
}

/** An entry to be inserted with the hash of its body, by which a repeat is told from a conflict. */
export interface NewEntry extends Entry {
  readonly hash: string;
}

export interface Head {
  /** 0 when the conversation does not exist. */
  readonly seq: number;
  readonly epoch: Epoch;
  /** What the visitor sends is refused; as the row says. */
  readonly isBlocked?: true;
}

export interface LogStore {
  /**
   * Inserts in order, durably (one commit; majority and journal), and stops at the first one whose (conversation, seq) or
   * identity exists already.
   * @returns how many were inserted: all of them, or the index of the one that exists
   */
  insert(entries: readonly NewEntry[]): Promise<number>;
  find(identity: MessageIdentity): Promise<NewEntry | null>;
  /** Heads in the order asked. */
  heads(keys: readonly ConversationKey[]): Promise<readonly Head[]>;
  /** Entries with seq > after, ascending, at most limit. */
  since(key: ConversationKey, after: number, limit: number): Promise<readonly Entry[]>;
  /** Entries with seq < before, newest first, at most limit. */
  before(key: ConversationKey, before: number, limit: number): Promise<readonly Entry[]>;
}

/** A value and the seq of the entry that says it: a later one replaces an earlier one. */
export interface Said<Value> {
  readonly value: Value;
  readonly seq: number;
}

/** What a batch of new entries means for its conversation's row. Repeatable: applying it twice changes nothing. */
export interface Projection extends ConversationKey {
  /** Known when the batch holds seq 1. */
  readonly visitorId?: VisitorId;
  readonly headSeq: number;
  readonly createdAt?: number;
  /** When the last entry of the batch was stored. */
  readonly grownAt?: number;
  /** The last status entry of the batch and its seq. */
  readonly status?: Said<ConversationRow['status']>;
  /** The last message for all of the batch and its seq. */
  readonly excerpt?: { readonly text: string; readonly by: ConversationRow['excerptBy']; readonly seq: number };
  /** What operators decided, each with the seq of the last entry of the batch that says it. */
  readonly assignee?: Said<ConversationRow['assignee']>;
  readonly tags?: Said<readonly string[]>;
  readonly snoozedUntil?: Said<number | null>;
  readonly isSpam?: Said<boolean>;
  readonly isBlocked?: Said<boolean>;
  /** For each field of the profile the last entry of the batch that says it. Null: it was erased then, and nothing that was said earlier brings it back. */
  readonly profile?: { readonly [Field in keyof Profile]?: Said<NonNullable<Profile[Field]> | null> };
}

export interface RegisterRaise extends ConversationKey {
  readonly side: Side;
  readonly register: Register;
}

export interface ConversationPosition {
  readonly head: Head;
  readonly registers: Readonly<Record<Side, Register>>;
}

export interface PageRequest {
  readonly view: ViewQuery;
  /** null: from the top. */
  readonly before: ListCursor | null;
  readonly limit: number;
  /** Tells what is snoozed. */
  readonly now: number;
}
/** Of more open conversations than this the newest are counted. */
export const MAX_COUNTED = 20_000;

export interface ConversationStore {
  /** Applies projections and returns the rows as they are now, in the order given. `changedAt` is the store's clock. */
  project(projections: readonly Projection[]): Promise<readonly ConversationRow[]>;
  get(key: ConversationKey): Promise<ConversationRow | null>;
  /** Positions in the order asked; an unknown conversation has head.seq 0. */
  positions(keys: readonly ConversationKey[]): Promise<readonly ConversationPosition[]>;
  /** Registers only grow ($max). A raise of an unknown conversation, or above its head, is dropped or capped. */
  raise(raises: readonly RegisterRaise[]): Promise<void>;
  /** Rows changed after the cursor, oldest first; the cursor to go on from; whether there are more. */
  changedSince(
    siteId: SiteId,
    cursor: ChangeCursor,
    limit: number,
  ): Promise<{ rows: readonly ConversationRow[]; cursor: ChangeCursor; more: boolean }>;
  /** Rows of a view, what grew last first, behind a place in it; and whether there are more. */
  list(siteId: SiteId, request: PageRequest): Promise<{ rows: readonly ConversationRow[]; more: boolean }>;
  /** Counts of the views of a site, each at most `most`. */
  counts(siteId: SiteId, request: { readonly operatorId: OperatorId; readonly most: number; readonly now: number }): Promise<Counts>;
  /** The newest rows, newest first, and the cursor of the newest. */
  newest(siteId: SiteId, limit: number): Promise<{ rows: readonly ConversationRow[]; cursor: ChangeCursor; more: boolean }>;
  /** How many conversations each operator has to answer: open, awake, no spam. Who has none is left out. */
  loads(siteId: SiteId): Promise<ReadonlyMap<OperatorId, number>>;
}

export interface Session {
  /** SHA-256 of the token in the cookie; the token itself is not stored. */
  readonly tokenHash: string;
  readonly operatorId: OperatorId;
  readonly expiresAt: number;
  /** 0: not known, as of sessions of older versions. */
  readonly createdAt: number;
  /** Roughly: it is written seldom. */
  readonly lastSeenAt: number;
  /** Browser and system in two words; '' when not known. */
  readonly agent: string;
}

export interface PeopleStore {
  /** @throws ParleyError `conflict` when the id or the e-mail address (compared in lower case) is taken */
  addOperator(operator: Operator, passwordHash: string | null): Promise<void>;
  operator(id: OperatorId): Promise<Operator | null>;
  byEmail(email: string): Promise<{ operator: Operator; passwordHash: string | null } | null>;
  countOperators(): Promise<number>;
  /** Operators with a role on the site, oldest first. */
  ofSite(siteId: SiteId): Promise<readonly Operator[]>;
  /** @throws ParleyError `not_found` */
  setRoles(id: OperatorId, roles: Operator['roles']): Promise<void>;
  /** @throws ParleyError `not_found` */
  setPassword(id: OperatorId, passwordHash: string): Promise<void>;
  /** Changes what is given and leaves the rest. @throws ParleyError `not_found` */
  change(id: OperatorId, change: { readonly name?: string; readonly notices?: OperatorNotices }): Promise<void>;
}

export interface SessionStore {
  add(session: Session): Promise<void>;
  /** The session with its operator, unless it is expired at `now`. */
  get(tokenHash: string, now: number): Promise<{ session: Session; operator: Operator } | null>;
  end(tokenHash: string): Promise<void>;
  /** Ends all sessions of an operator but the one to be kept; returns their hashes. */
  endAll(operatorId: OperatorId, kept?: string): Promise<readonly string[]>;
  /** The sessions of an operator that are not expired at `now`, the last one made first. */
  of(operatorId: OperatorId, now: number): Promise<readonly Session[]>;
  /** Notes that a session was in use; nothing when there is none. */
  seen(tokenHash: string, at: number): Promise<void>;
}

/** A link that makes somebody an operator of a site; the link itself is not stored. */
export interface Invitation {
  readonly id: string;
  readonly siteId: SiteId;
  readonly role: Exclude<Role, 'owner'>;
  /** The operator who made it. */
  readonly by: OperatorId;
  readonly createdAt: number;
  readonly expiresAt: number;
}

export interface InvitationStore {
  add(invitation: Invitation): Promise<void>;
  /** Those of a site that are not expired at `now`, the last one made first. */
  ofSite(siteId: SiteId, now: number): Promise<readonly Invitation[]>;
  /** @returns false when the site has no such one */
  end(siteId: SiteId, id: string): Promise<boolean>;
}

export type SitePatch = Partial<Pick<Site, 'name' | 'allowedOrigins' | 'identitySecrets'>> & {
  readonly settings?: Partial<SiteSettings>;
  readonly desk?: Partial<DeskSettings>;
};

/** An origin whose pages asked for a site's widget. */
export interface OriginNote {
  readonly origin: string;
  /** Whether its last request was refused. */
  readonly refused: boolean;
  readonly firstAt: number;
  readonly lastAt: number;
}

export interface SiteStore {
  /** @throws ParleyError `conflict` when the id exists */
  addAccount(account: Account): Promise<void>;
  /** @throws ParleyError `conflict` when the id exists */
  add(site: Omit<Site, 'desk'>): Promise<void>;
  get(id: SiteId): Promise<Site | null>;
  /** All sites, oldest first. */
  list(): Promise<readonly Site[]>;
  /** Changes what is given and leaves the rest. @throws ParleyError `not_found` */
  update(id: SiteId, patch: SitePatch): Promise<void>;
  /**
   * Changes what the desk is at the moment of the write, so that of two who change it at once none is lost. `change` is pure, since
   * it may be asked again; when it throws, nothing is changed.
   * @returns the desk as it is then
   * @throws ParleyError `not_found`; what `change` throws
   */
  changeDesk(id: SiteId, change: (desk: DeskSettings) => Partial<DeskSettings>): Promise<DeskSettings>;
  /** Notes that a page asked for the widget. At most MAX_ORIGINS a site: the ones that asked longest ago are forgotten. */
  noteOrigin(id: SiteId, note: { readonly origin: string; readonly refused: boolean; readonly at: number }): Promise<void>;
  /** The origins noted, the one that asked last first. */
  origins(id: SiteId): Promise<readonly OriginNote[]>;
}

export const MAX_ORIGINS = 50;

/** Progress of one effect worker in one conversation towards one target (a Slack channel, an address, a hook). */
export interface EffectRow extends ConversationKey {
  readonly worker: string;
  readonly target: string;
  readonly wantedSeq: number;
  readonly doneSeq: number;
  readonly dueAt: number;
  readonly attempt: number;
  readonly lease: { readonly owner: string; readonly until: number; readonly token: string } | null;
  /** Set just before the outside is touched: found under an expired lease it means `maybe done`. */
  readonly inFlight: { readonly toSeq: number; readonly key: string } | null;
  readonly lastError: string | null;
  /** The first step that failed for good since the last `redo`. */
  readonly failedSeq: number | null;
  /** Steps up to here may have been done before a `redo`: they are looked up first. */
  readonly lookupTo: number;
  /** The last step that touched the outside and went well; 0 when none did. What is done without it was not needed. */
  readonly actedSeq: number;
  /** The provider's id of the thing that goes on, e.g. the Slack thread. */
  readonly providerId: string | null;
}

export interface EffectWant extends ConversationKey {
  readonly worker: string;
  readonly target: string;
  readonly wantedSeq: number;
  readonly dueAt: number;
}

export type EffectPatch = Partial<
  Pick<EffectRow, 'doneSeq' | 'dueAt' | 'attempt' | 'inFlight' | 'lastError' | 'failedSeq' | 'actedSeq' | 'providerId'>
> & {
  readonly release?: boolean;
};

export interface EffectStore {
  /**
   * Raises wantedSeq ($max); creates the row. An idle row takes dueAt, one with work outstanding the earlier of both, one whose
   * last attempt failed keeps its own. One bulk write.
   */
  want(wants: readonly EffectWant[]): Promise<void>;
  /** Leases rows that are due, wanted > done and not leased by another (or whose lease has expired), by compare-and-set. */
  lease(request: { worker: string; owner: string; now: number; ttlMs: number; limit: number }): Promise<readonly EffectRow[]>;
  /** Writes while the token still holds the lease and extends it; false when it was lost, and nothing was written. */
  update(row: EffectRow, patch: EffectPatch, until: number): Promise<boolean>;
  /**
   * Makes a row due now, from the step on that failed for good; what was done behind it is looked up, not repeated.
   * @returns false when there is no such row, or somebody works on it just now
   */
  redo(row: Pick<EffectRow, 'siteId' | 'conversationId' | 'worker' | 'target'>, now: number): Promise<boolean>;
  /** When the next row of this worker is due, or its lease expires; null when nothing is waiting. */
  nextDueAt(worker: string): Promise<number | null>;
  /** All rows of a conversation: part of the delivery status. */
  of(key: ConversationKey): Promise<readonly EffectRow[]>;
  /** How many rows have wanted > done. */
  backlog(worker: string): Promise<number>;
}

export interface MetaStore {
  /** Returns the value kept under this name; when there is none, keeps `value` first. Atomic: all callers get the same. */
  ensure(name: string, value: string): Promise<string>;
  /** What `ensure` keeps under this name; null when there is nothing. */
  get(name: string): Promise<string | null>;
  /** Epoch of the whole store; restoring a backup raises it. */
  epoch(): Promise<number>;
  /** Resolves when the store answers. */
  ping(): Promise<void>;
}

/** What `append` did. `rows` is null when something existed already: then no row was touched. */
export interface Appended {
  readonly inserted: number;
  readonly rows: readonly ConversationRow[] | null;
}

/** How an entry that is stored already reads from now on. */
export interface Amendment extends ConversationKey {
  readonly seq: number;
  /** The entry that says so. */
  readonly by: number;
  /** `erased` takes back the entry, and what edits of it said. */
  readonly body: EntryBody;
  /** Of the row, when the entry was the last message. */
  readonly excerpt: string;
}

export interface Store {
  /**
   * `log.insert` and, when it inserted all of them, `conversations.project`; in one commit where the store can. A crash
   * between the two leaves entries whose projection is still to be applied.
   */
  append(entries: readonly NewEntry[], projections: readonly Projection[]): Promise<Appended>;
  /**
   * Erases what the entries before `before` say, for good: their bodies become `erased`, their hashes and names of authors go,
   * their places and ids stay. Work for them that is in hand loses its lease, so that it stops at its next step, and what it
   * said of its failures goes. May be repeated at any time. The row of the conversation is cleared by its projection.
   */
  erase(key: ConversationKey, before: number): Promise<void>;
  /**
   * Changes what an entry says and raises the epoch of its conversation, so that every client reads it anew. May be repeated: it
   * is done once, and no more behind a later edit or when the entry was erased. The identity stays, and the hash unless it is taken back.
   * @returns the epoch and the row as they are now; null when there is no such row
   */
  amend(amendment: Amendment): Promise<{ readonly epoch: Epoch; readonly row: ConversationRow } | null>;
  readonly log: LogStore;
  readonly conversations: ConversationStore;
  readonly people: PeopleStore;
  readonly sessions: SessionStore;
  readonly invitations: InvitationStore;
  readonly sites: SiteStore;
  readonly effects: EffectStore;
  readonly meta: MetaStore;
  readonly search: SearchStore;
  readonly hooks: HookStore;
  /** May be called twice. */
  close(): Promise<void>;
}
