import type { Hours, OpenSpan } from '@parley/shared-types/model.ts';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { nextOpening } from './hours.ts';

const OFFICE: OpenSpan = [540, 1_020];
const week = (timezone: string, spans: readonly OpenSpan[] = [OFFICE], weekend: readonly OpenSpan[] = []): Hours => ({
  timezone,
  days: [spans, spans, spans, spans, spans, weekend, weekend],
});
const next = (hours: Hours, now: string) => {
  const at = nextOpening(hours, Date.parse(now));
  return at === null ? null : new Date(at).toISOString();
};

it.each([
  ['open in the middle of the day', '2026-11-25T10:00:00+01:00', null],
  ['open at the first minute', '2026-11-25T09:00:00+01:00', null],
  ['closed a moment before it', '2026-11-25T08:59:59+01:00', '2026-11-25T08:00:00.000Z'],
  ['open in the last minute', '2026-11-25T16:59:59+01:00', null],
  ['closed at the end, until the next day', '2026-11-25T17:00:00+01:00', '2026-11-26T08:00:00.000Z'],
  ['Friday evening, until Monday', '2026-11-27T18:00:00+01:00', '2026-11-30T08:00:00.000Z'],
  ['Sunday, over the end of the month and year', '2027-01-31T12:00:00+01:00', '2027-02-01T08:00:00.000Z'],
])('[G2] hours of Paris: %s', (_what, now, expected) => expect(next(week('Europe/Paris'), now)).toBe(expected));

it('[G2] nine o’clock is nine o’clock by the clock of the place, on both sides of both changes of the clock', () => {
  // Saturday before summer time begins, and before it ends, in Paris
  expect(next(week('Europe/Paris'), '2026-03-27T18:00:00+01:00')).toBe('2026-03-30T07:00:00.000Z');
  expect(next(week('Europe/Paris'), '2026-10-23T18:00:00+02:00')).toBe('2026-10-26T08:00:00.000Z');
  // the days themselves are Sundays
  const sundays = week('Europe/Paris', [], [[540, 1_020]]);
  expect(next(sundays, '2026-03-29T00:30:00+01:00')).toBe('2026-03-29T07:00:00.000Z');
  expect(next(sundays, '2026-10-25T00:30:00+02:00')).toBe('2026-10-25T08:00:00.000Z');
  // the other half of the earth, half an hour of change, and a place that is not on whole hours
  expect(next(week('Australia/Lord_Howe'), '2026-10-02T18:00:00+10:30')).toBe('2026-10-04T22:00:00.000Z');
  expect(next(week('Asia/Kathmandu'), '2026-11-25T01:00:00Z')).toBe('2026-11-25T03:15:00.000Z');
});

it('[G2] an opening that the clock leaves out is as much later as the clock jumps; one that comes twice is the first', () => {
  const gap = week('Europe/Paris', [], [[150, 300]]);
  expect(next(gap, '2026-03-29T00:30:00+01:00')).toBe('2026-03-29T01:30:00.000Z');
  expect(next(gap, '2026-10-25T00:30:00+02:00')).toBe('2026-10-25T00:30:00.000Z');
});

it('[G2] several spans of a day; midnight joins two days; a week without spans never opens', () => {
  const split = week('UTC', [
    [480, 720],
    [780, 1_080],
  ]);
  expect(next(split, '2026-11-25T12:30:00Z')).toBe('2026-11-25T13:00:00.000Z');
  const always = week('UTC', [[0, 1_440]], [[0, 1_440]]);
  expect(next(always, '2026-11-25T23:59:59.999Z')).toBeNull();
  expect(next(always, '2026-11-26T00:00:00Z')).toBeNull();
  expect(next(week('UTC', []), '2026-11-25T12:00:00Z')).toBeNull();
  const monday: Hours = { timezone: 'UTC', days: [[OFFICE], [], [], [], [], [], []] };
  expect(next(monday, '2026-11-30T18:00:00Z')).toBe('2026-12-07T09:00:00.000Z');
});

it('[G2] whenever it is asked, the next opening is ahead, at most eight days, and the site is open then', () => {
  const zone = fc.constantFrom(
    'Europe/Paris',
    'America/New_York',
    'Australia/Lord_Howe',
    'Pacific/Apia',
    'Asia/Kathmandu',
    'America/Sao_Paulo',
  );
  const from = Date.parse('2026-01-01T00:00:00Z');
  fc.assert(
    fc.property(zone, fc.integer({ min: 0, max: 2 * 365 * 1_440 }), fc.integer({ min: 360, max: 1_380 }), (timezone, minutes, opens) => {
      const hours = week(timezone, [[opens, opens + 60]]);
      const now = from + minutes * 60_000;
      const at = nextOpening(hours, now);
      if (at === null) return;
      expect(at).toBeGreaterThan(now);
      expect(at - now).toBeLessThan(8 * 86_400_000);
      expect(nextOpening(hours, at)).toBeNull();
      expect(nextOpening(hours, at - 1)).toBe(at);
    }),
  );
});
