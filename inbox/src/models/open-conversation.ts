import type { EntriesPush, FailedPush, InConversation, RegistersPush, WithinPush } from '@parley/shared-types/socket.ts';
import { type Conversation, type ConversationState, createConversation } from '@parley/widget/core/conversation.ts';
import { createOutbox, type Outbox } from '@parley/widget/core/outbox.ts';
import type { KeyValue } from '@parley/widget/core/storage.ts';
import type { Timers } from '@parley/widget/core/time.ts';
import type { Reply, Transport } from '@parley/widget/core/transport.ts';
import { computed, effect, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { answeredBehind, inQuestion, type Outgoing, withoutAfter } from '../lib/collision.ts';

interface OpenDeps {
  readonly transport: Transport;
  readonly storage: KeyValue;
  readonly timers: Timers;
  /** Known and connected: before that nothing may be sent in somebody's name. */
  readonly isReady: ReadonlySignal<boolean>;
  /** The page is in front of somebody: what is shown counts as read. */
  readonly isWatched: ReadonlySignal<boolean>;
  readonly myId: () => string | null;
}

type Loading = 'loading' | 'loaded' | 'missing';
/** So many pages are read again to stay where one reads, when the log has another past. */
const MAX_REFILL = 10;
const NOTHING: ConversationState<Outgoing> = {
  isLoaded: false,
  entries: [],
  pending: [],
  registers: { visitor: { delivered: 0, read: 0 }, operators: { delivered: 0, read: 0 } },
};

const ANSWERED: Reply = { ok: false, code: 'answered', message: '' };

interface WireDeps extends Pick<OpenDeps, 'transport' | 'isReady'> {
  readonly place: InConversation;
  readonly onSynced: (reply: Reply) => void;
  /** A colleague has answered behind this entry, as is known here already: nobody needs to be asked. */
  readonly isAnswered: (after: number) => boolean;
}

/** How the open conversation asks the gateway. */
function operatorWire({ transport, isReady, place, onSynced, isAnswered }: WireDeps) {
  return {
    async send(clientMsgId: string, outgoing: Outgoing): Promise<Reply> {
      const { after } = outgoing;
      if (after !== undefined && isAnswered(after)) return ANSWERED;
      const body = withoutAfter(outgoing);
      return transport.request('send', { ...place, clientMsgId, body, ...(after !== undefined && { after }) });
    },
    async sync(request: object): Promise<Reply> {
      const reply = await transport.request('sync', { ...place, ...request });
      onSynced(reply);
      return reply;
    },
    history: (request: object) => transport.request('history', { ...place, ...request }),
    // Of several positions asked together only ours is wanted.
    async check(): Promise<Reply> {
      const reply = await transport.request('check', { items: [place] });
      return reply.ok ? { ok: true, ...(reply.items as object[])[0] } : reply;
    },
    isOnline: () => isReady.peek(),
  };
}

/**
 * Shows a log as it is. One with another past begins with its newest page: what was read before that is asked for first, so that
 * nothing jumps.
 */
function createShow(log: Signal<ConversationState<Outgoing>>, isOpen: (from: Conversation<Outgoing>) => boolean) {
  let refilling: Conversation<Outgoing> | null = null;
  const firstOf = ({ entries }: ConversationState<Outgoing>) => entries[0]?.seq;
  return async (from: Conversation<Outgoing>): Promise<void> => {
    if (!isOpen(from) || refilling === from) return;
    const wanted = firstOf(log.peek()) ?? Number.POSITIVE_INFINITY;
    const isShort = () => (firstOf(from.state()) ?? 1) > wanted;
    refilling = from;
    for (let page = 0; page < MAX_REFILL && isShort(); page += 1) if (!(await from.earlier())) break;
    if (refilling === from) refilling = null;
    if (isOpen(from)) log.value = from.state();
  };
}

type IsMine = (push: { readonly conversationId: string }) => boolean;

/** What the gateway pushes, as far as it is about the open conversation. */
function createHearing(open: () => Conversation<Outgoing> | null, isMine: IsMine) {
  return {
    onEntries: (push: EntriesPush) => isMine(push) && open()?.onEntries(push),
    onFailed: (push: FailedPush) => isMine(push) && open()?.onFailed(push),
    onRegisters: (push: RegistersPush) => isMine(push) && open()?.onRegisters(push),
    onResync: (push: WithinPush) => open()?.onResync(push),
  };
}

/** The conversation that is open: its log without a hole, what waits to be sent, and what was read of it (SPEC I2). */
export function createOpenConversation({ transport, storage, timers, isReady, isWatched, myId }: OpenDeps) {
  const place = signal<InConversation | null>(null);
  const log = signal<ConversationState<Outgoing>>(NOTHING);
  const loading = signal<Loading>('loading');
  let conversation: Conversation<Outgoing> | null = null;
  let outbox: Outbox<Outgoing> | null = null;
  const isMine: IsMine = (push) => push.conversationId === place.peek()?.conversationId;
  const start = (at: InConversation): Conversation<Outgoing> => {
    const isCurrent = () => place.peek() === at;
    const isAnswered = (after: number) => answeredBehind(conversation?.state().entries ?? [], after, myId()) !== null;
    outbox = createOutbox<Outgoing>(storage, `parley:inbox:${at.siteId}:${at.conversationId}:`);
    const onSynced = (reply: Reply) => {
      if (isCurrent() && (reply.ok || reply.code === 'not_found')) loading.value = reply.ok ? 'loaded' : 'missing';
    };
    return createConversation<Outgoing>({
      wire: operatorWire({ transport, isReady, place: at, onSynced, isAnswered }),
      outbox,
      timers,
      onChange: () => void (isCurrent() && conversation && show(conversation)),
    });
  };
  const show = createShow(log, (from) => conversation === from);
  const shut = () => {
    conversation?.close();
    conversation = null;
    outbox = null;
    place.value = null;
    log.value = NOTHING;
  };
  const lastSeq = computed(() => log.value.entries.at(-1)?.seq ?? 0);
  // Said again after each connect, since what is told while disconnected is lost.
  const undoSeen = effect(() => {
    const at = place.value;
    if (at && isReady.value && isWatched.value && lastSeq.value > 0) {
      transport.notify('seen', { ...at, delivered: lastSeq.value, read: lastSeq.value });
    }
  });
  return {
    place: place as ReadonlySignal<InConversation | null>,
    log: log as ReadonlySignal<ConversationState<Outgoing>>,
    loading: loading as ReadonlySignal<Loading>,
    lastSeq,
    open({ siteId, conversationId }: InConversation) {
      if (isMine({ conversationId })) return;
      shut();
      loading.value = 'loading';
      // Only the ids: the server refuses fields that it does not know.
      const at = { siteId, conversationId };
      place.value = at;
      conversation = start(at);
      log.value = conversation.state();
      if (isReady.peek()) conversation.connected();
    },
    shut,
    send: (body: Outgoing) => conversation?.send(body) ?? null,
    /** What was refused because a colleague has answered, and waits for a word. */
    question: computed(() => inQuestion(log.value.pending)),
    /** Sends it whoever has answered, under its own id: once, however often this is asked for. */
    sendAnyway(clientMsgId: string) {
      const item = outbox?.all().find((one) => one.clientMsgId === clientMsgId);
      if (!item || inQuestion([item]) === null) return;
      outbox?.put({ ...item, body: withoutAfter(item.body) });
      conversation?.retry(clientMsgId);
    },
    retry: (clientMsgId: string) => conversation?.retry(clientMsgId),
    discard: (clientMsgId: string) => conversation?.discard(clientMsgId),
    /** The page before what is there; there is one while the first entry is not seq 1. */
    earlier: () => conversation?.earlier() ?? Promise.resolve(false),
    connected: () => conversation?.connected(),
    wake: () => conversation?.wake(),
    ...createHearing(() => conversation, isMine),
    close() {
      undoSeen();
      conversation?.close();
    },
  };
}
export type OpenConversation = ReturnType<typeof createOpenConversation>;
