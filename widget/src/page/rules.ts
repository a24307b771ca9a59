/** Where the chat is shown. Pure. */
import type { ChosenSettings } from '@parley/shared-types/http.ts';
import type { Hours } from '@parley/shared-types/model.ts';

/** Whether a path is like one of the patterns: `/pricing`, `/docs/*`, with or without a slash at the end. */
export function isOn(path: string, patterns: readonly string[]): boolean {
  const plain = (text: string) => text.replace(/(.)\/$/, '$1');
  return patterns.some((pattern) => {
    const source = plain(pattern)
      .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
      .replace(/(\/)?\*/g, (_, slash: string | undefined) => (slash ? '(/.*)?' : '.*'));
    return new RegExp(`^${source}$`).test(plain(path));
  });
}

/** Whether somebody answers at a moment, by the clock of the site. A zone that the browser does not know is always open. */
export function isOpenAt({ timezone, days }: Hours, at: number): boolean {
  try {
    const format = new Intl.DateTimeFormat('en-GB', {
      timeZone: timezone,
      weekday: 'short',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
    const { weekday, hour, minute } = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
    const now = Number(hour) * 60 + Number(minute);
    const day = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].indexOf(weekday ?? '');
    return (days[day] ?? []).some(([from, to]) => from <= now && now < to);
  } catch {
    return true;
  }
}

/** Whether the chat is shown on a page. */
export function isShown({ showOn = [], hideOn = [], hideWhenClosed, hours }: ChosenSettings, path: string, now: number): boolean {
  if (showOn.length > 0 && !isOn(path, showOn)) return false;
  return !isOn(path, hideOn) && !(hideWhenClosed && hours && !isOpenAt(hours, now));
}
