import fc from 'fast-check';
import { expect, it } from 'vitest';
import { contrast, edgesOf, inkOn, readColor, SURFACES } from './colors.ts';
import { lookCss } from './look.ts';

const anyColor = fc.integer({ min: 0, max: 0xffffff }).map((number) => `#${number.toString(16).padStart(6, '0')}`);

it('[W10] whatever colour an owner chooses, what is written on it has a contrast of at least 4.5, and its edge 3 in light and dark', () => {
  fc.assert(
    fc.property(anyColor, (color) => {
      expect(contrast(color, inkOn(color))).toBeGreaterThanOrEqual(4.5);
      for (const [index, edge] of edgesOf(color).entries()) expect(contrast(edge, SURFACES[index] ?? '')).toBeGreaterThanOrEqual(3);
    }),
  );
  expect([inkOn('#5b54d6'), inkOn('#ffe14d'), inkOn('#ff0'), inkOn('#000')]).toEqual(['#fff', '#000', '#000', '#fff']);
});

it('[W10] a colour is read with three digits or six; what is none is nothing', () => {
  expect(['#ff0', ' #FFE14D ', '000', 'yellow', '#ff', '#ff00ff00', ''].map(readColor)).toEqual([
    '#ffff00',
    '#ffe14d',
    '#000000',
    null,
    null,
    null,
    null,
  ]);
});

it('[W10] the look of a site carries only what differs from ours', () => {
  expect(lookCss('#5b54d6', {})).toBe(':host{--accent:#5b54d6;--ink:#fff}');
  expect(lookCss('#ffff00', {})).toBe(':host{--accent:#ffff00;--ink:#000;--parley-edge:light-dark(#83878e,#ffff00)}');
  expect(lookCss('#5b54d6', { position: 'start', offsetY: 40 })).toBe(
    ':host{--accent:#5b54d6;--ink:#fff;--parley-x:20px auto;--parley-y:40px}button{inset-inline:0 auto;margin:40px 20px}',
  );
  expect(lookCss('#5b54d6', { offsetX: 0, zIndex: 5, scheme: 'dark', launcher: 'none' })).toBe(
    ':host{--accent:#5b54d6;--ink:#fff;--parley-x:auto 0px;--parley-z:5;color-scheme:dark!important}button{margin:20px 0px;z-index:5;display:none}',
  );
  expect(lookCss('#5b54d6', { hideOnPhones: true })).toContain('max-width:479px');
  expect(lookCss('#5b54d6', { showOn: ['/docs/*'] })).toContain('[data-on]');
  expect(lookCss('#5b54d6', { showOn: [], hideWhenClosed: true })).not.toContain('[data-on]');
});
