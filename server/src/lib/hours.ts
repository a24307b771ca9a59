import type { Hours, Millis } from '@parley/shared-types/model.ts';

const MINUTE = 60_000;
const DAY_MINUTES = 1_440;
const MOST_ZONES = 500;
const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** What a clock on the wall of a place shows. */
export interface WallTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  /** 0: Monday. */
  readonly weekday: number;
  /** Of the day. */
  readonly minute: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Making one costs more than a hundred uses. */
function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (!format) {
    const parts = { weekday: 'short', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' } as const;
    format = new Intl.DateTimeFormat('en-US', { timeZone, calendar: 'gregory', hourCycle: 'h23', ...parts });
    if (formats.size >= MOST_ZONES) formats.clear();
    formats.set(timeZone, format);
  }
  return format;
}

/** @throws RangeError for a time zone that does not exist */
export function wallTime(timeZone: string, at: Millis): WallTime {
  const parts = Object.fromEntries(
    formatOf(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  return {
    year: Number(parts.year),
    month: Number(parts.month),
    day: Number(parts.day),
    weekday: WEEKDAYS.indexOf(parts.weekday ?? ''),
    minute: Number(parts.hour) * 60 + Number(parts.minute),
  };
}

/** The wall time as if the place were on UTC: differences of such numbers are differences of clocks. */
function asUtc({ year, month, day, minute }: WallTime): number {
  return Date.UTC(year, month - 1, day, 0, minute);
}

/**
 * When the clock of a place shows a minute of a day. One that the change to summer time leaves out is later by what the clock
 * jumps; of one that comes twice it is the first.
 */
function momentOf(timeZone: string, wanted: number): Millis {
  const candidates = [-DAY_MINUTES, DAY_MINUTES].map((minutes) => {
    const near = wanted + minutes * MINUTE;
    const offset = asUtc(wallTime(timeZone, near)) - Math.floor(near / MINUTE) * MINUTE;
    return wanted - offset;
  });
  const shown = candidates.filter((at) => asUtc(wallTime(timeZone, at)) === wanted);
  return shown.length > 0 ? Math.min(...shown) : Math.max(...candidates);
}

/**
 * When a site opens next, by the clock of its place.
 * @returns null while it is open, and when it never opens
 * @throws RangeError for a time zone that does not exist; the schema of the settings lets none through
 */
export function nextOpening({ timezone, days }: Hours, now: Millis): Millis | null {
  const wall = wallTime(timezone, now);
  if (days[wall.weekday]?.some(([from, to]) => from <= wall.minute && wall.minute < to)) return null;
  for (let ahead = 0; ahead <= 7; ahead += 1) {
    const openings = (days[(wall.weekday + ahead) % 7] ?? [])
      .map(([from]) => momentOf(timezone, Date.UTC(wall.year, wall.month - 1, wall.day + ahead, 0, from)))
      .filter((at) => at > now);
    if (openings.length > 0) return Math.min(...openings);
  }
  return null;
}
