import { expect, it } from 'vitest';
import { addSpan, changeSpan, copyToWeekdays, isOpenAt, officeHours, removeSpan, timeOf, timeText, timezones } from './hours.ts';
import { changeTrigger, newTrigger, ofKind } from './triggers.ts';

it('[I6] business hours: times as a field shows them, the end of a day is its midnight', () => {
  expect([0, 545, 1_439, 1_440].map(timeText)).toEqual(['00:00', '09:05', '23:59', '00:00']);
  expect([timeOf('09:05', false), timeOf('00:00', false), timeOf('00:00', true), timeOf('', true)]).toEqual([545, 0, 1_440, null]);
});

it('[I6] business hours: days are opened, opened once more, closed, and copied to all weekdays', () => {
  const hours = officeHours('Europe/Paris');
  expect(hours.days.map((spans) => spans.length)).toEqual([1, 1, 1, 1, 1, 0, 0]);
  const twice = addSpan(hours, 0);
  expect(twice.days[0]).toEqual([
    [540, 1_020],
    [1_080, 1_320],
  ]);
  expect(addSpan(changeSpan(hours, 0, 0, [540, 1_440]), 0).days[0]?.[1]).toEqual([1_380, 1_440]);
  expect(addSpan(hours, 6).days[6]).toEqual([[540, 1_020]]);
  expect(removeSpan(twice, 0, 0).days[0]).toEqual([[1_080, 1_320]]);
  const copied = copyToWeekdays(twice, 0);
  expect(copied.days.map((spans) => spans.length)).toEqual([2, 2, 2, 2, 2, 0, 0]);
});

it('[I6] business hours: open by the clock of the place, also where the browser does not know it by name', () => {
  const hours = officeHours('Asia/Tokyo');
  // Monday 2026-01-05: 00:30 UTC is 09:30 in Tokyo
  expect(isOpenAt(hours, Date.UTC(2026, 0, 5, 0, 30))).toBe(true);
  expect(isOpenAt(hours, Date.UTC(2026, 0, 5, 9, 0))).toBe(false);
  expect(isOpenAt(hours, Date.UTC(2026, 0, 3, 1, 0))).toBe(false);
  expect(timezones('Etc/Unheard')[0]).toBe('Etc/Unheard');
  expect(timezones('Europe/Paris').filter((zone) => zone === 'Europe/Paris')).toHaveLength(1);
});

it('[I6] triggers: each has a name of its own, and changes alone', () => {
  const one = newTrigger([]);
  const two = newTrigger([{ ...one, name: 'Trigger 2' }]);
  expect([one.name, two.name]).toEqual(['Trigger 1', 'Trigger 3']);
  expect(changeTrigger([one, two], 1, { on: ofKind('exit') })).toEqual([one, { ...two, on: { kind: 'exit' } }]);
});
