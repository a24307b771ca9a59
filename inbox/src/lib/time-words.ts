import { clockLocale, perLanguage, t } from '../words/words.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const inWords = (style: Intl.DateTimeFormatOptions) => perLanguage((language) => new Intl.DateTimeFormat(language, style));
const byClock = (style: Intl.DateTimeFormatOptions) => perLanguage(() => new Intl.DateTimeFormat(clockLocale(), style));
const clock = byClock({ hour: '2-digit', minute: '2-digit' });
const weekday = inWords({ weekday: 'short' });
const date = inWords({ day: 'numeric', month: 'short' });
const dateOfYear = inWords({ day: 'numeric', month: 'short', year: 'numeric' });
const longDay = inWords({ weekday: 'long', day: 'numeric', month: 'long' });
const longWeekday = inWords({ weekday: 'long', timeZone: 'UTC' });
const short = byClock({ dateStyle: 'medium', timeStyle: 'short' });
const full = byClock({ dateStyle: 'medium', timeStyle: 'medium' });
const relative = perLanguage((language) => new Intl.RelativeTimeFormat(language));
/** 5 January 1970. */
const FIRST_MONDAY = 4 * DAY;

/** As it stands alone: French writes its days small. */
const alone = (words: string): string => words.charAt(0).toLocaleUpperCase() + words.slice(1);

const startOfDay = (at: number): number => new Date(at).setHours(0, 0, 0, 0);
/** Days of the calendar between two moments; a day of 23 hours is one, too. */
const daysBetween = (now: number, at: number): number => Math.round((startOfDay(now) - startOfDay(at)) / DAY);

/** `now`, `4 min`, `3 h`, `Tue`, `12 Mar`: for a list, as short as it can be. */
export function shortAgo(now: number, at: number): string {
  const past = now - at;
  if (past < MINUTE) return t('now');
  if (past < HOUR) return t('{count} min', { count: Math.floor(past / MINUTE) });
  if (daysBetween(now, at) === 0) return t('{count} h', { count: Math.floor(past / HOUR) });
  if (daysBetween(now, at) < 7) return weekday().format(at);
  return new Date(at).getFullYear() === new Date(now).getFullYear() ? date().format(at) : dateOfYear().format(at);
}

/** `2 minutes ago`: within a sentence. */
export function longAgo(now: number, at: number): string {
  const past = Math.max(0, now - at);
  const said = (count: number, unit: 'minute' | 'hour' | 'day') => relative().format(-count, unit);
  if (past < MINUTE) return t('just now');
  if (past < HOUR) return said(Math.floor(past / MINUTE), 'minute');
  return past < DAY ? said(Math.floor(past / HOUR), 'hour') : said(Math.floor(past / DAY), 'day');
}

/** `in 3 minutes`: what is still to come. */
export function longUntil(now: number, at: number): string {
  const minutes = Math.round((at - now) / MINUTE);
  if (minutes < 1) return t('in a moment');
  return minutes < 60 ? relative().format(minutes, 'minute') : relative().format(Math.round(minutes / 60), 'hour');
}

/** `Monday` is 0. */
export const weekdayName = (index: number): string => alone(longWeekday().format(FIRST_MONDAY + index * DAY));

/** Head of a day in a conversation. */
export function dayHead(now: number, at: number): string {
  const days = daysBetween(now, at);
  if (days === 0) return t('Today');
  return days === 1 ? t('Yesterday') : alone(longDay().format(at));
}

export const isSameDay = (a: number, b: number): boolean => startOfDay(a) === startOfDay(b);
export const clockTime = (at: number): string => clock().format(at);
/** As `fullTime`, without seconds: for moments that nobody compares. */
export const shortTime = (at: number): string => short().format(at);
export const fullTime = (at: number): string => full().format(at);

/** `3 s ago`: to the second while that is what matters. */
export function sinceWords(now: number, at: number): string {
  return now - at < MINUTE ? t('{count} s ago', { count: Math.max(1, Math.round((now - at) / 1_000)) }) : longAgo(now, at);
}

/** `Thu 26 Nov, 09:00`: a moment to come. */
export const momentWords = (at: number): string => `${weekday().format(at)} ${date().format(at)}, ${clock().format(at)}`;
