import type { Hours, OpenSpan } from '@parley/shared-types/model.ts';

/** As the format of `isOpenAt` names them; people read `weekdayName`. */
const DAY_NAMES = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;
export const MAX_SPANS = 4;
const MIDNIGHT = 1_440;
const OFFICE: OpenSpan = [540, 1_020];

/** What business hours begin with: nine to five on weekdays, by the clock of this browser. */
export function officeHours(timezone: string): Hours {
  return { timezone, days: DAY_NAMES.map((_, day) => (day < 5 ? [OFFICE] : [])) };
}

/** `540` as `09:00`, for a field of type time; the end of a day is its last `00:00`. */
export function timeText(minutes: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(Math.floor(minutes / 60) % 24)}:${two(minutes % 60)}`;
}

/** Minutes of the day; as an end, `00:00` is the one after the day. null while nothing readable is written. */
export function timeOf(text: string, isEnd: boolean): number | null {
  const match = /^(\d\d):(\d\d)/.exec(text);
  if (!match) return null;
  const minutes = Number(match[1]) * 60 + Number(match[2]);
  return isEnd && minutes === 0 ? MIDNIGHT : minutes;
}

function withDay(hours: Hours, day: number, spans: readonly OpenSpan[]): Hours {
  return { ...hours, days: hours.days.map((before, at) => (at === day ? spans : before)) };
}

/** Opens a day, or opens it once more: an hour after it closes, where there is room. */
export function addSpan(hours: Hours, day: number): Hours {
  const spans = hours.days[day] ?? [];
  const last = spans.at(-1);
  if (!last) return withDay(hours, day, [OFFICE]);
  const from = Math.min(last[1] + 60, MIDNIGHT - 60);
  return withDay(hours, day, [...spans, [from, Math.min(from + 240, MIDNIGHT)]]);
}

export function removeSpan(hours: Hours, day: number, index: number): Hours {
  return withDay(
    hours,
    day,
    (hours.days[day] ?? []).filter((_, at) => at !== index),
  );
}

export function changeSpan(hours: Hours, day: number, index: number, span: OpenSpan): Hours {
  return withDay(
    hours,
    day,
    (hours.days[day] ?? []).map((before, at) => (at === index ? span : before)),
  );
}

/** Monday to Friday as this day is. */
export function copyToWeekdays(hours: Hours, day: number): Hours {
  return { ...hours, days: hours.days.map((before, at) => (at < 5 ? (hours.days[day] ?? []) : before)) };
}

/** All that the browser knows, and the one that is chosen even if it does not. */
export function timezones(chosen: string): readonly string[] {
  const known = Intl.supportedValuesOf('timeZone');
  return known.includes(chosen) ? known : [chosen, ...known];
}

/** True while it is open by the clock of its place. */
export function isOpenAt({ timezone, days }: Hours, at: number): boolean {
  const parts = new Intl.DateTimeFormat('en-GB', { timeZone: timezone, weekday: 'long', hour: '2-digit', minute: '2-digit' }).formatToParts(
    at,
  );
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? '';
  const minute = (Number(part('hour')) % 24) * 60 + Number(part('minute'));
  const spans = days[DAY_NAMES.indexOf(part('weekday') as (typeof DAY_NAMES)[number])] ?? [];
  return spans.some(([from, to]) => minute >= from && minute < to);
}
