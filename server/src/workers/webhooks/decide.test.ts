import { expect, it } from 'vitest';
import { RETRIES_MS, readRetryAfter, retryIn } from './decide.ts';

it('[H2] attempts lie 5 s, 5 min, 30 min, 2, 5, 10, 14, 20 and 24 h apart, up to a fifth longer; then there is no more', () => {
  const seconds = RETRIES_MS.map((_, index) => (retryIn(index + 1, 0, () => 0) ?? 0) / 1_000);
  expect(seconds).toEqual([5, 300, 1_800, ...[2, 5, 10, 14, 20, 24].map((hours) => hours * 3_600)]);
  expect(retryIn(1, 0, () => 0.999)).toBeCloseTo(5_999, -1);
  expect(retryIn(RETRIES_MS.length + 1, 0)).toBeNull();
  expect(retryIn(1, 60_000, () => 0)).toBe(60_000);
  expect(retryIn(1, 1e12, () => 0)).toBe(86_400_000);
});

it('[H2] Retry-After is seconds or a date; anything else asks for nothing', () => {
  const now = Date.parse('2026-01-01T00:00:00Z');
  expect(['120', 'Thu, 01 Jan 2026 00:01:00 GMT', 'soon', '-5', undefined].map((header) => readRetryAfter(header, now))).toEqual([
    ...[120_000, 60_000, 0, 0, 0],
  ]);
});
