import type { ConversationRow } from '@parley/shared-types/model.ts';
import type { EntriesPush } from '@parley/shared-types/socket.ts';
import type { KeyValue } from '@parley/widget/core/storage.ts';
import type { Timers } from '@parley/widget/core/time.ts';
import { computed, effect, type ReadonlySignal, signal } from '@preact/signals';
import { messageWords } from '../lib/files.ts';
import { visitorName } from '../lib/names.ts';
import { t } from '../words/words.ts';
import { callIn } from './calls.ts';
import { createOneTab, type OpenTabs } from './one-tab.ts';
import type { Preferences } from './preferences.ts';

/** What the browser can do to call somebody; the page's own one is browser-desk.ts. */
export interface Desk {
  /** Shows title and icon of the tab. */
  mark(title: string, hasDot: boolean): void;
  chime(): void;
  /** Whether the page was touched: before that a browser lets it make no sound. */
  readonly canChime?: () => boolean;
  readonly openTabs?: OpenTabs;
  permission(): NotificationPermission | 'unsupported';
  askPermission(): Promise<void>;
  notify(note: { readonly title: string; readonly text: string; readonly onClick: () => void }): void;
}

const SOUND_KEY = 'parley:sound';
const ASKED_KEY = 'parley:asked-to-notify';
const MAX_WORDS = 140;

interface AttentionDeps {
  readonly desk: Desk;
  readonly storage: KeyValue;
  readonly timers: Timers;
  readonly unread: ReadonlySignal<number>;
  readonly isWatched: ReadonlySignal<boolean>;
  readonly openId: () => string | null;
  readonly onChoose: (row: ConversationRow) => void;
  /** In how many conversations a colleague has named us. */
  readonly called: ReadonlySignal<number>;
  readonly myId: () => string | null;
  readonly wishes: Pick<Preferences, 'desktopIsOn' | 'badgeIsOn' | 'ownCallsOnly'>;
}

/** Title, icon, sound and notifications: whatever tells an operator that a visitor has written. */
export function createAttention(deps: AttentionDeps) {
  const { desk, storage, timers, unread, isWatched, openId, onChoose, called, myId, wishes } = deps;
  const isMuted = signal(storage.get(SOUND_KEY) === 'off');
  const oneTab = createOneTab({ openTabs: desk.openTabs, timers });
  const hasHeard = signal(false);
  const isAsked = signal(storage.get(ASKED_KEY) !== null);
  const permission = signal(desk.permission());
  const mayNotify = () => wishes.desktopIsOn.value.peek() && desk.permission() === 'granted';
  const undo = effect(() => {
    const count = wishes.badgeIsOn.value.value ? unread.value + called.value : 0;
    desk.mark(count === 0 ? t('Inbox - Parley') : t('({count}) Inbox - Parley', { count }), count > 0);
  });
  const asked = () => {
    isAsked.value = true;
    storage.set(ASKED_KEY, 'yes');
  };
  const isSeen = (row: ConversationRow) => isWatched.peek() && openId() === row.conversationId;
  /** Of several tabs the one in which it is seen, so that none calls; else one that is watched, else one that can be heard. */
  const placed = (row: ConversationRow) => (isSeen(row) ? 7 : isWatched.peek() ? 4 : 0) + (desk.canChime?.() === false ? 0 : 1);
  const call = (row: ConversationRow, words: string) => {
    if (isSeen(row)) return;
    // Another tab may have been told to be silent.
    if (storage.get(SOUND_KEY) !== 'off') desk.chime();
    if (isWatched.peek() || !mayNotify()) return;
    desk.notify({ title: visitorName(row), text: words.slice(0, MAX_WORDS), onClick: () => onChoose(row) });
  };
  const summon = (row: ConversationRow, why: 'note' | 'message', words: string) => {
    const wasSeen = isSeen(row);
    oneTab.do(`${why} ${row.conversationId} ${row.headSeq}`, placed(row), () => {
      if (!wasSeen) call(row, words);
    });
  };
  return {
    isMuted: isMuted as ReadonlySignal<boolean>,
    /** Asked after the first message only: before it nobody knows what the question is about. */
    mayAsk: computed(() => hasHeard.value && !isAsked.value && desk.permission() === 'default'),
    /** What the browser says about notifications. */
    permission: permission as ReadonlySignal<ReturnType<Desk['permission']>>,
    async ask() {
      await desk.askPermission();
      permission.value = desk.permission();
      asked();
    },
    /** Calls as a message would, for who wants to know how it sounds and looks. */
    tryIt() {
      if (!isMuted.peek()) desk.chime();
      if (mayNotify()) desk.notify({ title: 'Parley', text: t('A visitor’s message looks like this.'), onClick: () => {} });
    },
    decline: asked,
    setMuted(to: boolean) {
      isMuted.value = to;
      if (to) storage.set(SOUND_KEY, 'off');
      else storage.remove(SOUND_KEY);
    },
    onEntries({ entries, row }: EntriesPush & { readonly row: ConversationRow }) {
      const named = callIn({ entries }, myId());
      if (named) summon(row, 'note', t('{name} in a note: {text}', { name: named.by, text: named.text }));
      const last = entries.findLast((entry) => entry.kind === 'entry' && entry.author.kind === 'visitor' && entry.body.kind === 'message');
      if (last?.kind !== 'entry' || last.body.kind !== 'message') return;
      hasHeard.value = true;
      if (wishes.ownCallsOnly.value.peek() && row.assignee?.id !== myId()) return;
      summon(row, 'message', messageWords(last.body));
    },
    close() {
      undo();
      oneTab.close();
    },
  };
}
export type Attention = ReturnType<typeof createAttention>;
