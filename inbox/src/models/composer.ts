import { MAX_TEXT } from '@parley/shared-types/protocol.ts';
import type { InConversation } from '@parley/shared-types/socket.ts';
import type { KeyValue } from '@parley/widget/core/storage.ts';
import type { Timers } from '@parley/widget/core/time.ts';
import { computed, effect, type ReadonlySignal, signal } from '@preact/signals';
import type { Body } from '../lib/log-items.ts';

interface Draft {
  readonly text: string;
  readonly isNote: boolean;
}
const EMPTY: Draft = { text: '', isNote: false };
/** How often the other side is told that one still types. */
const TYPING_EVERY_MS = 3_000;

interface ComposerDeps {
  readonly place: ReadonlySignal<InConversation | null>;
  readonly storage: KeyValue;
  readonly timers: Timers;
  readonly send: (body: Body) => void;
  readonly tellTyping: (place: InConversation, isOn: boolean) => void;
}

const keyOf = ({ siteId, conversationId }: InConversation) => `parley:draft:${siteId}:${conversationId}`;

function readDraft(storage: KeyValue, place: InConversation): Draft {
  try {
    const read = JSON.parse(storage.get(keyOf(place)) ?? '{}') as Partial<Draft>;
    return { text: typeof read.text === 'string' ? read.text : '', isNote: read.isNote === true };
  } catch {
    return EMPTY;
  }
}

/** What is being written: one draft for each conversation, kept in the browser. */
export function createComposer({ place, storage, timers, send, tellTyping }: ComposerDeps) {
  const draft = signal<Draft>(EMPTY);
  let toldAt = Number.NEGATIVE_INFINITY;
  const undo = effect(() => {
    draft.value = place.value ? readDraft(storage, place.value) : EMPTY;
    toldAt = Number.NEGATIVE_INFINITY;
  });
  const tell = (isOn: boolean) => {
    const at = place.peek();
    const isDue = isOn ? timers.now() - toldAt >= TYPING_EVERY_MS : toldAt > Number.NEGATIVE_INFINITY;
    if (!at || !isDue) return;
    toldAt = isOn ? timers.now() : Number.NEGATIVE_INFINITY;
    tellTyping(at, isOn);
  };
  const put = (next: Draft) => {
    draft.value = next;
    const at = place.peek();
    if (!at) return;
    if (next.text === '') storage.remove(keyOf(at));
    else storage.set(keyOf(at), JSON.stringify(next));
  };
  return {
    text: computed(() => draft.value.text),
    isNote: computed(() => draft.value.isNote),
    isTooLong: computed(() => draft.value.text.trim().length > MAX_TEXT),
    type(text: string) {
      put({ ...draft.peek(), text });
      // A note is nobody's business but the team's.
      tell(text !== '' && !draft.peek().isNote);
    },
    setNote(isNote: boolean) {
      put({ ...draft.peek(), isNote });
      if (isNote) tell(false);
    },
    send() {
      const { text, isNote } = draft.peek();
      const words = text.trim();
      if (words === '' || words.length > MAX_TEXT || !place.peek()) return;
      send({ kind: isNote ? 'note' : 'message', text: words });
      tell(false);
      put({ text: '', isNote });
    },
    close: undo,
  };
}
export type Composer = ReturnType<typeof createComposer>;
