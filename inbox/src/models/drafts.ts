import type { InConversation } from '@parley/shared-types/socket.ts';
import type { KeyValue } from '@parley/widget/core/storage.ts';
import { effect, type ReadonlySignal, signal } from '@preact/signals';

export interface Draft {
  /** Of the reply. */
  readonly text: string;
  /** Of the note: what is meant for the team never turns into an answer. */
  readonly note: string;
  readonly isNote: boolean;
  /** Answers that the visitor may give by one click; of messages only. */
  readonly replies: readonly string[];
  /** The last entry that its writer had seen when they began it. */
  readonly after?: number;
}
export const EMPTY: Draft = { text: '', note: '', isNote: false, replies: [] };

const keyOf = ({ siteId, conversationId }: InConversation) => `parley:draft:${siteId}:${conversationId}`;

function readDraft(storage: KeyValue, place: InConversation): Draft {
  try {
    const read = JSON.parse(storage.get(keyOf(place)) ?? '{}') as Partial<Draft>;
    // Until there was a draft for each, a note lay where a reply does.
    const wasNote = read.isNote === true && read.note === undefined;
    const [text, note] = wasNote ? ['', read.text] : [read.text, read.note];
    const replies = Array.isArray(read.replies) ? read.replies.filter((reply) => typeof reply === 'string') : [];
    return {
      text: typeof text === 'string' ? text : '',
      note: typeof note === 'string' ? note : '',
      isNote: read.isNote === true,
      replies,
      ...(typeof read.after === 'number' && { after: read.after }),
    };
  } catch {
    return EMPTY;
  }
}

interface DraftsDeps {
  readonly place: ReadonlySignal<InConversation | null>;
  readonly storage: KeyValue;
  /** The last entry that is shown; 0: none yet. */
  readonly lastSeq: ReadonlySignal<number>;
}

/** What is written in the open conversation: one draft for each, kept in the browser, the same in all its tabs. */
export function createDrafts({ place, storage, lastSeq }: DraftsDeps) {
  const draft = signal<Draft>(EMPTY);
  const close = effect(() => {
    draft.value = place.value ? readDraft(storage, place.value) : EMPTY;
  });
  /** A text that was begun before a colleague's answer stays so until it is sent or gone. */
  const begun = ({ after: _after, ...next }: Draft): Draft => {
    const after = draft.peek().after ?? lastSeq.peek();
    return next.text === '' || after === 0 ? next : { ...next, after };
  };
  return {
    draft: draft as ReadonlySignal<Draft>,
    put(given: Draft) {
      const next = begun(given);
      draft.value = next;
      const at = place.peek();
      if (!at) return;
      if (next.text === '' && next.note === '' && next.replies.length === 0) storage.remove(keyOf(at));
      else storage.set(keyOf(at), JSON.stringify(next));
    },
    /** Another tab has written down something under this key; null: it has cleared all. */
    stored(key: string | null) {
      const at = place.peek();
      if (at && (key === null || key === keyOf(at))) draft.value = readDraft(storage, at);
    },
    close,
  };
}
