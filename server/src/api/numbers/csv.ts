import type { Numbers, NumberTable, Spread } from '@parley/shared-types/http.ts';

type Cell = string | number | null;

/**
 * A cell of RFC 4180. A text that a spreadsheet would run as a formula gets an apostrophe before it, so that it stays a text:
 * names and comments are written by others.
 */
export function csvCell(value: Cell): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const safe = /^[\s]*[=+\-@]|^[\t\r\n]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export function toCsv(rows: readonly (readonly Cell[])[]): string {
  return rows.map((row) => `${row.map(csvCell).join(',')}\r\n`).join('');
}

const seconds = (ms: number | null) => (ms === null ? null : Math.round(ms / 1_000));
const spread = ({ count, median, p90 }: Spread): readonly Cell[] => [count, seconds(median), seconds(p90)];
const SPREADS = [
  'first replies',
  'first reply median (s)',
  'first reply p90 (s)',
  'resolved',
  'resolution median (s)',
  'resolution p90 (s)',
];
const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

function rowsOf(numbers: Numbers, table: NumberTable): readonly (readonly Cell[])[] {
  const { days, hours, operators, ratings } = numbers;
  switch (table) {
    case 'days':
      return [
        ['day', 'conversations', 'messages of visitors', 'messages of operators', 'messages of bots', ...SPREADS],
        ...days.map(({ day, conversations, messages, firstReply, resolution }) => [
          ...[day, conversations, messages.visitors, messages.operators, messages.bots],
          ...[...spread(firstReply), ...spread(resolution)],
        ]),
      ];
    case 'hours':
      return [
        ['weekday', 'hour', 'conversations', 'messages of visitors'],
        ...WEEKDAYS.flatMap((name, weekday) =>
          (hours.conversations[weekday] ?? []).map((count, hour) => [name, hour, count, hours.messages[weekday]?.[hour] ?? 0]),
        ),
      ];
    case 'operators':
      return [
        ['operator', 'messages', 'conversations', ...SPREADS],
        ...operators.map(({ name, messages, conversations, firstReply, resolution }) => [
          ...[name, messages, conversations],
          ...[...spread(firstReply), ...spread(resolution)],
        ]),
      ];
    case 'ratings':
      return [
        ['rating', 'times', 'at', 'comment'],
        ...ratings.scores.map((times, index) => [index + 1, times, null, null]),
        ...ratings.comments.map(({ score, at, text }) => [score, null, new Date(at).toISOString(), text]),
      ];
  }
}

/** One of the tables, with a line of names; times in whole seconds. */
export function numbersCsv(numbers: Numbers, table: NumberTable): string {
  return toCsv(rowsOf(numbers, table));
}
