import { expect, it } from 'vitest';
import { BAD_SEEDS } from './testing/bad-seeds.ts';
import { runSeed } from './testing/fuzz.ts';

declare const process: { readonly env: Readonly<Record<string, string | undefined>> };

/** `FUZZ_SEEDS=100-5000` tries others, all of them; without it these, as many as 15 s allow. */
const asked = process.env.FUZZ_SEEDS;
const [from = 1, to = 80] = (asked ?? '').split('-').filter(Boolean).map(Number);
const BUDGET_MS = asked ? (to - from + 1) * 1_000 : 15_000;

it.each(BAD_SEEDS)('[W1] seed %i, which once broke something: %s', async (seed) => {
  await expect(runSeed(seed)).resolves.toBeUndefined();
});

it(
  `[W2] whatever happens to two tabs and a phone of one visitor, W1 to W8 hold after each step: seeds from ${from}`,
  async () => {
    const broken: string[] = [];
    const until = performance.now() + BUDGET_MS;
    for (let seed = from; seed <= to && broken.length < 3 && performance.now() < until; seed++) {
      await runSeed(seed).catch((error: Error) => broken.push(error.message));
    }
    expect(broken.join('\n')).toBe('');
  },
  30_000 + BUDGET_MS,
);
