import type { ConversationRow, Millis, OperatorId } from '@parley/shared-types/model.ts';
import { MAX_TAGS } from '@parley/shared-types/protocol.ts';
import type { ConversationState } from '@parley/widget/core/conversation.ts';
import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { Body } from '../lib/log-items.ts';

/** What is open over the conversation: a menu, or a question before something with a consequence. */
export type Asking = 'assign' | 'tags' | 'snooze' | 'more' | 'spam' | 'block';

interface DecisionsDeps {
  readonly current: ReadonlySignal<ConversationRow | null>;
  readonly log: ReadonlySignal<Pick<ConversationState<Body>, 'pending'>>;
  readonly send: (body: Body) => void;
  readonly myId: () => OperatorId | null;
}

/** What an operator decides about the open conversation: each decision is an entry of its log. */
export function createDecisions({ current, log, send, myId }: DecisionsDeps) {
  const asking = signal<Asking | null>(null);
  /** As they will be when what waits is stored: two in a row do not undo one another. */
  const tags = computed(() => {
    const waiting = log.value.pending.findLast(({ body, state }) => body.kind === 'tags' && state !== 'failed')?.body;
    return waiting?.kind === 'tags' ? waiting.tags : (current.value?.tags ?? []);
  });
  const done = (body: Body) => {
    asking.value = null;
    send(body);
  };
  return {
    asking: asking as ReadonlySignal<Asking | null>,
    ask(what: Asking | null) {
      asking.value = current.peek() === null ? null : what;
    },
    /** Closes it unless another one has been opened meanwhile. */
    closed(what: Asking) {
      if (asking.peek() === what) asking.value = null;
    },
    assign: (operatorId: OperatorId | null) => done({ kind: 'assign', operatorId }),
    take() {
      const me = myId();
      if (me !== null) done({ kind: 'assign', operatorId: me });
    },
    tags,
    addTag(name: string) {
      const tag = name.trim();
      if (tag === '' || tags.peek().includes(tag) || tags.peek().length >= MAX_TAGS) return;
      send({ kind: 'tags', tags: [...tags.peek(), tag] });
    },
    removeTag: (name: string) => send({ kind: 'tags', tags: tags.peek().filter((tag) => tag !== name) }),
    snooze: (until: Millis | null) => done({ kind: 'snooze', until }),
    spam: (on: boolean) => done({ kind: 'spam', on }),
    block: (on: boolean) => done({ kind: 'block', on }),
    toggleStatus() {
      const row = current.peek();
      if (row) send({ kind: 'status', status: row.status === 'open' ? 'resolved' : 'open' });
    },
  };
}
export type Decisions = ReturnType<typeof createDecisions>;
