import { expect, it } from 'vitest';
import { addDays, dayCount, parsePeriod, periodProblem, periodSearch } from './period.ts';

const TODAY = '2026-03-31';
const read = (search: string) => parsePeriod(Object.fromEntries(new URLSearchParams(search)), TODAY);

it('[I6] the days of numbers are in the address; what makes no sense there is the last 30', () => {
  expect(read(periodSearch(7))).toEqual({ from: '2026-03-25', to: TODAY, preset: 7 });
  expect(read(periodSearch({ from: '2026-01-01', to: '2026-01-31' }))).toEqual({ from: '2026-01-01', to: '2026-01-31', preset: null });
  for (const search of [
    '',
    '?days=8',
    '?from=2026-02-30&to=2026-03-01',
    '?from=2026-03-02&to=2026-03-01',
    '?from=2024-01-01&to=2026-01-01',
  ]) {
    expect(read(search)).toEqual({ from: '2026-03-02', to: TODAY, preset: 30 });
  }
  expect(dayCount(read(''))).toBe(30);
  // Over the change to summer time.
  expect(addDays('2026-03-28', 2)).toBe('2026-03-30');
});

it('[I6] days of one’s own that cannot be are refused in words', () => {
  expect(periodProblem({ from: '', to: TODAY })).toBe('Choose a first and a last day.');
  expect(periodProblem({ from: '2026-04-01', to: TODAY })).toBe('The last day lies before the first.');
  expect(periodProblem({ from: '2024-01-01', to: '2025-01-01' })).toBe('Choose at most 366 days.');
  expect(periodProblem({ from: '2024-01-01', to: '2024-12-31' })).toBeNull();
});
