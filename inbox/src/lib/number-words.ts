import { perLanguage, sayNumber, t } from '../words/words.ts';

/** Numbers in words. Pure. */
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const oneDigit = perLanguage((language) => new Intl.NumberFormat(language, { maximumFractionDigits: 1 }));
const day = { day: 'numeric', month: 'short', timeZone: 'UTC' } as const;
const date = perLanguage((language) => new Intl.DateTimeFormat(language, day));
const dateOfWeek = perLanguage((language) => new Intl.DateTimeFormat(language, { ...day, weekday: 'short' }));

export const countWords = sayNumber;
export const scoreWords = (mean: number | null): string => (mean === null ? '–' : oneDigit().format(mean));
/** `Tue, 3 Mar` of `2026-03-03`. */
export const dayWords = (day: string): string => dateOfWeek().format(Date.parse(day));
export const shortDay = (day: string): string => date().format(Date.parse(day));

export const hourName = (hour: number): string => `${String(hour).padStart(2, '0')}:00`;

const two = (larger: string, smaller: string) => (smaller === '' ? larger : `${larger} ${smaller}`);

/** `45 s`, `12 min`, `3 h 5 min`, `2 d 4 h`; a dash when there is none. */
export function durationWords(ms: number | null): string {
  if (ms === null) return '–';
  if (ms < MINUTE) return t('{count} s', { count: Math.round(ms / SECOND) });
  const minutes = Math.round(ms / MINUTE);
  if (minutes < 60) return t('{count} min', { count: minutes });
  if (minutes < 24 * 60)
    return two(t('{count} h', { count: Math.floor(minutes / 60) }), minutes % 60 === 0 ? '' : t('{count} min', { count: minutes % 60 }));
  const hours = Math.round(ms / HOUR);
  return two(t('{count} d', { count: Math.floor(hours / 24) }), hours % 24 === 0 ? '' : t('{count} h', { count: hours % 24 }));
}

export interface ChangeWords {
  /** Beside the words, so that the direction is seen at a glance. */
  readonly sign: '▲' | '▼' | '=' | '';
  readonly words: string;
}

const nothing = (): ChangeWords => ({ sign: '', words: t('Nothing to compare with') });
const same = (): ChangeWords => ({ sign: '=', words: t('The same as before') });
const MORE = {
  count: ['{percent} % more than before', '{percent} % fewer than before'],
  time: ['{percent} % longer than before', '{percent} % shorter than before'],
} as const;

/** What a number is against the one of as many days before. */
export function changeWords(kind: 'count' | 'time', now: number | null, before: number | null): ChangeWords {
  if (now === null || before === null || before === 0) return nothing();
  const percent = Math.round((Math.abs(now - before) / before) * 100);
  if (percent === 0) return same();
  const [more, less] = MORE[kind];
  return now > before ? { sign: '▲', words: t(more, { percent }) } : { sign: '▼', words: t(less, { percent }) };
}

/** As `changeWords`, for ratings: the difference says more than a share. */
export function ratingChange(now: number | null, before: number | null): ChangeWords {
  if (now === null || before === null) return nothing();
  const by = oneDigit().format(Math.abs(now - before));
  if (by === '0') return same();
  return now > before
    ? { sign: '▲', words: t('{by} higher than before', { by }) }
    : { sign: '▼', words: t('{by} lower than before', { by }) };
}

/** Steps of an axis of times that people think in. */
export const TIME_STEPS: readonly number[] = [
  ...[1, 5, 10, 30].map((count) => count * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * MINUTE),
  ...[1, 2, 3, 6, 12].map((count) => count * HOUR),
  ...[1, 2, 5, 10, 20, 50, 100, 200].map((count) => count * DAY),
];
