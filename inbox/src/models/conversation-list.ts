import type { ConversationRow, OperatorId, Registers, SiteId } from '@parley/shared-types/model.ts';
import type { ChangeCursor, Changes, InConversation } from '@parley/shared-types/socket.ts';
import type { Timers } from '@parley/widget/core/time.ts';
import type { Reply, Transport } from '@parley/widget/core/transport.ts';
import { computed, type ReadonlySignal, signal } from '@preact/signals';
import { isUnread, mergeRows, type Rows, raiseRegisters, rowKey, sortRows, stepBack } from '../lib/rows.ts';
import { FIRST_VIEW, isInView, type ListView, sumCounts } from '../lib/views.ts';
import { createListPages } from './list-pages.ts';

const POLL_MS = 20_000;

interface ListDeps {
  readonly transport: Transport;
  readonly timers: Timers;
  readonly myId: () => OperatorId | null;
  /** Moves once a minute: what is snoozed comes back. */
  readonly now: ReadonlySignal<number>;
}

/** The list of all sites' conversations: live, and asked for again with an overlap after each connect and every 20 s (SPEC I1). */
export function createConversationList({ transport, timers, myId, now }: ListDeps) {
  const rows = signal<Rows>(new Map());
  const isLoaded = signal(false);
  const view = signal<ListView>(FIRST_VIEW);
  /** The open conversation stays in the list when reading or resolving it takes it out of the view. */
  const pinned = signal<string | null>(null);
  const cursors = new Map<SiteId, ChangeCursor>();
  let undo = () => {};
  const merge = (more: readonly ConversationRow[]) => (rows.value = mergeRows(rows.value, more));
  const pages = createListPages({ transport, timers, myId, merge });
  const ask = async (siteId: SiteId, from: ChangeCursor | null): Promise<void> => {
    const reply = (await transport.request('changes', { siteId, cursor: from })) as Reply & Partial<Changes>;
    if (!reply.ok || !reply.rows || !reply.cursor) return;
    const cursor = cursors.get(siteId);
    cursors.set(siteId, reply.cursor.changedAt > (cursor?.changedAt ?? 0) ? reply.cursor : (cursor ?? reply.cursor));
    merge(reply.rows);
    // More has changed than fits into an answer: read on from there, without the overlap, so that each answer is a step ahead.
    if (from !== null && reply.more) await ask(siteId, reply.cursor);
  };
  const refresh = (siteId: SiteId): Promise<void> => {
    const cursor = cursors.get(siteId);
    return ask(siteId, cursor ? stepBack(cursor) : null);
  };
  const poll = async (sites: readonly SiteId[]) => {
    undo();
    undo = timers.after(POLL_MS, () => void poll(sites));
    await Promise.all(sites.map(refresh));
  };
  const follow = (sites: readonly SiteId[]) =>
    void Promise.all([poll(sites), pages.connected(sites, view.peek())]).then(() => (isLoaded.value = true));
  const shows = (row: ConversationRow) => isInView(row, view.value, myId(), now.value) && pages.isKnown(view.value, row);
  const sorted = computed(() => sortRows(rows.value));
  return {
    isLoaded,
    view,
    pinned,
    /** Of all sites, whatever the view. */
    all: sorted,
    shown: computed(() => sorted.value.filter((row) => shows(row) || rowKey(row) === pinned.value)),
    /** What calls: spam does not. */
    unread: computed(() => sorted.value.filter((row) => isUnread(row) && !row.isSpam)),
    counts: computed(() => sumCounts([...pages.counts.value.values()])),
    show(change: Partial<ListView>) {
      view.value = { ...view.peek(), ...change };
      void pages.show(view.peek());
    },
    hasMore: computed(() => pages.hasMore(view.value)),
    isLoadingMore: computed(() => pages.isLoading.value > 0),
    more: () => void (pages.isLoading.peek() === 0 && pages.more(view.peek())),
    rowOf: (place: InConversation) => rows.value.get(rowKey(place)) ?? null,
    merge(more: readonly ConversationRow[]) {
      merge(more);
      pages.changed();
    },
    follow,
    raise(place: InConversation, more: Partial<Registers>) {
      const row = rows.value.get(rowKey(place));
      if (row) rows.value = new Map(rows.value).set(rowKey(place), { ...row, registers: raiseRegisters(row.registers, more) });
    },
    close() {
      undo();
      pages.close();
    },
  };
}
export type ConversationList = ReturnType<typeof createConversationList>;
