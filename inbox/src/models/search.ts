import type { FoundEntry, SearchAnswer } from '@parley/shared-types/http.ts';
import type { Timers } from '@parley/widget/core/time.ts';
import { signal } from '@preact/signals';
import type { CallApi } from '../lib/api.ts';
import { NO_QUERY, questionOf, type SearchQuery } from '../lib/search-query.ts';
import { t } from '../words/words.ts';

interface SearchDeps {
  readonly api: CallApi;
  readonly timers: Pick<Timers, 'after'>;
}
type Found = Extract<SearchAnswer, { ok: true }>;
type State = 'idle' | 'asking' | 'done';

/** While somebody types they are not asked after each letter. */
const TYPING_MS = 200;
/** Filters may let little of a page through: so many pages are asked for at once before the rest is left to a button. */
const MOST_PAGES = 10;
const ENOUGH = 20;

/** What the search page shows: the answer to the last question, never to an earlier one. */
export function createSearch({ api, timers }: SearchDeps) {
  const found = signal<readonly FoundEntry[]>([]);
  const next = signal<string | null>(null);
  const state = signal<State>('idle');
  const problem = signal<string | null>(null);
  let query = NO_QUERY;
  let turn = 0;
  let undo = () => {};

  /** Asks for pages until there is enough to show. */
  const go = async (mine: number, begin: string | null) => {
    let before = begin;
    const enough = found.peek().length + ENOUGH;
    for (let pages = 0; pages < MOST_PAGES; pages++) {
      const answer = await api<Found>('GET', questionOf(query, before));
      if (mine !== turn) return;
      if (!answer.ok) {
        problem.value = answer.code === 'invalid' && answer.problems?.q ? t('Type a word or a number.') : answer.message;
        break;
      }
      problem.value = null;
      found.value = before === null ? answer.found : [...found.peek(), ...answer.found];
      next.value = before = answer.next;
      if (before === null || found.peek().length >= enough) break;
    }
    state.value = 'done';
  };
  const ask = (begin: string | null) => {
    turn += 1;
    state.value = 'asking';
    void go(turn, begin);
  };
  return {
    found,
    next,
    state,
    problem,
    /** Asks what the address says, after a moment when somebody is typing it. */
    look(asked: SearchQuery, isTyping: boolean) {
      undo();
      query = asked;
      turn += 1;
      if (asked.q.trim() === '') {
        [found.value, next.value, problem.value, state.value] = [[], null, null, 'idle'];
        return;
      }
      const begin = () => {
        [found.value, next.value] = [[], null];
        ask(null);
      };
      state.value = 'asking';
      if (isTyping) undo = timers.after(TYPING_MS, begin);
      else begin();
    },
    again: () => ask(null),
    more: () => ask(next.peek()),
    close() {
      undo();
      turn += 1;
    },
  };
}
export type Search = ReturnType<typeof createSearch>;
