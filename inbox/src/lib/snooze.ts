import type { Millis } from '@parley/shared-types/model.ts';
import { t } from '../words/words.ts';

const HOUR = 3_600_000;
const MORNING = 9;

export interface SnoozeChoice {
  readonly words: string;
  readonly until: Millis;
}

function morningOf(now: Millis, days: number): Millis {
  const day = new Date(now);
  // By the calendar: a day may have 23 hours.
  day.setDate(day.getDate() + days);
  return day.setHours(MORNING, 0, 0, 0);
}

/** Until when one may want a conversation out of sight, by the clock of this browser. */
export function snoozeChoices(now: Millis): readonly SnoozeChoice[] {
  const weekday = (new Date(now).getDay() + 6) % 7;
  return [
    { words: t('Later today'), until: Math.ceil((now + 3 * HOUR) / (HOUR / 4)) * (HOUR / 4) },
    { words: t('Tomorrow'), until: morningOf(now, 1) },
    { words: t('Next week'), until: morningOf(now, 7 - weekday) },
  ];
}

/** What a field for date and time says, as a moment to come; null when it says nothing, or what is past. */
export function ownMoment(now: Millis, value: string): Millis | null {
  const until = new Date(value).getTime();
  return Number.isNaN(until) || until <= now ? null : until;
}
