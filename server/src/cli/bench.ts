import { ParleyError } from '../lib/errors.ts';
import { readArgs } from './args.ts';

/** `./parley bench [PART ...]`: ours against the bare loop; exit 1 when a gate of the design is missed. `search`, at a million messages, runs when it is named. */
export async function run(words: readonly string[]): Promise<number> {
  const { positionals } = readArgs(words, {});
  // The bench is a package of its own that uses the server, so that the server does not depend on it.
  const main = new URL('../../../bench/src/main.ts', import.meta.url).href;
  const { runBench, PARTS } = (await import(main)) as {
    runBench: (parts: readonly string[]) => Promise<boolean>;
    PARTS: readonly string[];
  };
  const unknown = positionals.filter((part) => !PARTS.includes(part));
  if (unknown.length > 0) throw new ParleyError('usage', { detail: `no part ${unknown.join(', ')}; there are ${PARTS.join(', ')}` });
  return (await runBench(positionals)) ? 0 : 1;
}
