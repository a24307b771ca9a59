import { expect, it } from 'vitest';
import { createManualClock } from '../worker/testing/manual-clock.ts';
import { placeInLine } from './amqp/consumer.ts';
import { createTurns } from './turns.ts';

it('[K4] one at a time, the lightest first, among equals the first that came', async () => {
  const clock = createManualClock();
  const turns = createTurns({ clock, patienceMs: 2_000, settleMs: 200 });
  const went: string[] = [];
  const go = async (name: string, weight: number) => {
    const end = await turns.take(weight);
    went.push(name);
    await Promise.resolve();
    end();
  };
  const all = [go('heavy', 5), go('light', 1), go('also light', 1), go('middle', 3)];
  expect(went).toEqual([]);
  await clock.advance(200);
  await Promise.all(all);
  expect(went).toEqual(['light', 'also light', 'middle', 'heavy']);
});

it('[K4] one that takes too long no longer keeps the others waiting, and its late end takes nobody their turn', async () => {
  const clock = createManualClock();
  const turns = createTurns({ clock, patienceMs: 2_000 });
  const endSlow = await turns.take();
  const second = turns.take();
  await clock.advance(2_000);
  const endSecond = await second;
  const third = turns.take();
  endSlow();
  expect(await Promise.race([third.then(() => 'third'), Promise.resolve('waits')])).toBe('waits');
  endSecond();
  (await third)();
});

it('[K4] of two shards that were counted alike or not, each goes first in every other life', () => {
  for (const [mine, other, ahead] of [
    [0, 7, 0],
    [3, 4, 0],
    [2, 2 + 1, 0],
    [1, 6, 1],
    [5, 0, 3],
  ] as const) {
    const first = [2, 3].map(
      (crashes) => placeInLine(`persist.${mine}`, crashes, 0) - placeInLine(`persist.${other}`, crashes + ahead, 0.5),
    );
    expect(Math.min(...first)).toBeLessThan(0);
  }
  expect(placeInLine('jobs.slack', 4, 0)).toBe(0);
});
