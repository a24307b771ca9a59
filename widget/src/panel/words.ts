import type { ReplyTime } from '@parley/shared-types/model.ts';

/** How long an answer takes, as the owner says. */
export const REPLIES: Readonly<Record<ReplyTime, string>> = {
  minutes: 'replies in a few minutes',
  hours: 'replies within a few hours',
  day: 'replies within a day',
};

export const GREETING = 'Ask us anything. You can leave and come back: the conversation stays here.';

/** Up to two letters for a face. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/);
  const letters = [words[0], words.length > 1 ? words.at(-1) : ''].map((word) => /./u.exec(word ?? '')?.[0] ?? '');
  return letters.join('').toUpperCase() || '?';
}

export function timeOf(at: number): string {
  return new Date(at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
}

/** `Today`, `Yesterday`, or the date. */
export function dayOf(at: number, now: number): string {
  const days = Math.round((new Date(now).setHours(12, 0, 0, 0) - new Date(at).setHours(12, 0, 0, 0)) / 86_400_000);
  if (days < 2) return days === 1 ? 'Yesterday' : 'Today';
  return new Date(at).toLocaleDateString([], { weekday: 'long', day: 'numeric', month: 'long' });
}
