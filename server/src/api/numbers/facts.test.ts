import type { AuthorKind, Entry, EntryBody } from '@parley/shared-types/model.ts';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createFactReader, type Fact } from './facts.ts';

type Said = readonly [at: number, by: AuthorKind, body: EntryBody | 'says' | 'resolved' | 'open', id?: string];

function entryOf([at, kind, said, id = kind]: Said, index: number): Entry {
  const body = said === 'says' ? { kind: 'message', text: 'x' } : typeof said === 'string' ? { kind: 'status', status: said } : said;
  return { seq: index + 1, author: { kind, id, name: id.toUpperCase() }, body, acceptedAt: at, storedAt: at } as unknown as Entry;
}

function factsOf(...log: readonly Said[]): readonly Fact[] {
  const facts: Fact[] = [];
  const reader = createFactReader((fact) => facts.push(fact));
  for (const entry of log.map(entryOf)) reader.read(entry);
  reader.end();
  return facts;
}
/** Kind, moment and duration of all but the messages. */
const short = (...log: readonly Said[]) =>
  factsOf(...log).flatMap((fact) => (fact.kind === 'message' ? [] : [[fact.kind, fact.at, 'ms' in fact ? fact.ms : null]]));

it('[X9] numbers: the first reply is an operator’s, not a bot’s or a note, and counts from the first question', () => {
  const log = short(
    [10, 'visitor', 'says'],
    [11, 'bot', 'says'],
    [12, 'operator', { kind: 'note', text: 'hm' }],
    [15, 'visitor', 'says'],
    [30, 'operator', 'says'],
    [40, 'operator', 'says'],
  );
  expect(log).toEqual([
    ['began', 10, null],
    ['first-reply', 30, 20],
  ]);
  // An answer that comes after `resolved` is one.
  expect(short([10, 'visitor', 'says'], [20, 'operator', 'resolved'], [25, 'operator', 'says']).at(-1)).toEqual(['first-reply', 25, 15]);
  // An operator who writes first has answered nothing yet.
  expect(short([10, 'operator', 'says'], [20, 'visitor', 'says'], [25, 'operator', 'says'])).toEqual([
    ['began', 10, null],
    ['first-reply', 25, 5],
  ]);
});

it('[X9] numbers: resolved counts from the first message; opened again, by a visitor or an operator, both begin anew', () => {
  const log = short(
    [10, 'visitor', 'says'],
    [20, 'operator', 'says'],
    [50, 'operator', 'resolved'],
    [60, 'operator', 'resolved'],
    [100, 'visitor', 'says'],
    [103, 'operator', 'says'],
    [110, 'system', 'resolved'],
    [200, 'operator', 'open'],
    [230, 'operator', 'says'],
    [240, 'operator', 'resolved'],
  );
  expect(log).toEqual([
    ['began', 10, null],
    ['first-reply', 20, 10],
    ['resolution', 50, 40],
    ['first-reply', 103, 3],
    ['resolution', 110, 10],
    ['resolution', 240, 40],
  ]);
});

it('[X9] numbers: the last rating counts, erased messages and a resolution without a message do not', () => {
  const rating = (score: number): EntryBody => ({ kind: 'rating', score, text: `${score}` });
  expect(
    factsOf([1, 'visitor', rating(2)], [5, 'visitor', { kind: 'erased' }], [9, 'visitor', rating(5)], [10, 'operator', 'resolved']),
  ).toEqual([{ kind: 'rating', at: 9, score: 5, text: '5' }]);
});

/** The same, said as plainly as it can be: cut the log into stretches, then look at each. */
function naive(log: readonly Said[]): readonly (readonly [string, number, number | null])[] {
  const found: [string, number, number | null][] = [];
  const first = log.find(([, , said]) => said === 'says');
  if (first) found.push(['began', first[0], null]);
  const stretches: { start: number | null; log: Said[]; isOver: boolean }[] = [{ start: null, log: [], isOver: false }];
  for (const one of log) {
    const last = stretches.at(-1);
    const opens = one[2] === 'open' || (one[1] === 'visitor' && one[2] === 'says');
    if (last?.isOver && opens) stretches.push({ start: one[0], log: [one], isOver: false });
    else if (last) {
      last.log.push(one);
      last.isOver ||= one[2] === 'resolved';
    }
  }
  for (const { start, log: part } of stretches) {
    const question = part.findIndex(([, by, said]) => by === 'visitor' && said === 'says');
    const answer = question === -1 ? undefined : part.slice(question).find(([, by, said]) => by === 'operator' && said === 'says');
    if (answer) found.push(['first-reply', answer[0], answer[0] - (part[question]?.[0] ?? 0)]);
    const over = part.findIndex(([, , said]) => said === 'resolved');
    const end = part[over];
    const from = start ?? part.slice(0, Math.max(over, 0)).find(([, , said]) => said === 'says')?.[0];
    if (end && from !== undefined) found.push(['resolution', end[0], end[0] - from]);
  }
  return found.sort(([a, at], [b, bt]) => at - bt || (a < b ? -1 : 1));
}

it('[X9] numbers of any log are those of a plain reading of it', () => {
  const step = fc.tuple(
    fc.integer({ min: 1, max: 50 }),
    fc.constantFrom<AuthorKind>('visitor', 'operator', 'bot'),
    fc.constantFrom('says' as const, 'says' as const, 'resolved' as const, 'open' as const),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      let now = 0;
      const log = steps.map(([past, by, said]): Said => {
        now += past;
        return [now, by, said];
      });
      const read = short(...log).map(([kind, at, ms]) => [kind, at, ms] as [string, number, number | null]);
      expect(read.sort(([a, at], [b, bt]) => at - bt || (a < b ? -1 : 1))).toEqual(naive(log));
    }),
  );
});
