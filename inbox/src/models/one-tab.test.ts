import type { WishMessage } from '@parley/widget/core/wishes.ts';
import { expect, it } from 'vitest';
import { createOneTab, type OpenTabs } from './one-tab.ts';
import { manualTimers } from './testing.ts';

/** Tabs that hear all but themselves, each with a clock of its own. */
function tabs(count: number) {
  const ears = new Map<number, (message: WishMessage) => void>();
  const done: number[] = [];
  const made = Array.from({ length: count }, (_, index) => {
    const openTabs: OpenTabs = (hear) => {
      ears.set(index, hear);
      return {
        post(message) {
          for (const [other, ear] of ears) if (other !== index && ears.has(index)) ear(message);
        },
        close: () => ears.delete(index),
      };
    };
    const time = manualTimers();
    return { time, tab: createOneTab({ openTabs, timers: time.timers }) };
  });
  const call = (key: string, standing: readonly number[]) => {
    for (const [index, { tab }] of made.entries()) tab.do(key, standing[index] ?? 0, () => done.push(index));
  };
  const pass = async () => {
    for (const { time } of made) {
      time.pass(1_000);
      await Promise.resolve();
      await Promise.resolve();
    }
  };
  return { made, call, pass, done };
}

it('[I6] of several tabs the one best placed does a thing, once; the next thing may be another one’s', async () => {
  const { call, pass, done, made } = tabs(3);
  call('a', [1, 8, 4]);
  await pass();
  expect(done).toEqual([1]);
  call('b', [4, 4, 4]);
  await pass();
  expect(done).toHaveLength(2);
  call('c', [4, 1, 1]);
  await pass();
  expect(done.at(-1)).toBe(0);
  // A tab that is closed is not waited for.
  made[0]?.tab.close();
  call('d', [0, 1, 4]);
  await pass();
  expect(done.slice(3).filter((tab) => tab !== 0)).toEqual([2]);
});

it('[I6] where tabs cannot hear each other a tab does it by itself, at once', () => {
  const done: string[] = [];
  const { timers } = manualTimers();
  for (const openTabs of [undefined, () => null]) createOneTab({ openTabs, timers }).do('a', 0, () => done.push('a'));
  expect(done).toEqual(['a', 'a']);
});
