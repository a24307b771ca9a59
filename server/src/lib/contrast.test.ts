import fc from 'fast-check';
import { expect, it } from 'vitest';
import { contrast, inkOn } from './contrast.ts';

it('[W10] whatever colour an owner chooses, what is written on it has a contrast of at least 4.5', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 0xffffff }), (number) => {
      const color = `#${number.toString(16).padStart(6, '0')}`;
      expect(contrast(color, inkOn(color) === '#fff' ? '#ffffff' : '#000000')).toBeGreaterThanOrEqual(4.5);
    }),
  );
  expect(inkOn('#5b54d6')).toBe('#fff');
  expect(inkOn('#ffe14d')).toBe('#000');
});
