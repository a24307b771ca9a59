import type { EntryView, Registers } from '@parley/shared-types/model.ts';
import type { EntriesPush, FailedPush, HistoryRequest, RegistersPush, SyncRequest, WithinPush } from '@parley/shared-types/socket.ts';
import { createFollower } from './follower.ts';
import type { Outbox, Pending } from './outbox.ts';
import { createSender } from './sender.ts';
import { newId, type Timers } from './time.ts';
import type { Reply } from './transport.ts';

/** How a conversation asks its gateway; the visitor adds its grant, the operator the ids. */
export interface Wire<Body> {
  send(clientMsgId: string, body: Body): Promise<Reply>;
  sync(request: SyncRequest): Promise<Reply>;
  history(request: HistoryRequest): Promise<Reply>;
  check(): Promise<Reply>;
  isOnline(): boolean;
}

export interface ConversationState<Body> {
  /** The log was read once. */
  readonly isLoaded: boolean;
  /** Without a hole; there are earlier ones while the first is not seq 1. */
  readonly entries: readonly EntryView[];
  readonly pending: readonly Pending<Body>[];
  readonly registers: Registers;
}

export interface Conversation<Body> {
  state(): ConversationState<Body>;
  /** Puts a message into the outbox and starts sending; returns its id. */
  send(body: Body): string;
  /** Tries a failed message again, under the same id. */
  retry(clientMsgId: string): void;
  discard(clientMsgId: string): void;
  /** Puts the page before in front of what is there; false when there is none, or it did not come. */
  earlier(): Promise<boolean>;
  /** The connection stands again: sync, then send what waits. */
  connected(): void;
  /** The page is visible or online again: check the position now (SPEC W4). */
  wake(): void;
  onEntries(push: EntriesPush): void;
  onFailed(push: FailedPush): void;
  onRegisters(push: RegistersPush): void;
  onResync(push: WithinPush): void;
  close(): void;
}

interface ConversationDeps<Body> {
  readonly wire: Wire<Body>;
  readonly outbox: Outbox<Body>;
  readonly timers: Timers;
  readonly onChange: () => void;
}

/** One conversation of a client: its log without a hole, and its messages until each is stored once (SPEC W1-W5, W7, W8). */
export function createConversation<Body>({ wire, outbox, timers, onChange }: ConversationDeps<Body>): Conversation<Body> {
  /** Takes out of the outbox what stands in a log; what still waits. */
  const settle = (entries: readonly EntryView[]) =>
    outbox.all().filter(({ clientMsgId }) => {
      const isStored = entries.some((entry) => entry.clientMsgId === clientMsgId);
      if (isStored) sender.stored(clientMsgId);
      return !isStored;
    });
  const settleSent = () => {
    settle(follower.entries());
    onChange();
  };
  const follower = createFollower({ wire, timers, onChange: settleSent });
  const sender = createSender<Body>({ wire, outbox, timers, onChange, sync: follower.sync });
  return {
    state() {
      // Tabs share the outbox without a lock: one may put back, as accepted, what another has just seen stored.
      const entries = follower.entries();
      return { isLoaded: follower.isLoaded(), entries, pending: settle(entries), registers: follower.registers() };
    },
    send(body) {
      const clientMsgId = newId();
      const last = outbox.all().at(-1)?.createdAt ?? 0;
      // Strictly later than the one before, so that the order of writing survives a clock that stands still.
      outbox.put({ clientMsgId, body, createdAt: Math.max(timers.now(), last + 1), state: 'waiting' });
      onChange();
      sender.go();
      return clientMsgId;
    },
    retry: (clientMsgId) => sender.retry(clientMsgId),
    discard(clientMsgId) {
      outbox.remove(clientMsgId);
      onChange();
    },
    earlier: follower.earlier,
    connected: () => void follower.sync().then(() => sender.now()),
    wake: () => void follower.check(),
    onEntries({ epoch, entries }) {
      // Also one that lies before what is shown: a message that was sent again is told again.
      settle(entries);
      follower.live(epoch, entries);
    },
    onFailed: ({ clientMsgId, refusal }) => sender.refused(clientMsgId, refusal),
    onRegisters: (push) => follower.raise(push.registers),
    onResync: ({ withinMs }) => follower.syncWithin(withinMs),
    close() {
      sender.close();
      follower.close();
    },
  };
}
