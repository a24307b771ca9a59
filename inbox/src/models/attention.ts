import type { ConversationRow } from '@parley/shared-types/model.ts';
import type { EntriesPush } from '@parley/shared-types/socket.ts';
import type { KeyValue } from '@parley/widget/core/storage.ts';
import { computed, effect, type ReadonlySignal, signal } from '@preact/signals';
import { messageWords } from '../lib/files.ts';
import { visitorName } from '../lib/names.ts';
import { callIn } from './calls.ts';
import type { Preferences } from './preferences.ts';

/** What the browser can do to call somebody; the page's own one is browser-desk.ts. */
export interface Desk {
  /** Shows title and icon of the tab. */
  mark(title: string, hasDot: boolean): void;
  chime(): void;
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
  readonly unread: ReadonlySignal<readonly ConversationRow[]>;
  readonly isWatched: ReadonlySignal<boolean>;
  readonly openId: () => string | null;
  readonly onChoose: (row: ConversationRow) => void;
  /** In how many conversations a colleague has named us. */
  readonly called: ReadonlySignal<number>;
  readonly myId: () => string | null;
  readonly wishes: Pick<Preferences, 'desktopIsOn' | 'badgeIsOn' | 'ownCallsOnly'>;
}

/** Title, icon, sound and notifications: whatever tells an operator that a visitor has written. */
export function createAttention({ desk, storage, unread, isWatched, openId, onChoose, called, myId, wishes }: AttentionDeps) {
  const isMuted = signal(storage.get(SOUND_KEY) === 'off');
  const hasHeard = signal(false);
  const isAsked = signal(storage.get(ASKED_KEY) !== null);
  const permission = signal(desk.permission());
  const mayNotify = () => wishes.desktopIsOn.value.peek() && desk.permission() === 'granted';
  const undo = effect(() => {
    const count = wishes.badgeIsOn.value.value ? unread.value.length + called.value : 0;
    desk.mark(count === 0 ? 'Inbox - Parley' : `(${count}) Inbox - Parley`, count > 0);
  });
  const asked = () => {
    isAsked.value = true;
    storage.set(ASKED_KEY, 'yes');
  };
  const summon = (row: ConversationRow, words: string) => {
    if (isWatched.peek() && openId() === row.conversationId) return;
    if (!isMuted.peek()) desk.chime();
    if (isWatched.peek() || !mayNotify()) return;
    desk.notify({ title: visitorName(row), text: words.slice(0, MAX_WORDS), onClick: () => onChoose(row) });
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
      if (mayNotify()) desk.notify({ title: 'Parley', text: 'A visitor’s message looks like this.', onClick: () => {} });
    },
    decline: asked,
    setMuted(to: boolean) {
      isMuted.value = to;
      if (to) storage.set(SOUND_KEY, 'off');
      else storage.remove(SOUND_KEY);
    },
    onEntries({ entries, row }: EntriesPush & { readonly row: ConversationRow }) {
      const call = callIn({ entries }, myId());
      if (call) summon(row, `${call.by} in a note: ${call.text}`);
      const last = entries.findLast((entry) => entry.kind === 'entry' && entry.author.kind === 'visitor' && entry.body.kind === 'message');
      if (last?.kind !== 'entry' || last.body.kind !== 'message') return;
      hasHeard.value = true;
      if (wishes.ownCallsOnly.value.peek() && row.assignee?.id !== myId()) return;
      summon(row, messageWords(last.body));
    },
    close: undo,
  };
}
export type Attention = ReturnType<typeof createAttention>;
