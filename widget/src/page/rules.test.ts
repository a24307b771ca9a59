import type { Hours } from '@parley/shared-types/model.ts';
import { expect, it } from 'vitest';
import { isOn, isOpenAt, isShown } from './rules.ts';

it.each([
  ['/pricing', '/pricing', true],
  ['/pricing/', '/pricing', true],
  ['/pricing', '/pricing/', true],
  ['/pricing/team', '/pricing', false],
  ['/docs', '/docs/*', true],
  ['/docs/a/b', '/docs/*', true],
  ['/docsearch', '/docs/*', false],
  ['/de/help', '/*/help', true],
  ['/', '/', true],
  ['/a', '/', false],
  ['/anything', '*', true],
  ['/a.html', '/a.html', true],
  ['/abhtml', '/a.html', false],
  ['/(a', '/(a', true],
])('[W9] the path %s and the pattern %s', (path, pattern, is) => {
  expect(isOn(path, [pattern])).toBe(is);
});

const hours: Hours = {
  timezone: 'Europe/Paris',
  days: [
    [[540, 1080]],
    [
      [540, 720],
      [780, 1080],
    ],
    [],
    [],
    [],
    [],
    [],
  ],
};

it('[W9] hours are those of the place, whatever the clock of the browser', () => {
  // Monday, 24 November 2025, 09:00 in Paris is 08:00 UTC.
  const monday = Date.UTC(2025, 10, 24);
  const at = (hour: number, minute = 0, day = 0) => isOpenAt(hours, monday + ((day * 24 + hour) * 60 + minute) * 60_000);
  expect([at(7, 59), at(8), at(16, 59), at(17)]).toEqual([false, true, true, false]);
  expect([at(10, 59, 1), at(11, 0, 1), at(12, 0, 1), at(12, 0, 2)]).toEqual([true, false, true, false]);
  expect(isOpenAt({ ...hours, timezone: 'Nowhere/Land' }, monday)).toBe(true);
});

it('[W9] the chat is shown where it is to be shown, hidden where it is to be hidden, and may be hidden outside of the hours', () => {
  const sunday = Date.UTC(2025, 10, 23, 12);
  expect(isShown({}, '/a', sunday)).toBe(true);
  expect([isShown({ showOn: ['/a'] }, '/a', sunday), isShown({ showOn: ['/a'] }, '/b', sunday)]).toEqual([true, false]);
  expect([isShown({ hideOn: ['/a/*'] }, '/a/b', sunday), isShown({ hideOn: ['/a/*'] }, '/b', sunday)]).toEqual([false, true]);
  expect(isShown({ showOn: ['/a'], hideOn: ['/a'] }, '/a', sunday)).toBe(false);
  expect([isShown({ hours }, '/a', sunday), isShown({ hours, hideWhenClosed: true }, '/a', sunday)]).toEqual([true, false]);
});
