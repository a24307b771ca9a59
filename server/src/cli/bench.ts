import { ParleyError } from '../lib/errors.ts';
import { readArgs } from './args.ts';

const PARTS = ['embedded', 'persist', 'gateway'];

/** `./parley bench [PART ...]`: ours against the bare loop; exit 1 when a gate of the design is missed. */
export async function run(words: readonly string[]): Promise<number> {
  const { positionals } = readArgs(words, {});
  const unknown = positionals.filter((word) => !PARTS.includes(word));
  if (unknown.length > 0) throw new ParleyError('usage', { detail: `no part ${unknown.join(', ')}; there are ${PARTS.join(', ')}` });
  // The bench is a package of its own that uses the server, so that the server does not depend on it.
  const main = new URL('../../../bench/src/main.ts', import.meta.url).href;
  const { runBench } = (await import(main)) as { runBench: (parts: readonly string[]) => Promise<boolean> };
  return (await runBench(positionals)) ? 0 : 1;
}
