import type { Words } from '../words/en.ts';

/** Up to two letters for a face. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/);
  const letters = [words[0], words.length > 1 ? words.at(-1) : ''].map((word) => /./u.exec(word ?? '')?.[0] ?? '');
  return letters.join('').toUpperCase() || '?';
}

export function timeOf(at: number, { language }: Words): string {
  return new Date(at).toLocaleTimeString(language, { hour: '2-digit', minute: '2-digit' });
}

/** Today, yesterday, or the date, in the language of the words. */
export function dayOf(at: number, now: number, { today, yesterday, language }: Words): string {
  const days = Math.round((new Date(now).setHours(12, 0, 0, 0) - new Date(at).setHours(12, 0, 0, 0)) / 86_400_000);
  if (days < 2) return days === 1 ? yesterday : today;
  return new Date(at).toLocaleDateString(language, { weekday: 'long', day: 'numeric', month: 'long' });
}
