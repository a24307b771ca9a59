import type { ConversationRow, OperatorId, Registers, SiteId } from '@parley/shared-types/model.ts';
import type { Hello, InConversation } from '@parley/shared-types/socket.ts';
import type { Timers } from '@parley/widget/core/time.ts';
import type { Transport } from '@parley/widget/core/transport.ts';
import { batch, computed, effect, type ReadonlySignal, signal } from '@preact/signals';
import { isUnread, mergeRows, type Rows, raiseRegisters, rowKey, sortRows } from '../lib/rows.ts';
import { FIRST_VIEW, isAbove, isInView, isSameView, type ListView } from '../lib/views.ts';
import { createChanges } from './changes.ts';
import { createListPages } from './list-pages.ts';
import { createViewCounts, type ViewCounts } from './view-counts.ts';

const POLL_MS = 20_000;
/** When another view is chosen while more rows are known than this, only the newest are kept. */
const MAX_KNOWN = 5_000;
const KEPT = 500;
const NOBODY = '' as OperatorId;

interface ListDeps {
  readonly transport: Transport;
  readonly timers: Timers;
  /** Moves by the minute: what is snoozed comes back when its time has come. */
  readonly now: ReadonlySignal<number>;
}

/** Rows by conversation, live and as they were told before. */
function createRows() {
  const rows = signal<Rows>(new Map());
  return {
    known: rows,
    sorted: computed(() => sortRows(rows.value)),
    /** @returns whether anything was new */
    merge(more: readonly ConversationRow[]): boolean {
      const before = rows.peek();
      rows.value = mergeRows(before, more);
      return rows.peek() !== before;
    },
    keep: (kept: readonly ConversationRow[]) => (rows.value = new Map(kept.map((row) => [rowKey(row), row]))),
    raise(place: InConversation, more: Partial<Registers>) {
      const row = rows.value.get(rowKey(place));
      if (row) rows.value = new Map(rows.value).set(rowKey(place), { ...row, registers: raiseRegisters(row.registers, more) });
    },
  };
}

/** Counts change also when the time of what is snoozed has come. Returns its undo. */
function countWoken(now: ReadonlySignal<number>, rows: ReadonlySignal<Rows>, counts: ViewCounts): () => void {
  let last = now.peek();
  return effect(() => {
    const [from, to] = [last, now.value];
    last = to;
    const woken = [...rows.peek().values()].filter(({ snoozedUntil: until }) => until !== null && until > from && until <= to);
    if (woken.length > 0) counts.refresh(woken.map(({ siteId }) => siteId));
  });
}

/**
 * The list of all sites' conversations: live, and asked for again with an overlap after each connect and every 20 s (SPEC I1). Known
 * rows that belong into the view are shown down to where its pages go; what is live merges in.
 */
export function createConversationList({ transport, timers, now }: ListDeps) {
  const rows = createRows();
  const counts = createViewCounts({ transport, timers });
  const [view, sites, me] = [signal(FIRST_VIEW), signal<readonly SiteId[]>([]), signal(NOBODY)];
  const isFollowed = signal(false);
  /** The open conversation stays in the list when reading or resolving it takes it out of the view. */
  const pinned = signal<string | null>(null);
  let undo = () => {};
  const pages = createListPages({ transport, me: () => me.peek(), merge: rows.merge });
  const readChanges = createChanges({ transport, take: (siteId, more) => rows.merge(more) && counts.refresh([siteId]) });
  const scope = computed(() => sites.value.filter((siteId) => view.value.siteId === null || siteId === view.value.siteId));
  const begin = () => pages.begin(view.peek(), scope.peek());
  const poll = () => {
    undo();
    undo = timers.after(POLL_MS, poll);
    void begin();
    void readChanges(sites.peek()).then(() => (isFollowed.value = true));
  };
  const isBegun = computed(() => pages.isLoaded(view.value, scope.value));
  const boundary = computed(() => pages.boundary(view.value, scope.value));
  const isShown = (row: ConversationRow) =>
    rowKey(row) === pinned.value || (isAbove(row, boundary.value) && isInView(row, view.value, me.value, now.value));
  const calling: ListView = { ...FIRST_VIEW, name: 'unread' };
  const unread = computed(() => rows.sorted.value.filter((row) => isUnread(row) && isInView(row, calling, me.value, now.value)));
  const choose = (to: ListView) => {
    // The open conversation belongs to the view that it was opened in.
    pinned.value = null;
    view.value = to;
    if (rows.known.peek().size <= MAX_KNOWN) return;
    pages.forget();
    rows.keep(rows.sorted.peek().slice(0, KEPT));
  };
  const undoClock = countWoken(now, rows.known, counts);
  return {
    view: view as ReadonlySignal<ListView>,
    pinned,
    isLoaded: computed(() => isFollowed.value && isBegun.value),
    /** Of all sites, whatever the view. */
    all: rows.sorted,
    shown: computed(() => rows.sorted.value.filter(isShown)),
    /** How many call: those that are known here, and what the server counts of those that are not. */
    unread: computed(() => Math.max(unread.value.length, counts.of(sites.value).unread)),
    counts: computed(() => counts.of(sites.value)),
    countsOf: (siteId: SiteId) => counts.of([siteId]),
    show(to: ListView) {
      if (isSameView(to, view.peek())) return;
      batch(() => choose(to));
      void begin();
    },
    /** Whether the view goes on below what is shown, or nobody knows yet. */
    hasMore: computed(() => !isBegun.value || boundary.value !== null),
    more: () => void pages.goOn(view.peek(), scope.peek()),
    rowOf: (place: InConversation) => rows.known.value.get(rowKey(place)) ?? null,
    /** A row as the gateway has just told it. */
    onRow: (row: ConversationRow) => rows.merge([row]) && counts.refresh([row.siteId]),
    /** After each connect. */
    follow(hello: Pick<Hello, 'operator' | 'sites'>) {
      const of = hello.sites.map(({ siteId }) => siteId);
      batch(() => {
        [me.value, sites.value] = [hello.operator.id, of];
        rows.keep([...rows.known.peek().values()].filter(({ siteId }) => of.includes(siteId)));
      });
      counts.refresh(of);
      poll();
    },
    raise(place: InConversation, more: Partial<Registers>) {
      rows.raise(place, more);
      counts.refresh([place.siteId]);
    },
    close() {
      for (const end of [undo, undoClock, counts.close]) end();
    },
  };
}
export type ConversationList = ReturnType<typeof createConversationList>;
