import { readArgs } from './args.ts';
import { buildPages } from './pages.ts';

/** `./parley build`: builds the pages whose sources changed; `up` does it by itself. */
export async function run(words: readonly string[]): Promise<number> {
  readArgs(words, {});
  await buildPages((line) => console.log(`parley: ${line}`));
  return 0;
}
