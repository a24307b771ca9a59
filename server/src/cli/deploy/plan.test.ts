import { expect, it } from 'vitest';
import { deployed, liveOf, releaseName, reverted, stale } from './plan.ts';

it('[O11] the name of a release sorts by time and says its commit', () => {
  expect(releaseName(new Date('2026-11-24T23:15:07.500Z'), '0a1b2c3d4e5f')).toBe('20261124-231507-0a1b2c3d');
});

it('[O11] a revert goes back one release, again one further, and never to one that was reverted', () => {
  const onDisk = ['a', 'b', 'c', 'd'];
  const history = ['a', 'b', 'c'].reduce<readonly string[]>(deployed, []);
  const once = reverted(history, onDisk);
  expect(once).toEqual(['a', 'b']);
  expect(reverted(once ?? [], onDisk)).toEqual(['a']);
  expect(reverted(['a'], onDisk)).toBeNull();
  expect(reverted([], onDisk)).toBeNull();
  // after c was reverted, d takes its place: going back from d is b
  expect(liveOf(reverted(deployed(once ?? [], 'd'), onDisk) ?? [])).toBe('b');
  // a folder that is gone is passed over
  expect(reverted(['a', 'b', 'c'], ['a', 'c'])).toEqual(['a']);
});

it('[O11] three releases stay on the disk: the live one and the two before it', () => {
  const history = ['a', 'b', 'c', 'd'].reduce<readonly string[]>(deployed, []);
  expect(history).toEqual(['b', 'c', 'd']);
  expect(stale(history, ['a', 'b', 'c', 'd', 'reverted'])).toEqual(['a', 'reverted']);
});
