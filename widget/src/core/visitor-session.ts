import type { ErrorCode } from '@parley/shared-types/errors.ts';
import type { EntryView, FileRef, Profile, Registers } from '@parley/shared-types/model.ts';
import type { EntriesPush, FailedPush, Opened, RegistersPush, Seen, Visit, VisitorTell, WithinPush } from '@parley/shared-types/socket.ts';
import { createComings } from './comings.ts';
import { type Conversation, createConversation, type Wire } from './conversation.ts';
import { createOpening, createTypingSign } from './opening.ts';
import type { Pending } from './outbox.ts';
import { createSiteNews, type SiteNews } from './site-news.ts';
import type { KeyValue } from './storage.ts';
import { systemTimers, type Timers } from './time.ts';
import { type Link, RETRY, type Reply, type Transport } from './transport.ts';
import { HAS_USERS } from './users.ts';
import { createWhose } from './whose.ts';

/** A file that was uploaded, and the token that says so. */
export type SentFile = FileRef & { readonly token: string };
/** A message with files; its text may be ''. */
export interface Attached {
  readonly kind: 'message';
  readonly text: string;
  readonly files: readonly SentFile[];
}
/** An event of the page, a rating, or the wish that all be erased. */
export type Told = VisitorTell['body'];
/** What a visitor has to tell: a text, with files or without, something about themselves, or something else. */
export type VisitorBody = string | Attached | Profile | Told;

/** What of a body is shown as a message; null when it is none. */
export function messageIn(body: VisitorBody): { readonly text: string; readonly files?: readonly FileRef[] } | null {
  if (typeof body === 'string') return { text: body };
  return 'files' in body ? body : null;
}

export interface VisitorState extends SiteNews {
  readonly link: Link;
  /** The log was read once: what is not in `entries` is not there. */
  readonly isLoaded: boolean;
  readonly visitorId: string | null;
  readonly conversationId: string | null;
  /** '' of an anonymous visitor; else before the names of what is kept of this user in the browser. */
  readonly owner: string;
  /** What a token given in this page says about the user. */
  readonly verified: Opened['verified'];
  /** Why it waits for a token: `identity_required` for as long as it takes. */
  readonly held: ErrorCode | null;
  readonly entries: readonly EntryView[];
  readonly pending: readonly Pending<VisitorBody>[];
  readonly registers: Registers;
  /** Name of the operator who is writing. */
  readonly typing: string | null;
}

export interface VisitorSession {
  state(): VisitorState;
  send(text: string, files?: readonly SentFile[]): string;
  /** Says something about the visitor, under the rules of a message: kept, sent again, stored once. */
  identify(profile: Profile): string;
  /** Tells something else under the same rules; where nobody wrote yet it is refused with `not_found`. */
  tell(body: Told): string;
  retry(clientMsgId: string): void;
  discard(clientMsgId: string): void;
  /** Puts the page before in front of the entries; false when there is none, or it did not come. */
  earlier(): Promise<boolean>;
  /** Says how far the visitor has read. */
  seen(seq: number): void;
  /** @param text what is being typed, where the site lets operators see it */
  typing(on: boolean, text?: string): void;
  /** Hears what the server pushes besides. @returns its undo */
  on: Transport['on'];
  /** Tells operators which page is looked at; kept by nobody, and lost while there is no connection. */
  visit(visit: Visit): void;
  wake(): void;
  /** Goes on as the user of a token. @returns whether another user was here */
  login(token: string): boolean;
  /** Forgets whoever is here, in this browser, and begins as somebody new. */
  logout(): void;
  /** Signed permission for the conversation; null until it is there. */
  grant(): string | null;
  /** Asks for a key to the files of the conversation. */
  fileKey(): Promise<Reply>;
  /** The grant in storage is another one, or gone: forgets what is shown and opens with what is there now. */
  rebind(): void;
  /** The grant in storage is a newer one of the same conversation. */
  renewed(): void;
  subscribe(call: () => void): () => void;
  close(): void;
}

interface VisitorDeps {
  readonly transport: Transport;
  readonly storage: KeyValue;
  readonly siteId: string;
  /** Of the keys in storage; another one keeps another conversation of the same site and browser apart. */
  readonly prefix?: string;
  readonly timers?: Timers;
  /** Somebody else is here now: what was shown is not theirs. */
  readonly onAnother?: (() => void) | undefined;
  /** A token was refused or has ended, or there has to be one. */
  readonly onRefused?: ((code: ErrorCode) => void) | undefined;
}

/** Tells how far the visitor has received and read, once for each step, and again on another connection. */
function createReceipts({ delivered, tell }: { delivered: () => number; tell: (seen: Seen) => boolean }) {
  let isRead = 0;
  let told: Seen = { delivered: 0, read: 0 };
  const tellNow = () => {
    const seen = { delivered: Math.max(delivered(), isRead), read: isRead };
    if (seen.delivered > told.delivered || seen.read > told.read) told = tell(seen) ? seen : told;
  };
  return {
    tell: tellNow,
    again(isAnother: boolean) {
      told = { delivered: 0, read: 0 };
      if (isAnother) isRead = 0;
    },
    read(seq: number) {
      isRead = Math.max(isRead, seq);
      tellNow();
    },
  };
}

type TypingPush = { readonly conversationId: string; readonly on: boolean; readonly name?: string };
type Listen = <Push>(event: string, call: (push: Push) => void) => void;

/** Passes what the server pushes to the conversation it is about. */
function listen(
  on: Listen,
  current: () => Conversation<VisitorBody>,
  isMine: (push: { conversationId: string }) => boolean,
  sign: ReturnType<typeof createTypingSign>,
): void {
  on<EntriesPush>('entries', (push) => isMine(push) && current().onEntries(push));
  on<FailedPush>('failed', (push) => isMine(push) && current().onFailed(push));
  on<RegistersPush>('registers', (push) => isMine(push) && current().onRegisters(push));
  on<WithinPush>('resync', (push) => current().onResync(push));
  on<TypingPush>('typing', (push) => isMine(push) && sign.set(push.on ? (push.name ?? '') : null));
}

interface WireDeps {
  readonly transport: Transport;
  /** Null while it is not known who is here. */
  readonly grant: () => string | null;
  readonly reopen: () => void;
  /** Says name and address of a user in place of what they, or the page, say. It is in no outbox. */
  readonly token: () => string | null;
}

/** How a visitor's conversation asks the gateway: every event carries the grant. */
function visitorWire({ transport, grant, reopen, token }: WireDeps) {
  const ask = async (event: string, body: object): Promise<Reply> => {
    const current = grant();
    if (current === null) return RETRY;
    const reply = await transport.request(event, { ...body, grant: current });
    if (!reply.ok && reply.code === 'grant_invalid') reopen();
    return reply;
  };
  const signed = () => HAS_USERS && token() !== null && { token: token() };
  const wire: Wire<VisitorBody> = {
    send(clientMsgId, body) {
      if (typeof body === 'string') return ask('send', { clientMsgId, text: body });
      if (!('kind' in body)) return ask('identify', { clientMsgId, ...body, ...signed() });
      if (body.kind !== 'message') return ask('tell', { clientMsgId, body });
      return ask('send', { clientMsgId, text: body.text, files: body.files.map((file) => file.token) });
    },
    sync: (request) => ask('sync', request),
    history: (request) => ask('history', request),
    check: () => ask('check', {}),
    isOnline: () => grant() !== null && transport.link() === 'online',
  };
  return { wire, grant, fileKey: () => ask('fileKey', {}) };
}

function runAll(steps: Iterable<() => void>): void {
  for (const step of steps) step();
}

function createSubscribers() {
  const calls = new Set<() => void>();
  const subscribe = (call: () => void) => {
    calls.add(call);
    return () => void calls.delete(call);
  };
  return { tellAll: () => runAll(calls), subscribe };
}

/** Tells what nobody waits for. @returns whether it went out */
function createNotify(transport: Transport, grant: () => string | null) {
  return (event: string, body: object): boolean => {
    const current = grant();
    if (current === null || transport.link() !== 'online') return false;
    transport.notify(event, { ...body, grant: current });
    return true;
  };
}

const namesOf = (opened: Opened | null) => ({
  visitorId: opened?.visitorId ?? null,
  conversationId: opened?.conversationId ?? null,
  verified: opened?.verified,
});

/** The conversation of the moment, which may give way to another one. */
function createCurrent<Of extends { close(): void }>(make: () => Of) {
  let one = make();
  return {
    get: () => one,
    renew() {
      one.close();
      one = make();
    },
  };
}

/** What a visitor does in the conversation of the moment. */
function createDeeds(current: () => Conversation<VisitorBody>) {
  const say = (body: VisitorBody) => current().send(body);
  return {
    send: (text: string, files: readonly SentFile[] = []) => say(files.length > 0 ? { kind: 'message', text, files } : text),
    identify: say,
    tell: say,
    retry: (clientMsgId: string) => current().retry(clientMsgId),
    discard: (clientMsgId: string) => current().discard(clientMsgId),
    earlier: () => current().earlier(),
    wake: () => current().wake(),
  };
}

/** A visitor's side of their one conversation: the grant, and what is sent and seen under it. */
export function createVisitorSession(deps: VisitorDeps): VisitorSession {
  const { transport, storage, siteId, prefix = `parley:${siteId}:`, timers = systemTimers() } = deps;
  const { tellAll, subscribe } = createSubscribers();
  const undo: (() => void)[] = [];
  let opened: Opened | null = null;
  const onChange = () => {
    receipts.tell();
    tellAll();
  };
  const whose = createWhose({ storage, prefix, timers });
  const grant = () => (whose.isPending() || opening.held() ? null : (opened?.grant ?? null));
  const { wire, ...access } = visitorWire({ transport, grant, reopen: () => void opening.open(), token: () => opening.token() });
  const { get: current, renew } = createCurrent(() => createConversation({ wire, outbox: whose.outbox(), timers, onChange }));
  const empty = () => {
    opened = null;
    renew();
    receipts.again(true);
    sign.set(null);
    deps.onAnother?.();
  };
  const onOpened = (answer: Opened) => {
    const isAnother = whose.become(answer.visitorId);
    if (isAnother || (opened !== null && opened.conversationId !== answer.conversationId)) empty();
    // Renewed without a token it is still what a token has said.
    opened = { ...(opened?.verified && { verified: opened.verified }), ...answer };
    receipts.again(false);
    current().connected();
    news.present(answer);
  };
  const notify = createNotify(transport, grant);
  const receipts = createReceipts({
    delivered: () => current().state().entries.at(-1)?.seq ?? 0,
    tell: (seen) => notify('seen', seen),
  });
  const refused = (code: ErrorCode) => {
    deps.onRefused?.(code);
    onChange();
  };
  const opening = createOpening({
    ...{ transport, storage, grantKey: `${prefix}grant`, timers, onOpened },
    isOpen: () => opened !== null,
    onGone: () => comings.gone(),
    onRefused: refused,
  });
  const comings = createComings({ transport, whose, opening, empty, refused });
  const sign = createTypingSign(timers, onChange);
  const isMine = (push: { conversationId: string }) => push.conversationId === opened?.conversationId;
  const on: Listen = (event, call) => undo.push(transport.on(event, call as (push: never) => void));
  const news = createSiteNews(on, onChange);
  listen(on, current, isMine, sign);
  const onLink = (link: Link) => {
    if (link === 'online') void opening.open();
    onChange();
  };
  undo.push(transport.onLink(onLink), opening.close, sign.close, () => current().close(), transport.close);
  onLink(transport.link());

  const who = () => ({ ...namesOf(opened), owner: whose.owner(), held: opening.held() });
  return {
    state: () => ({ link: transport.link(), ...who(), ...current().state(), ...news.state(), typing: sign.name() }),
    ...createDeeds(current),
    ...access,
    seen: (seq) => receipts.read(seq),
    on: transport.on,
    visit: (visit) => void notify('visit', visit),
    typing: (on, text) => void notify('typing', text === undefined ? { on } : { on, text }),
    ...comings.ways,
    subscribe,
    close: () => runAll(undo),
  };
}
