import { readArgs } from './args.ts';
import { revert } from './deploy/commands.ts';
import { liveOf } from './deploy/plan.ts';

/** `./parley revert`: puts the release that was live before back in its place. Nothing is built. */
export async function run(words: readonly string[]): Promise<number> {
  readArgs(words, {});
  const target = await revert((line) => console.log(`revert: ${line}`));
  console.log(`Live: ${liveOf(target.history)} at ${target.url}`);
  return 0;
}
