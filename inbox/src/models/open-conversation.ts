import type { EntriesPush, FailedPush, InConversation, RegistersPush, WithinPush } from '@parley/shared-types/socket.ts';
import { type Conversation, type ConversationState, createConversation } from '@parley/widget/core/conversation.ts';
import { createOutbox } from '@parley/widget/core/outbox.ts';
import type { KeyValue } from '@parley/widget/core/storage.ts';
import type { Timers } from '@parley/widget/core/time.ts';
import type { Reply, Transport } from '@parley/widget/core/transport.ts';
import { computed, effect, type ReadonlySignal, signal } from '@preact/signals';
import type { Body } from '../lib/log-items.ts';

interface OpenDeps {
  readonly transport: Transport;
  readonly storage: KeyValue;
  readonly timers: Timers;
  /** Known and connected: before that nothing may be sent in somebody's name. */
  readonly isReady: ReadonlySignal<boolean>;
  /** The page is in front of somebody: what is shown counts as read. */
  readonly isWatched: ReadonlySignal<boolean>;
}

type Loading = 'loading' | 'loaded' | 'missing';
const NOTHING: ConversationState<Body> = {
  isLoaded: false,
  entries: [],
  pending: [],
  registers: { visitor: { delivered: 0, read: 0 }, operators: { delivered: 0, read: 0 } },
};

interface WireDeps extends Pick<OpenDeps, 'transport' | 'isReady'> {
  readonly place: InConversation;
  readonly onSynced: (reply: Reply) => void;
}

/** How the open conversation asks the gateway. */
function operatorWire({ transport, isReady, place, onSynced }: WireDeps) {
  return {
    send: (clientMsgId: string, body: Body) => transport.request('send', { ...place, clientMsgId, body }),
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

/** The conversation that is open: its log without a hole, what waits to be sent, and what was read of it (SPEC I2). */
export function createOpenConversation({ transport, storage, timers, isReady, isWatched }: OpenDeps) {
  const place = signal<InConversation | null>(null);
  const log = signal<ConversationState<Body>>(NOTHING);
  const loading = signal<Loading>('loading');
  let conversation: Conversation<Body> | null = null;
  const isMine = (push: { conversationId: string }) => push.conversationId === place.peek()?.conversationId;
  const start = (at: InConversation): Conversation<Body> => {
    const isCurrent = () => place.peek() === at;
    const onSynced = (reply: Reply) => {
      if (!isCurrent()) return;
      if (reply.ok) loading.value = 'loaded';
      else if (reply.code === 'not_found') loading.value = 'missing';
    };
    return createConversation<Body>({
      wire: operatorWire({ transport, isReady, place: at, onSynced }),
      outbox: createOutbox<Body>(storage, `parley:inbox:${at.siteId}:${at.conversationId}:`),
      timers,
      onChange() {
        if (isCurrent()) log.value = conversation?.state() ?? NOTHING;
      },
    });
  };
  const shut = () => {
    conversation?.close();
    conversation = null;
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
    log: log as ReadonlySignal<ConversationState<Body>>,
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
    send: (body: Body) => conversation?.send(body) ?? null,
    retry: (clientMsgId: string) => conversation?.retry(clientMsgId),
    discard: (clientMsgId: string) => conversation?.discard(clientMsgId),
    /** The page before what is there; there is one while the first entry is not seq 1. */
    earlier: () => conversation?.earlier() ?? Promise.resolve(false),
    connected: () => conversation?.connected(),
    wake: () => conversation?.wake(),
    onEntries: (push: EntriesPush) => isMine(push) && conversation?.onEntries(push),
    onFailed: (push: FailedPush) => isMine(push) && conversation?.onFailed(push),
    onRegisters: (push: RegistersPush) => isMine(push) && conversation?.onRegisters(push),
    onResync: (push: WithinPush) => conversation?.onResync(push),
    close() {
      undoSeen();
      conversation?.close();
    },
  };
}
export type OpenConversation = ReturnType<typeof createOpenConversation>;
