import { MAX_REPLIES, MAX_TEXT } from '@parley/shared-types/protocol.ts';
import type { InConversation } from '@parley/shared-types/socket.ts';
import type { KeyValue } from '@parley/widget/core/storage.ts';
import type { Timers } from '@parley/widget/core/time.ts';
import { computed, effect, type ReadonlySignal } from '@preact/signals';
import type { Outgoing } from '../lib/collision.ts';
import type { Body } from '../lib/log-items.ts';
import type { Attachments } from './attachments.ts';
import { createDrafts, type Draft, EMPTY } from './drafts.ts';

/** How often the other side is told that one still types. */
const TYPING_EVERY_MS = 3_000;

interface ComposerDeps {
  readonly place: ReadonlySignal<InConversation | null>;
  readonly storage: KeyValue;
  readonly timers: Timers;
  readonly attachments: Pick<Attachments, 'here' | 'areReady' | 'take'>;
  /** The last entry that is shown; 0: none yet. */
  readonly lastSeq: ReadonlySignal<number>;
  readonly send: (body: Outgoing) => void;
  readonly tellTyping: (place: InConversation, isOn: boolean) => void;
}

/** Of what is being written in this kind. */
const wordsOf = ({ isNote, note, text }: Draft) => (isNote ? note : text);
const withWords = (draft: Draft, words: string): Draft => (draft.isNote ? { ...draft, note: words } : { ...draft, text: words });

/** What is being written: a reply and a note for each conversation, kept in the browser, the same in all its tabs. */
export function createComposer({ place, storage, timers, attachments, lastSeq, send, tellTyping }: ComposerDeps) {
  const { draft, put, stored, close } = createDrafts({ place, storage, lastSeq });
  let toldAt = Number.NEGATIVE_INFINITY;
  const undo = effect(() => {
    void place.value;
    toldAt = Number.NEGATIVE_INFINITY;
  });
  const tell = (isOn: boolean) => {
    const at = place.peek();
    const isDue = isOn ? timers.now() - toldAt >= TYPING_EVERY_MS : toldAt > Number.NEGATIVE_INFINITY;
    if (!at || !isDue) return;
    toldAt = isOn ? timers.now() : Number.NEGATIVE_INFINITY;
    tellTyping(at, isOn);
  };
  const isTooLong = computed(() => wordsOf(draft.value).trim().length > MAX_TEXT);
  /** What would be sent now; null: nothing yet. */
  const body = computed<Body | null>(() => {
    const { isNote, replies } = draft.value;
    const words = wordsOf(draft.value).trim();
    if (isTooLong.value || !place.value) return null;
    if (isNote) return words === '' ? null : { kind: 'note', text: words };
    const hasFiles = attachments.here.value.length > 0;
    if (!attachments.areReady.value || (words === '' && !hasFiles)) return null;
    const chosen = replies.map((reply) => reply.trim()).filter((reply) => reply !== '');
    return { kind: 'message', text: words, ...(chosen.length > 0 && { replies: chosen }) };
  });
  return {
    /** Of the reply or the note, whichever is being written. */
    text: computed(() => wordsOf(draft.value)),
    /** What of the other kind waits. */
    otherWaits: computed(() => (draft.value.isNote ? draft.value.text : draft.value.note).trim() !== ''),
    isNote: computed(() => draft.value.isNote),
    replies: computed(() => draft.value.replies),
    isTooLong,
    maySend: computed(() => body.value !== null),
    type(text: string) {
      put(withWords(draft.peek(), text));
      // A note is nobody's business but the team's.
      tell(text !== '' && !draft.peek().isNote);
    },
    setNote(isNote: boolean) {
      put({ ...draft.peek(), isNote });
      if (isNote) tell(false);
    },
    setReplies(replies: readonly string[]) {
      put({ ...draft.peek(), replies: replies.slice(0, MAX_REPLIES) });
    },
    send() {
      const said = body.peek();
      if (!said) return;
      const files = said.kind === 'message' ? attachments.take() : [];
      const after = draft.peek().after ?? lastSeq.peek();
      const words = said.kind === 'message' && files.length > 0 ? { ...said, files } : said;
      send(words.kind === 'message' && after > 0 ? { ...words, after } : words);
      tell(false);
      // The other kind waits on.
      put(said.kind === 'note' ? { ...draft.peek(), note: '' } : { ...EMPTY, note: draft.peek().note });
    },
    stored,
    /** Puts a text that did not go out back in front of what has been written since. */
    takeBack(text: string) {
      const since = draft.peek().text;
      put({ ...draft.peek(), isNote: false, text: since === '' ? text : `${text}\n${since}` });
    },
    close() {
      undo();
      close();
    },
  };
}
export type Composer = ReturnType<typeof createComposer>;
