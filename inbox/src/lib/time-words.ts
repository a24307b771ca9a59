const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const weekday = new Intl.DateTimeFormat('en', { weekday: 'short' });
const date = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short' });
const dateOfYear = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short', year: 'numeric' });
const longDay = new Intl.DateTimeFormat('en', { weekday: 'long', day: 'numeric', month: 'long' });
const short = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });

const startOfDay = (at: number): number => new Date(at).setHours(0, 0, 0, 0);
/** Days of the calendar between two moments; a day of 23 hours is one, too. */
const daysBetween = (now: number, at: number): number => Math.round((startOfDay(now) - startOfDay(at)) / DAY);

/** `now`, `4 min`, `3 h`, `Tue`, `12 Mar`: for a list, as short as it can be. */
export function shortAgo(now: number, at: number): string {
  const past = now - at;
  if (past < MINUTE) return 'now';
  if (past < HOUR) return `${Math.floor(past / MINUTE)} min`;
  if (daysBetween(now, at) === 0) return `${Math.floor(past / HOUR)} h`;
  if (daysBetween(now, at) < 7) return weekday.format(at);
  return new Date(at).getFullYear() === new Date(now).getFullYear() ? date.format(at) : dateOfYear.format(at);
}

/** `2 minutes ago`: within a sentence. */
export function longAgo(now: number, at: number): string {
  const past = Math.max(0, now - at);
  const said = (count: number, unit: string) => `${count} ${unit}${count === 1 ? '' : 's'} ago`;
  if (past < MINUTE) return 'just now';
  if (past < HOUR) return said(Math.floor(past / MINUTE), 'minute');
  return past < DAY ? said(Math.floor(past / HOUR), 'hour') : said(Math.floor(past / DAY), 'day');
}

/** `in 3 minutes`: what is still to come. */
export function longUntil(now: number, at: number): string {
  const minutes = Math.round((at - now) / MINUTE);
  if (minutes < 1) return 'in a moment';
  return minutes < 60 ? `in ${minutes} minute${minutes === 1 ? '' : 's'}` : `in ${Math.round(minutes / 60)} hours`;
}

/** Head of a day in a conversation. */
export function dayHead(now: number, at: number): string {
  const days = daysBetween(now, at);
  if (days === 0) return 'Today';
  return days === 1 ? 'Yesterday' : longDay.format(at);
}

export const isSameDay = (a: number, b: number): boolean => startOfDay(a) === startOfDay(b);
export const clockTime = (at: number): string => clock.format(at);
/** As `fullTime`, without seconds: for moments that nobody compares. */
export const shortTime = (at: number): string => short.format(at);
export const fullTime = (at: number): string => full.format(at);

/** `3 s ago`: to the second while that is what matters. */
export function sinceWords(now: number, at: number): string {
  return now - at < MINUTE ? `${Math.max(1, Math.round((now - at) / 1_000))} s ago` : longAgo(now, at);
}

/** `Thu 26 Nov, 09:00`: a moment to come. */
export const momentWords = (at: number): string => `${weekday.format(at)} ${date.format(at)}, ${clock.format(at)}`;
