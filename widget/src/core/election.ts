import type { Timers } from './time.ts';

/** Who leads, and since which turn: a later turn beats an earlier one, so that a leader that slept steps down when it wakes. */
export interface Leader {
  /** Of two in one turn the lower one stays: older tabs have lower ids, so one that comes does not push out who leads. */
  readonly id: string;
  readonly turn: number;
}

export type ElectionMessage =
  | { readonly kind: 'ask'; readonly id: string }
  | ({ readonly kind: 'lead' } & Leader)
  /** The leader goes; the heir leads at once. */
  | { readonly kind: 'bye'; readonly id: string; readonly heir: string | null };

interface ElectionDeps {
  readonly id: string;
  readonly timers: Timers;
  readonly isVisible: () => boolean;
  readonly post: (message: Exclude<ElectionMessage, { kind: 'lead' }>) => void;
  /** Answers who asks: says `lead`. */
  readonly tell: () => void;
  /** Another leader, or none. */
  readonly onLeader: (leader: Leader | null) => void;
}

/** A tab that just came waits less: nobody may be there, and it is in a hurry. */
const JOIN_MS = 100;
const DOUBT_MS = 1_000;
/** An older tab doubts too: it leads first, and that is heard before this. */
const DEFER_MS = 1_200;
const ASK_MS = 2_000;
const ASK_HIDDEN_MS = 20_000;

/** Whether the first may stay when both lead. */
function beats(a: Leader, b: Leader): boolean {
  return a.turn > b.turn || (a.turn === b.turn && a.id < b.id);
}

/**
 * Finds the one tab that leads (SPEC W6). Tabs ask; the leader answers at once, as messages reach a hidden tab without delay. Its
 * timers are slowed down or stand still: so no tab waits for a sign that another one gives by itself. Without an answer the tab
 * that asked leads, of several the one with the lowest id. Needs no locks, which a page without https does not have.
 */
export function createElection({ id, timers, isVisible, post, tell, onLeader }: ElectionDeps) {
  let leader: Leader | null = null;
  let turn = 0;
  /** Who asked last: a tab that is looked at asks more often. */
  let heir: string | null = null;
  let isIn = false;
  let undoDoubt: (() => void) | null = null;
  let undoAsk = () => {};
  const isLeading = () => leader?.id === id;
  const trust = () => {
    undoDoubt?.();
    undoDoubt = null;
  };
  const doubt = (ms: number) => {
    trust();
    undoDoubt = timers.after(ms, claim);
  };
  const askLater = () => {
    undoAsk();
    undoAsk = timers.after(isVisible() ? ASK_MS : ASK_HIDDEN_MS, ask);
  };
  const ask = (ms = DOUBT_MS) => {
    if (!isIn || isLeading()) return;
    post({ kind: 'ask', id });
    if (!undoDoubt) doubt(ms);
    askLater();
  };
  const follow = (to: Leader | null) => {
    const isAnother = leader?.id !== to?.id || leader?.turn !== to?.turn;
    trust();
    leader = to;
    turn = Math.max(turn, to?.turn ?? 0);
    if (isLeading()) undoAsk();
    else askLater();
    if (isAnother) onLeader(to);
  };
  const claim = () => {
    heir = null;
    follow({ id, turn: turn + 1 });
    tell();
  };
  return {
    leader: () => leader,
    /** @param isAlone there is nobody to ask */
    join(isAlone: boolean) {
      isIn = true;
      if (isAlone) claim();
      else ask(JOIN_MS);
    },
    ask: () => ask(),
    hear(message: ElectionMessage) {
      if (message.kind === 'ask') {
        if (isLeading()) {
          heir = message.id;
          tell();
        } else if (undoDoubt) {
          if (message.id < id) doubt(DEFER_MS);
          // It came later, and has not heard that an older one doubts.
          else post({ kind: 'ask', id });
        }
      } else if (message.kind === 'lead') {
        // Who is beaten hears it as well: it asked, or claims at this moment.
        if (!leader || !beats(leader, message)) follow({ id: message.id, turn: message.turn });
      } else if (message.id === leader?.id) {
        if (message.heir === id) return claim();
        follow(null);
        ask();
      }
    },
    /** Leads and asks no more. */
    leave() {
      isIn = false;
      trust();
      undoAsk();
      if (isLeading()) post({ kind: 'bye', id, heir });
      leader = null;
    },
  };
}
