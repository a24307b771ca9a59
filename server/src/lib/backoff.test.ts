import { expect, it } from 'vitest';
import { backoffMs } from './backoff.ts';

it('[K5] waiting times double from the least to the most, with jitter in their upper half', () => {
  const at = (attempt: number, random: number) => backoffMs(attempt, { minMs: 200, maxMs: 5_000, random: () => random });
  expect([1, 2, 3].map((attempt) => at(attempt, 0))).toEqual([100, 200, 400]);
  expect(at(40, 0)).toBe(2_500);
  expect(at(40, 0.999)).toBeLessThanOrEqual(5_000);
});
