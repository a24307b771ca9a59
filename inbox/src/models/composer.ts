import { MAX_REPLIES, MAX_TEXT } from '@parley/shared-types/protocol.ts';
import type { InConversation } from '@parley/shared-types/socket.ts';
import type { KeyValue } from '@parley/widget/core/storage.ts';
import type { Timers } from '@parley/widget/core/time.ts';
import { computed, effect, type ReadonlySignal, signal } from '@preact/signals';
import type { Outgoing } from '../lib/collision.ts';
import type { Body } from '../lib/log-items.ts';
import type { Attachments } from './attachments.ts';

interface Draft {
  readonly text: string;
  readonly isNote: boolean;
  /** Answers that the visitor may give by one click; of messages only. */
  readonly replies: readonly string[];
  /** The last entry that its writer had seen when they began it. */
  readonly after?: number;
}
const EMPTY: Draft = { text: '', isNote: false, replies: [] };
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

const keyOf = ({ siteId, conversationId }: InConversation) => `parley:draft:${siteId}:${conversationId}`;

function readDraft(storage: KeyValue, place: InConversation): Draft {
  try {
    const read = JSON.parse(storage.get(keyOf(place)) ?? '{}') as Partial<Draft>;
    const replies = Array.isArray(read.replies) ? read.replies.filter((reply) => typeof reply === 'string') : [];
    return {
      text: typeof read.text === 'string' ? read.text : '',
      isNote: read.isNote === true,
      replies,
      ...(typeof read.after === 'number' && { after: read.after }),
    };
  } catch {
    return EMPTY;
  }
}

/** What is being written: one draft for each conversation, kept in the browser. */
export function createComposer({ place, storage, timers, attachments, lastSeq, send, tellTyping }: ComposerDeps) {
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
  /** A text that was begun before a colleague's answer stays so until it is sent or gone. */
  const begun = ({ after: _after, ...next }: Draft): Draft => {
    const after = draft.peek().after ?? lastSeq.peek();
    return next.text === '' || after === 0 ? next : { ...next, after };
  };
  const put = (given: Draft) => {
    const next = begun(given);
    draft.value = next;
    const at = place.peek();
    if (!at) return;
    if (next.text === '' && next.replies.length === 0) storage.remove(keyOf(at));
    else storage.set(keyOf(at), JSON.stringify(next));
  };
  const isTooLong = computed(() => draft.value.text.trim().length > MAX_TEXT);
  /** What would be sent now; null: nothing yet. */
  const body = computed<Body | null>(() => {
    const { isNote, replies, text } = draft.value;
    const words = text.trim();
    if (isTooLong.value || !place.value) return null;
    if (isNote) return words === '' ? null : { kind: 'note', text: words };
    const hasFiles = attachments.here.value.length > 0;
    if (!attachments.areReady.value || (words === '' && !hasFiles)) return null;
    const chosen = replies.map((reply) => reply.trim()).filter((reply) => reply !== '');
    return { kind: 'message', text: words, ...(chosen.length > 0 && { replies: chosen }) };
  });
  return {
    text: computed(() => draft.value.text),
    isNote: computed(() => draft.value.isNote),
    replies: computed(() => draft.value.replies),
    isTooLong,
    maySend: computed(() => body.value !== null),
    type(text: string) {
      put({ ...draft.peek(), text });
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
      put({ ...EMPTY, isNote: draft.peek().isNote });
    },
    /** Puts a text that did not go out back in front of what has been written since. */
    takeBack(text: string) {
      const since = draft.peek().text;
      put({ ...draft.peek(), isNote: false, text: since === '' ? text : `${text}\n${since}` });
    },
    close: undo,
  };
}
export type Composer = ReturnType<typeof createComposer>;
