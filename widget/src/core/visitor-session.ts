import type { EntryView, Profile, Registers } from '@parley/shared-types/model.ts';
import type { EntriesPush, FailedPush, Opened, RegistersPush, Seen, VisitorTell, WithinPush } from '@parley/shared-types/socket.ts';
import { type Conversation, createConversation, type Wire } from './conversation.ts';
import { createOpening, createTypingSign } from './opening.ts';
import { createOutbox, type Pending } from './outbox.ts';
import { createSiteNews, type SiteNews } from './site-news.ts';
import type { KeyValue } from './storage.ts';
import { systemTimers, type Timers } from './time.ts';
import type { Link, Reply, Transport } from './transport.ts';

/** An event of the page, a rating, or the wish that all be erased. */
export type Told = VisitorTell['body'];
/** What a visitor has to tell: a text, something about themselves, or something else. */
export type VisitorBody = string | Profile | Told;

export interface VisitorState extends SiteNews {
  readonly link: Link;
  /** The log was read once: what is not in `entries` is not there. */
  readonly isLoaded: boolean;
  readonly visitorId: string | null;
  readonly conversationId: string | null;
  readonly entries: readonly EntryView[];
  readonly pending: readonly Pending<VisitorBody>[];
  readonly registers: Registers;
  /** Name of the operator who is writing. */
  readonly typing: string | null;
}

export interface VisitorSession {
  state(): VisitorState;
  send(text: string): string;
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
  wake(): void;
  /** The grant in storage is another one, or gone: forgets what is shown and opens with what is there now. */
  rebind(): void;
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
function listen(on: Listen, current: () => Conversation<VisitorBody>, isMine: (push: { conversationId: string }) => boolean): void {
  on<EntriesPush>('entries', (push) => isMine(push) && current().onEntries(push));
  on<FailedPush>('failed', (push) => isMine(push) && current().onFailed(push));
  on<RegistersPush>('registers', (push) => isMine(push) && current().onRegisters(push));
  on<WithinPush>('resync', (push) => current().onResync(push));
}

/** How a visitor's conversation asks the gateway: every event carries the grant. */
function visitorWire(transport: Transport, grant: () => string | null, reopen: () => void): Wire<VisitorBody> {
  const ask = async (event: string, body: object): Promise<Reply> => {
    const reply = await transport.request(event, { ...body, grant: grant() });
    if (!reply.ok && reply.code === 'grant_invalid') reopen();
    return reply;
  };
  return {
    send(clientMsgId, body) {
      if (typeof body === 'string') return ask('send', { clientMsgId, text: body });
      return 'kind' in body ? ask('tell', { clientMsgId, body }) : ask('identify', { clientMsgId, ...body });
    },
    sync: (request) => ask('sync', request),
    history: (request) => ask('history', request),
    check: () => ask('check', {}),
    isOnline: () => grant() !== null && transport.link() === 'online',
  };
}

function runAll(steps: Iterable<() => void>): void {
  for (const step of steps) step();
}

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
    ...{ send: say, identify: say, tell: say },
    retry: (clientMsgId: string) => current().retry(clientMsgId),
    discard: (clientMsgId: string) => current().discard(clientMsgId),
    earlier: () => current().earlier(),
    wake: () => current().wake(),
  };
}

/** A visitor's side of their one conversation: the grant, and what is sent and seen under it. */
export function createVisitorSession(deps: VisitorDeps): VisitorSession {
  const { transport, storage, siteId, prefix = `parley:${siteId}:`, timers = systemTimers() } = deps;
  const subscribers = new Set<() => void>();
  const undo: (() => void)[] = [];
  let opened: Opened | null = null;
  const onChange = () => {
    receipts.tell();
    runAll(subscribers);
  };
  const grant = () => opened?.grant ?? null;
  const wire = visitorWire(transport, grant, () => void opening.open());
  const outbox = createOutbox<VisitorBody>(storage, `${prefix}out:`);
  const { get: current, renew } = createCurrent(() => createConversation<VisitorBody>({ wire, outbox, timers, onChange }));
  const forget = () => {
    opened = null;
    renew();
    receipts.again(true);
  };
  const onOpened = (answer: Opened) => {
    if (opened !== null && opened.conversationId !== answer.conversationId) forget();
    opened = answer;
    receipts.again(false);
    current().connected();
    news.present(answer);
  };
  const notify = (event: string, body: object): boolean => {
    if (!opened || transport.link() !== 'online') return false;
    transport.notify(event, { ...body, grant: opened.grant });
    return true;
  };
  const receipts = createReceipts({
    delivered: () => current().state().entries.at(-1)?.seq ?? 0,
    tell: (seen) => notify('seen', seen),
  });
  const opening = createOpening({ transport, storage, grantKey: `${prefix}grant`, timers, onOpened });
  const sign = createTypingSign(timers, onChange);
  const isMine = (push: { conversationId: string }) => push.conversationId === opened?.conversationId;
  const on: Listen = (event, call) => undo.push(transport.on(event, call as (push: never) => void));
  const news = createSiteNews(on, onChange);
  listen(on, current, isMine);
  on<TypingPush>('typing', (push) => isMine(push) && sign.set(push.on ? (push.name ?? '') : null));
  const onLink = (link: Link) => {
    if (link === 'online') void opening.open();
    onChange();
  };
  undo.push(transport.onLink(onLink), opening.close, sign.close, () => current().close(), transport.close);
  onLink(transport.link());

  const where = () => ({ link: transport.link(), visitorId: opened?.visitorId ?? null, conversationId: opened?.conversationId ?? null });
  return {
    state: () => ({ ...where(), ...current().state(), ...news.state(), typing: sign.name() }),
    ...createDeeds(current),
    seen: (seq) => receipts.read(seq),
    typing: (on, text) => void notify('typing', text === undefined ? { on } : { on, text }),
    rebind() {
      forget();
      void opening.open();
      sign.set(null);
    },
    subscribe(call) {
      subscribers.add(call);
      return () => void subscribers.delete(call);
    },
    close: () => runAll(undo),
  };
}
