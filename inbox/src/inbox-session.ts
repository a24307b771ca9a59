import type { ConversationRow, SiteId } from '@parley/shared-types/model.ts';
import type {
  ChangeCursor,
  Changes,
  EntriesPush,
  FailedPush,
  Hello,
  InConversation,
  OperatorSend,
  RegistersPush,
  WithinPush,
} from '@parley/shared-types/socket.ts';
import { type Conversation, createConversation } from '@parley/widget/core/conversation.ts';
import { createTypingSign } from '@parley/widget/core/opening.ts';
import { createOutbox } from '@parley/widget/core/outbox.ts';
import type { KeyValue } from '@parley/widget/core/storage.ts';
import { systemTimers, type Timers } from '@parley/widget/core/time.ts';
import type { Reply, Transport } from '@parley/widget/core/transport.ts';
import { mergeRows, sortRows, stepBack } from './rows.ts';

export type Body = OperatorSend['body'];
export interface OpenConversation {
  readonly place: InConversation;
  readonly conversation: Conversation<Body>;
}

const POLL_MS = 20_000;

interface InboxDeps {
  readonly transport: Transport;
  readonly storage: KeyValue;
  readonly timers?: Timers;
  readonly onUnauthorized: () => void;
}

/** The list of all sites' conversations: live, and asked for again with an overlap after each connect and every 20 s. */
function createList(transport: Transport, timers: Timers, onChange: () => void) {
  let rows: ReadonlyMap<string, ConversationRow> = new Map();
  const cursors = new Map<SiteId, ChangeCursor>();
  let undo = () => {};
  const merge = (more: readonly ConversationRow[]) => {
    rows = mergeRows(rows, more);
    onChange();
  };
  const refresh = async (siteId: SiteId) => {
    const cursor = cursors.get(siteId);
    const reply = (await transport.request('changes', { siteId, cursor: cursor ? stepBack(cursor) : null })) as Reply & Partial<Changes>;
    if (!reply.ok || !reply.rows || !reply.cursor) return;
    cursors.set(siteId, reply.cursor.changedAt > (cursor?.changedAt ?? 0) ? reply.cursor : (cursor ?? reply.cursor));
    merge(reply.rows);
  };
  const follow = (sites: readonly SiteId[]) => {
    undo();
    undo = timers.after(POLL_MS, () => follow(sites));
    for (const siteId of sites) void refresh(siteId);
  };
  return { rows: () => sortRows(rows), merge, follow, close: () => undo() };
}

/** An operator's side: who they are, the list, and the conversation that is open. */
export function createInboxSession({ transport, storage, timers = systemTimers(), onUnauthorized }: InboxDeps) {
  const subscribers = new Set<() => void>();
  let me: Hello | null = null;
  let open: OpenConversation | null = null;
  const onChange = () => {
    for (const call of subscribers) call();
  };
  const list = createList(transport, timers, onChange);
  const sign = createTypingSign(timers, onChange);
  const hello = async () => {
    const reply = (await transport.request('hello', {})) as Reply & Hello;
    if (!reply.ok) return;
    me = reply;
    list.follow(reply.sites.map(({ siteId }) => siteId));
    open?.conversation.connected();
    onChange();
  };
  const isOpen = ({ conversationId }: { conversationId: string }) => conversationId === open?.place.conversationId;
  const on = <Push>(event: string, call: (push: Push) => void) => transport.on(event, call as (push: never) => void);
  on<EntriesPush & { row: ConversationRow }>('entries', (push) => {
    if (isOpen(push)) open?.conversation.onEntries(push);
    list.merge([push.row]);
  });
  on<FailedPush>('failed', (push) => isOpen(push) && open?.conversation.onFailed(push));
  on<RegistersPush>('registers', (push) => isOpen(push) && open?.conversation.onRegisters(push));
  on<WithinPush>('resync', (push) => open?.conversation.onResync(push));
  on<InConversation & { on: boolean; side: string }>(
    'typing',
    (push) => isOpen(push) && push.side === 'visitor' && sign.set(push.on ? 'The visitor' : null),
  );
  transport.onLink((link, refusal) => {
    if (refusal?.code === 'unauthorized') onUnauthorized();
    if (link === 'online') void hello();
    onChange();
  });
  return {
    state: () => ({ link: transport.link(), me, rows: list.rows(), open, typing: sign.name() }),
    open({ siteId, conversationId }: InConversation) {
      // Only the ids: the server refuses fields that it does not know.
      const place = { siteId, conversationId };
      open?.conversation.close();
      open = { place, conversation: openConversation({ transport, storage, timers, onChange, place }) };
      sign.set(null);
      if (transport.link() === 'online') open.conversation.connected();
    },
    seen(seq: number) {
      if (open) transport.notify('seen', { ...open.place, delivered: seq, read: seq });
    },
    typing(isTyping: boolean) {
      if (open) transport.notify('typing', { ...open.place, on: isTyping });
    },
    wake: () => open?.conversation.wake(),
    subscribe(call: () => void) {
      subscribers.add(call);
      return () => void subscribers.delete(call);
    },
    close() {
      list.close();
      sign.close();
      open?.conversation.close();
      transport.close();
    },
  };
}
export type InboxSession = ReturnType<typeof createInboxSession>;

interface OpenDeps extends Pick<InboxDeps, 'transport' | 'storage'> {
  readonly timers: Timers;
  readonly onChange: () => void;
  readonly place: InConversation;
}

function openConversation({ transport, storage, timers, onChange, place }: OpenDeps): Conversation<Body> {
  const { siteId, conversationId } = place;
  // Of several positions asked together only ours is wanted.
  const check = async (): Promise<Reply> => {
    const reply = await transport.request('check', { items: [{ siteId, conversationId }] });
    return reply.ok ? { ok: true, ...(reply.items as object[])[0] } : reply;
  };
  return createConversation<Body>({
    wire: {
      send: (clientMsgId, body) => transport.request('send', { siteId, conversationId, clientMsgId, body }),
      sync: (request) => transport.request('sync', { siteId, conversationId, ...request }),
      check,
      isOnline: () => transport.link() === 'online',
    },
    outbox: createOutbox<Body>(storage, `parley:inbox:${siteId}:${conversationId}:`),
    timers,
    onChange,
  });
}
