/** Facts added up to numbers, by the day and hour of a zone. Pure. docs/numbers.md says what each number counts. */
import type { MessageCounts, Numbers, NumbersComment, NumbersOperator, NumbersSums, Spread } from '@parley/shared-types/http.ts';
import type { AuthorKind, ConversationId, OperatorId } from '@parley/shared-types/model.ts';
import type { Fact } from './facts.ts';
import { addDays, createPlaces, daysOf } from './period.ts';

const MOST_COMMENTS = 20;
const SCORES = 5;

export interface Period {
  readonly from: string;
  readonly to: string;
  readonly zone: string;
}

/** The middle and the ninth tenth by nearest rank: always one of the values. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const rank = (share: number) => sorted[Math.ceil(sorted.length * share) - 1] ?? null;
  return { count: sorted.length, median: rank(0.5), p90: rank(0.9) };
}

interface Sums {
  conversations: number;
  readonly messages: { visitors: number; operators: number; bots: number };
  readonly firstReply: number[];
  readonly resolution: number[];
  readonly scores: number[];
}
const newSums = (): Sums => ({
  conversations: 0,
  messages: { visitors: 0, operators: 0, bots: 0 },
  firstReply: [],
  resolution: [],
  scores: Array.from({ length: SCORES }, () => 0),
});

const SIDES: Readonly<Record<AuthorKind, keyof MessageCounts>> = {
  visitor: 'visitors',
  operator: 'operators',
  bot: 'bots',
  system: 'bots',
};

function add(sums: Sums, fact: Fact): void {
  if (fact.kind === 'began') sums.conversations += 1;
  else if (fact.kind === 'message') sums.messages[SIDES[fact.author]] += 1;
  else if (fact.kind === 'first-reply') sums.firstReply.push(fact.ms);
  else if (fact.kind === 'resolution') sums.resolution.push(fact.ms);
  else sums.scores[fact.score - 1] = (sums.scores[fact.score - 1] ?? 0) + 1;
}

function sumsOf({ conversations, messages, firstReply, resolution, scores }: Sums): NumbersSums {
  const count = scores.reduce((sum, one) => sum + one, 0);
  const total = scores.reduce((sum, one, index) => sum + one * (index + 1), 0);
  const rating = { count, mean: count === 0 ? null : total / count };
  return { conversations, messages, firstReply: spreadOf(firstReply), resolution: spreadOf(resolution), rating };
}

/** What each operator did. */
function createOperators() {
  const known = new Map<OperatorId, { name: string; messages: number; conversations: Set<ConversationId>; sums: Sums }>();
  return {
    add(fact: Fact, conversationId: ConversationId): void {
      if (!('by' in fact) || !fact.by) return;
      const { id, name } = fact.by;
      const one = known.get(id) ?? { name, messages: 0, conversations: new Set(), sums: newSums() };
      known.set(id, one);
      if (name !== '') one.name = name;
      if (fact.kind === 'message') {
        one.messages += 1;
        one.conversations.add(conversationId);
      } else add(one.sums, fact);
    },
    all(): readonly NumbersOperator[] {
      return [...known]
        .map(([id, { name, messages, conversations, sums }]) => {
          const { firstReply, resolution } = sumsOf(sums);
          return { id, name, messages, conversations: conversations.size, firstReply, resolution };
        })
        .sort((a, b) => b.messages - a.messages || (a.id < b.id ? -1 : 1));
    },
  };
}

/** The last ones that were said, however many come. */
function createComments() {
  let all: NumbersComment[] = [];
  const newest = () => all.sort((a, b) => b.at - a.at || (a.conversationId < b.conversationId ? -1 : 1)).slice(0, MOST_COMMENTS);
  return {
    add(comment: NumbersComment): void {
      all.push(comment);
      if (all.length > 10 * MOST_COMMENTS) all = newest();
    },
    newest,
  };
}

const newGrid = (): number[][] => Array.from({ length: 7 }, () => Array.from({ length: 24 }, () => 0));
function count(grid: readonly number[][], weekday: number, hour: number): void {
  const row = grid[weekday];
  if (row) row[hour] = (row[hour] ?? 0) + 1;
}

/** Adds facts of a period and of as many days before it; others are left out. */
export function createTally({ from, to, zone }: Period) {
  const placeOf = createPlaces(zone);
  const days = new Map(daysOf(from, to).map((day) => [day, newSums()]));
  const beforeFrom = addDays(from, -days.size);
  const total = newSums();
  const before = newSums();
  const hours = { conversations: newGrid(), messages: newGrid() };
  const operators = createOperators();
  const comments = createComments();
  return {
    beforeFrom,
    add(fact: Fact, conversationId: ConversationId): void {
      const { day, weekday, hour } = placeOf(fact.at);
      const ofDay = days.get(day);
      if (!ofDay) {
        if (day >= beforeFrom && day < from) add(before, fact);
        return;
      }
      add(total, fact);
      add(ofDay, fact);
      operators.add(fact, conversationId);
      if (fact.kind === 'began') count(hours.conversations, weekday, hour);
      if (fact.kind === 'message' && fact.author === 'visitor') count(hours.messages, weekday, hour);
      if (fact.kind === 'rating' && fact.text !== '') comments.add({ conversationId, at: fact.at, score: fact.score, text: fact.text });
    },
    result(): Numbers {
      const ofDays = [...days].map(([day, sums]) => {
        const { conversations, messages, firstReply, resolution } = sumsOf(sums);
        return { day, conversations, messages, firstReply, resolution };
      });
      const ratings = { scores: total.scores, comments: comments.newest() };
      const whole = { sums: sumsOf(total), before: sumsOf(before) };
      return { from, to, zone, ...whole, days: ofDays, hours, operators: operators.all(), ratings };
    },
  };
}
