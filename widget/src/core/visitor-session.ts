import type { EntryView, Registers } from '@parley/shared-types/model.ts';
import type { EntriesPush, FailedPush, Opened, RegistersPush, WithinPush } from '@parley/shared-types/socket.ts';
import { type Conversation, createConversation, type Wire } from './conversation.ts';
import { createOpening, createTypingSign } from './opening.ts';
import { createOutbox, type Pending } from './outbox.ts';
import type { KeyValue } from './storage.ts';
import { systemTimers, type Timers } from './time.ts';
import type { Link, Reply, Transport } from './transport.ts';

export interface VisitorState {
  readonly link: Link;
  readonly visitorId: string | null;
  readonly conversationId: string | null;
  readonly entries: readonly EntryView[];
  readonly pending: readonly Pending<string>[];
  readonly registers: Registers;
  readonly operatorsOnline: boolean;
  /** Name of the operator who is writing. */
  readonly typing: string | null;
}

export interface VisitorSession {
  state(): VisitorState;
  send(text: string): string;
  retry(clientMsgId: string): void;
  discard(clientMsgId: string): void;
  /** Says how far the visitor has read. */
  seen(seq: number): void;
  typing(on: boolean): void;
  wake(): void;
  subscribe(call: () => void): () => void;
  close(): void;
}

interface VisitorDeps {
  readonly transport: Transport;
  readonly storage: KeyValue;
  readonly siteId: string;
  readonly timers?: Timers;
}

type Listen = <Push>(event: string, call: (push: Push) => void) => void;

/** Passes what the server pushes to the conversation it is about. */
function listen(on: Listen, current: () => Conversation<string>, isMine: (push: { conversationId: string }) => boolean): void {
  on<EntriesPush>('entries', (push) => isMine(push) && current().onEntries(push));
  on<FailedPush>('failed', (push) => isMine(push) && current().onFailed(push));
  on<RegistersPush>('registers', (push) => isMine(push) && current().onRegisters(push));
  on<WithinPush>('resync', (push) => current().onResync(push));
}

/** How a visitor's conversation asks the gateway: every event carries the grant. */
function visitorWire(transport: Transport, grant: () => string | null, reopen: () => void): Wire<string> {
  const ask = async (event: string, body: object): Promise<Reply> => {
    const reply = await transport.request(event, { ...body, grant: grant() });
    if (!reply.ok && reply.code === 'grant_invalid') reopen();
    return reply;
  };
  return {
    send: (clientMsgId, text) => ask('send', { clientMsgId, text }),
    sync: (request) => ask('sync', request),
    check: () => ask('check', {}),
    isOnline: () => grant() !== null && transport.link() === 'online',
  };
}

/** A visitor's side of their one conversation: the grant, and what is sent and seen under it. */
export function createVisitorSession({ transport, storage, siteId, timers = systemTimers() }: VisitorDeps): VisitorSession {
  const subscribers = new Set<() => void>();
  const undo: (() => void)[] = [];
  let opened: Opened | null = null;
  let operatorsOnline = false;
  let reported = 0;
  const onChange = () => {
    for (const call of subscribers) call();
  };
  const wire = visitorWire(
    transport,
    () => opened?.grant ?? null,
    () => void opening.open(),
  );
  const outbox = createOutbox<string>(storage, `parley:${siteId}:out:`);
  let conversation = createConversation<string>({ wire, outbox, timers, onChange });
  const onOpened = (answer: Opened) => {
    if (opened && opened.conversationId !== answer.conversationId) {
      conversation.close();
      conversation = createConversation<string>({ wire, outbox, timers, onChange });
    }
    opened = answer;
    operatorsOnline = answer.operatorsOnline;
    conversation.connected();
    onChange();
  };
  const opening = createOpening({ transport, storage, grantKey: `parley:${siteId}:grant`, timers, onOpened });
  const sign = createTypingSign(timers, onChange);
  const isMine = (push: { conversationId: string }) => push.conversationId === opened?.conversationId;
  const on: Listen = (event, call) => undo.push(transport.on(event, call as (push: never) => void));
  listen(on, () => conversation, isMine);
  on<{ conversationId: string; on: boolean; name?: string }>(
    'typing',
    (push) => isMine(push) && sign.set(push.on ? (push.name ?? '') : null),
  );
  on<{ operatorsOnline: boolean }>('presence', (push) => {
    operatorsOnline = push.operatorsOnline;
    onChange();
  });
  const onLink = (link: Link) => {
    if (link === 'online') void opening.open();
    onChange();
  };
  undo.push(transport.onLink(onLink), opening.close, sign.close, () => conversation.close(), transport.close);
  onLink(transport.link());

  const notify = (event: string, body: object) => opened && transport.notify(event, { ...body, grant: opened.grant });
  const where = () => ({ link: transport.link(), visitorId: opened?.visitorId ?? null, conversationId: opened?.conversationId ?? null });
  return {
    state: () => ({ ...where(), ...conversation.state(), operatorsOnline, typing: sign.name() }),
    send: (text) => conversation.send(text),
    retry: (clientMsgId) => conversation.retry(clientMsgId),
    discard: (clientMsgId) => conversation.discard(clientMsgId),
    seen(seq) {
      if (seq <= reported) return;
      reported = seq;
      notify('seen', { delivered: seq, read: seq });
    },
    typing: (isTyping) => void notify('typing', { on: isTyping }),
    wake: () => conversation.wake(),
    subscribe(call) {
      subscribers.add(call);
      return () => void subscribers.delete(call);
    },
    close() {
      for (const step of undo) step();
    },
  };
}
