import fc from 'fast-check';
import { expect, it } from 'vitest';
import { countTicks, createScale, labelled, linePath, spreadOut, stepTicks } from './chart.ts';
import { changeWords, durationWords, ratingChange, TIME_STEPS } from './number-words.ts';

it('[I6] an axis begins at 0, has few even steps, and room for the largest value', () => {
  expect(countTicks(7)).toEqual([0, 2, 4, 6, 8]);
  expect(countTicks(0)).toEqual([0, 1]);
  expect(stepTicks(7 * 60_000, TIME_STEPS).map(durationWords)).toEqual(['0 s', '2 min', '4 min', '6 min', '8 min']);
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1e10, noNaN: true }), (max) => {
      for (const ticks of [countTicks(max), stepTicks(max, TIME_STEPS)]) {
        expect(ticks[0]).toBe(0);
        expect(ticks.length).toBeLessThanOrEqual(6);
        expect(ticks.at(-1)).toBeGreaterThanOrEqual(max * 0.999_999);
      }
    }),
  );
});

it('[I6] a line goes over what is missing, and what stands alone is a point', () => {
  const scale = createScale({ width: 120, height: 100, left: 10, right: 10, top: 0, bottom: 0 }, 5, 10);
  expect(linePath([0, 10, null, 5, null], scale)).toEqual({ d: 'M10 100L35 0L85 50', alone: [3] });
  expect([-50, 10, 47, 48, 500].map(scale.indexAt)).toEqual([0, 0, 1, 2, 4]);
});

it('[I6] labels are apart and within the chart, in their order', () => {
  expect(spreadOut([50, 52, 10], 14, [10, 100])).toEqual([50, 64, 10]);
  expect(spreadOut([98, 99], 14, [10, 100])).toEqual([86, 100]);
  expect(labelled(30, 6)).toEqual([0, 5, 10, 15, 20, 25]);
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { minLength: 1, maxLength: 5 }), (places) => {
      const moved = [...spreadOut(places, 14, [0, 100])].sort((a, b) => a - b);
      expect(moved[0]).toBeGreaterThanOrEqual(0);
      expect(moved.at(-1)).toBeLessThanOrEqual(100);
      for (const [index, place] of moved.entries())
        if (index > 0) expect(place - (moved[index - 1] ?? 0)).toBeGreaterThanOrEqual(14 - 1e-9);
    }),
  );
});

it('[I6] times and changes are said in words', () => {
  const minute = 60_000;
  const times = [null, 45_000, 59_700, 12 * minute, 60 * minute, 185 * minute, 24 * 60 * minute, 52 * 60 * minute];
  expect(times.map(durationWords)).toEqual(['–', '45 s', '60 s', '12 min', '1 h', '3 h 5 min', '1 d', '2 d 4 h']);
  expect(changeWords('count', 112, 100)).toEqual({ sign: '▲', words: '12 % more than before' });
  expect(changeWords('time', 50, 100)).toEqual({ sign: '▼', words: '50 % shorter than before' });
  expect(changeWords('count', 1_001, 1_000).sign).toBe('=');
  expect(changeWords('count', 5, 0).words).toBe('Nothing to compare with');
  expect([ratingChange(4.5, 4.2), ratingChange(4, 4.01)].map(({ words }) => words)).toEqual([
    '0.3 higher than before',
    'The same as before',
  ]);
});
