import type { Words } from '../words/en.ts';

/** Up to two letters for a face. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/);
  const letters = [words[0], words.length > 1 ? words.at(-1) : ''].map((word) => /./u.exec(word ?? '')?.[0] ?? '');
  return letters.join('').toUpperCase() || '?';
}

/** The visitor's own kind of the language of the words, as en-GB: what counts and dates are written in. */
export function localeOf({ language = 'en' }: Words): string {
  return navigator.languages.find((wish) => wish.split('-')[0] === language) ?? language;
}

export function timeOf(at: number, words: Words): string {
  return new Date(at).toLocaleTimeString(localeOf(words), { hour: 'numeric', minute: '2-digit' });
}

/** Midnights between two moments, by the visitor's clock; noon is never left out by a change of the clock. */
export function daysBetween(from: number, to: number): number {
  return Math.round((new Date(to).setHours(12, 0, 0, 0) - new Date(from).setHours(12, 0, 0, 0)) / 86_400_000);
}

/** Today, yesterday, or the date, in the language of the words. */
export function dayOf(at: number, now: number, words: Words): string {
  const days = daysBetween(at, now);
  const language = localeOf(words);
  if (days < 2) {
    const day = new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(days === 1 ? -1 : 0, 'day');
    return day[0]?.toUpperCase() + day.slice(1);
  }
  return new Date(at).toLocaleDateString(language, { weekday: 'long', day: 'numeric', month: 'long' });
}
