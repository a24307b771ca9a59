import { readArgs } from './args.ts';

/** `./parley bench`: ours against the bare loop; exit 1 when a gate of the design is missed. */
export async function run(words: readonly string[]): Promise<number> {
  readArgs(words, {});
  // The bench is a package of its own that uses the server, so that the server does not depend on it.
  const main = new URL('../../../bench/src/main.ts', import.meta.url).href;
  const { runBench } = (await import(main)) as { runBench: () => Promise<boolean> };
  return (await runBench()) ? 0 : 1;
}
