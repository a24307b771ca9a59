import type { ConversationId, OperatorId } from '@parley/shared-types/model.ts';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { csvCell, numbersCsv, toCsv } from './csv.ts';
import { addDays, createPlaces, daysOf } from './period.ts';
import { createTally, spreadOf } from './tally.ts';

const C = 'c' as ConversationId;
const at = (iso: string) => Date.parse(iso);

it('[X9] median and p90 are values that were there, by nearest rank', () => {
  expect(spreadOf([])).toEqual({ count: 0, median: null, p90: null });
  expect(spreadOf([10, 1, 5, 2, 9, 3, 4, 8, 6, 7])).toEqual({ count: 10, median: 5, p90: 9 });
  fc.assert(
    fc.property(fc.array(fc.nat(1_000), { minLength: 1 }), (values) => {
      const { median, p90 } = spreadOf(values);
      // The smallest value that at least so large a share of them does not exceed.
      const share = (limit: number | null) => values.filter((one) => one <= (limit ?? -1)).length / values.length;
      const least = (wanted: number) => Math.min(...values.filter((one) => share(one) >= wanted));
      expect([median, p90]).toEqual([least(0.5), least(0.9)]);
    }),
  );
});

it('[X9] days and hours are those of the zone, over both changes of the clock and by half hours', () => {
  const paris = createPlaces('Europe/Paris');
  expect(paris(at('2026-03-29T00:59:00Z'))).toEqual({ day: '2026-03-29', weekday: 6, hour: 1 });
  expect(paris(at('2026-03-29T01:00:00Z')).hour).toBe(3);
  expect([0, 1].map((hour) => paris(at(`2026-10-25T0${hour}:30:00Z`)).hour)).toEqual([2, 2]);
  expect(paris(at('2026-03-29T22:00:00Z')).day).toBe('2026-03-30');
  expect(createPlaces('Asia/Kathmandu')(at('2026-01-01T18:15:00Z'))).toEqual({ day: '2026-01-02', weekday: 4, hour: 0 });
  expect(daysOf('2026-02-27', '2026-03-02')).toEqual(['2026-02-27', '2026-02-28', '2026-03-01', '2026-03-02']);
  expect(addDays('2026-03-29', -1)).toBe('2026-03-28');
});

it('[X9] a place by quarters of an hour is the place of the moment, in any zone and year', () => {
  const zones = fc.constantFrom('Europe/Paris', 'America/St_Johns', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'Africa/Casablanca', 'UTC');
  fc.assert(
    fc.property(zones, fc.integer({ min: at('2000-01-01'), max: at('2040-01-01') }), (zone, moment) => {
      const placeOf = createPlaces(zone);
      placeOf(Math.floor(moment / 900_000) * 900_000);
      expect(placeOf(moment)).toEqual(createPlaces(zone)(moment));
      const shown = new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' }).format(moment);
      expect(placeOf(moment).day).toBe(shown);
    }),
  );
});

it('[X9] what lies in the period is counted, as many days before beside it, and nothing else', () => {
  const tally = createTally({ from: '2026-05-04', to: '2026-05-05', zone: 'Europe/Paris' });
  const began = (iso: string) => tally.add({ kind: 'began', at: at(iso) }, C);
  for (const iso of [
    '2026-05-01T21:59:00Z',
    '2026-05-01T22:00:00Z',
    '2026-05-03T21:59:00Z',
    '2026-05-03T22:00:00Z',
    '2026-05-05T21:59:00Z',
  ])
    began(iso);
  began('2026-05-05T22:00:00Z');
  const ann = { id: 'ann' as OperatorId, name: 'Ann' };
  tally.add({ kind: 'message', at: at('2026-05-04T07:10:00Z'), author: 'operator', by: ann }, C);
  tally.add({ kind: 'message', at: at('2026-05-04T08:10:00Z'), author: 'visitor', by: null }, C);
  tally.add({ kind: 'first-reply', at: at('2026-05-04T09:00:00Z'), ms: 4_000, by: ann }, C);
  tally.add({ kind: 'rating', at: at('2026-05-04T10:00:00Z'), score: 4, text: '=1+1' }, C);
  const numbers = tally.result();
  expect(numbers.sums).toMatchObject({ conversations: 2, messages: { visitors: 1, operators: 1, bots: 0 }, rating: { count: 1, mean: 4 } });
  expect(numbers.before).toMatchObject({ conversations: 2, rating: { count: 0, mean: null } });
  expect(numbers.days.map(({ day, conversations }) => [day, conversations])).toEqual([
    ['2026-05-04', 1],
    ['2026-05-05', 1],
  ]);
  expect(numbers.hours.messages[0]?.[10]).toBe(1);
  expect(numbers.hours.conversations[0]?.[0]).toBe(1);
  expect(numbers.operators).toMatchObject([
    { id: 'ann', name: 'Ann', messages: 1, conversations: 1, firstReply: { count: 1, median: 4_000 } },
  ]);
  expect(numbersCsv(numbers, 'operators')).toBe(
    `operator,messages,conversations,first replies,first reply median (s),first reply p90 (s),resolved,resolution median (s),resolution p90 (s)\r\nAnn,1,1,1,4,4,0,,\r\n`,
  );
  expect(numbersCsv(numbers, 'ratings').split('\r\n').at(-2)).toBe("4,,2026-05-04T10:00:00.000Z,'=1+1");
  expect(numbersCsv(numbers, 'hours').split('\r\n')).toHaveLength(1 + 7 * 24 + 1);
  expect(numbersCsv(numbers, 'days').split('\r\n')[1]).toBe('2026-05-04,1,1,1,0,1,4,4,0,,');
});

/** RFC 4180, read back. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/gy;
  let row: string[] = [];
  for (let found = cell.exec(text); found; found = cell.exec(text)) {
    row.push(found[1]?.replaceAll('""', '"') ?? found[2] ?? '');
    if (found[3] === ',') continue;
    rows.push(row);
    row = [];
  }
  return rows;
}

it('[X9] a CSV gives back what was written, and no cell of it begins a formula', () => {
  expect(['=SUM(A1)', '+1', '-1', '@x', '\t=1', ' =1', 'plain', 'a,b', 'say "x"'].map(csvCell)).toEqual([
    "'=SUM(A1)",
    "'+1",
    "'-1",
    "'@x",
    "'\t=1",
    "' =1",
    'plain',
    '"a,b"',
    '"say ""x"""',
  ]);
  const word = fc.string({ unit: fc.constantFrom('a', '"', ',', '\r', '\n', '=', '-', '@', ' ', '\t', 'é') });
  fc.assert(
    fc.property(fc.array(fc.array(word, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 5 }), (rows) => {
      const back = parseCsv(toCsv(rows));
      expect(back.map((row) => row.map((one) => one.replace(/^'/, '')))).toEqual(rows);
      for (const one of back.flat()) expect(one).not.toMatch(/^\s*[=+\-@]/);
    }),
  );
});
