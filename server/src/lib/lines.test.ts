import { expect, it } from 'vitest';
import { createLines } from './lines.ts';

it('[X9] changes of one thing wait for each other, also for one that fails; those of another do not', async () => {
  const inLine = createLines();
  const told: string[] = [];
  const gate = Promise.withResolvers<void>();
  const first = inLine('a', async () => {
    await gate.promise;
    told.push('first');
    throw new Error('failed');
  });
  const second = inLine('a', async () => told.push('second'));
  await inLine('b', async () => told.push('other'));
  gate.resolve();
  await expect(first).rejects.toThrow('failed');
  await second;
  expect(told).toEqual(['other', 'first', 'second']);
  expect(await inLine('a', async () => 'again')).toBe('again');
});
