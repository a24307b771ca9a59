/** Days of the calendar, as a place counts them. Pure. */
import type { Millis } from '@parley/shared-types/model.ts';
import { wallTime } from '../../lib/hours.ts';

const DAY = 86_400_000;
/** Clocks change by quarters of an hour at the finest, and at one of them. */
const QUARTER = 900_000;

export interface Place {
  /** `YYYY-MM-DD` */
  readonly day: string;
  /** 0: Monday. */
  readonly weekday: number;
  readonly hour: number;
}

/** @returns what says at which day and hour of a zone a moment is; asked once for each quarter of an hour. */
export function createPlaces(zone: string): (at: Millis) => Place {
  const known = new Map<number, Place>();
  return (at) => {
    const quarter = Math.floor(at / QUARTER);
    let place = known.get(quarter);
    if (!place) {
      const { year, month, day, weekday, minute } = wallTime(zone, at);
      const pad = (value: number, length: number) => String(value).padStart(length, '0');
      place = { day: `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`, weekday, hour: Math.floor(minute / 60) };
      known.set(quarter, place);
    }
    return place;
  };
}

/** A day so many days later, or earlier. */
export function addDays(day: string, count: number): string {
  return new Date(Date.parse(day) + count * DAY).toISOString().slice(0, 10);
}

/** Every day from one to the other, both included. */
export function daysOf(from: string, to: string): readonly string[] {
  const count = Math.round((Date.parse(to) - Date.parse(from)) / DAY) + 1;
  return Array.from({ length: count }, (_, index) => addDays(from, index));
}

/** A moment before a day begins anywhere on earth, with an hour for clocks that differ. */
export function safelyBefore(day: string): Millis {
  return Date.parse(day) - 15 * 3_600_000;
}
