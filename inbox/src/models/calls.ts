import type { EntriesPush, InConversation } from '@parley/shared-types/socket.ts';
import type { KeyValue } from '@parley/widget/core/storage.ts';
import { computed, effect, type ReadonlySignal, signal } from '@preact/signals';
import { t } from '../words/words.ts';

const KEY = 'parley:called';

interface CallsDeps {
  readonly storage: KeyValue;
  readonly place: ReadonlySignal<InConversation | null>;
  readonly isWatched: ReadonlySignal<boolean>;
  readonly myId: () => string | null;
}

/** The note of a push in which a colleague names us; undefined when there is none. */
export function callIn({ entries }: Pick<EntriesPush, 'entries'>, me: string | null) {
  return entries.flatMap((entry) => {
    if (entry.kind !== 'entry' || entry.body.kind !== 'note' || entry.author.id === me) return [];
    return entry.body.mentions?.some((id) => id === me) ? [{ text: entry.body.text, by: entry.author.name ?? t('A colleague') }] : [];
  })[0];
}

/** Conversations in which a colleague has named us since we looked at them last; kept in the browser. */
export function createCalls({ storage, place, isWatched, myId }: CallsDeps) {
  const called = signal<ReadonlySet<string>>(new Set((storage.get(KEY) ?? '').split(' ').filter((id) => id !== '')));
  const put = (next: ReadonlySet<string>) => {
    called.value = next;
    if (next.size === 0) storage.remove(KEY);
    else storage.set(KEY, [...next].join(' '));
  };
  const undo = effect(() => {
    const id = place.value?.conversationId;
    if (!isWatched.value || id === undefined || !called.value.has(id)) return;
    put(new Set([...called.peek()].filter((one) => one !== id)));
  });
  return {
    has: (conversationId: string): boolean => called.value.has(conversationId),
    count: computed(() => called.value.size),
    onEntries(push: EntriesPush) {
      if (callIn(push, myId())) put(new Set(called.peek()).add(push.conversationId));
    },
    close: undo,
  };
}
export type Calls = ReturnType<typeof createCalls>;
