/** Numbers in words. Pure. */
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const whole = new Intl.NumberFormat('en');
const oneDigit = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });
const weekday = new Intl.DateTimeFormat('en', { weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' });
const date = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short', timeZone: 'UTC' });

export const countWords = (count: number): string => whole.format(count);
export const scoreWords = (mean: number | null): string => (mean === null ? '–' : oneDigit.format(mean));
/** `Tue, 3 Mar` of `2026-03-03`. */
export const dayWords = (day: string): string => weekday.format(Date.parse(day));
export const shortDay = (day: string): string => date.format(Date.parse(day));

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;
export const weekdayName = (index: number): string => WEEKDAYS[index] ?? '';
export const hourName = (hour: number): string => `${String(hour).padStart(2, '0')}:00`;

function two(larger: number, unit: string, smaller: number, smallUnit: string): string {
  return smaller === 0 ? `${larger} ${unit}` : `${larger} ${unit} ${smaller} ${smallUnit}`;
}

/** `45 s`, `12 min`, `3 h 5 min`, `2 d 4 h`; a dash when there is none. */
export function durationWords(ms: number | null): string {
  if (ms === null) return '–';
  if (ms < MINUTE) return `${Math.round(ms / SECOND)} s`;
  const minutes = Math.round(ms / MINUTE);
  if (minutes < 60) return `${minutes} min`;
  if (minutes < 24 * 60) return two(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
  const hours = Math.round(ms / HOUR);
  return two(Math.floor(hours / 24), 'd', hours % 24, 'h');
}

export interface ChangeWords {
  /** Beside the words, so that the direction is seen at a glance. */
  readonly sign: '▲' | '▼' | '=' | '';
  readonly words: string;
}

const NOTHING: ChangeWords = { sign: '', words: 'Nothing to compare with' };
const SAME: ChangeWords = { sign: '=', words: 'The same as before' };
const MORE = { count: ['more', 'fewer'], time: ['longer', 'shorter'] } as const;

/** What a number is against the one of as many days before. */
export function changeWords(kind: 'count' | 'time', now: number | null, before: number | null): ChangeWords {
  if (now === null || before === null || before === 0) return NOTHING;
  const percent = Math.round((Math.abs(now - before) / before) * 100);
  if (percent === 0) return SAME;
  const [more, less] = MORE[kind];
  const said = countWords(percent);
  return now > before ? { sign: '▲', words: `${said} % ${more} than before` } : { sign: '▼', words: `${said} % ${less} than before` };
}

/** As `changeWords`, for ratings: the difference says more than a share. */
export function ratingChange(now: number | null, before: number | null): ChangeWords {
  if (now === null || before === null) return NOTHING;
  const by = oneDigit.format(Math.abs(now - before));
  if (by === '0') return SAME;
  return now > before ? { sign: '▲', words: `${by} higher than before` } : { sign: '▼', words: `${by} lower than before` };
}

/** Steps of an axis of times that people think in. */
export const TIME_STEPS: readonly number[] = [
  ...[1, 5, 10, 30].map((count) => count * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * MINUTE),
  ...[1, 2, 3, 6, 12].map((count) => count * HOUR),
  ...[1, 2, 5, 10, 20, 50, 100, 200].map((count) => count * DAY),
];
