import { ParleyError } from '../lib/errors.ts';
import { readArgs } from './args.ts';
import { deploy } from './deploy/commands.ts';
import { liveOf } from './deploy/plan.ts';

/** `./parley deploy [COMMIT]`: replaces the live release of the target by one of a commit, HEAD when none is named. */
export async function run(words: readonly string[]): Promise<number> {
  const { positionals } = readArgs(words, {});
  if (positionals.length > 1) throw new ParleyError('usage', { detail: 'deploy takes one commit' });
  const target = await deploy(positionals[0] ?? 'HEAD', (line) => console.log(`deploy: ${line}`));
  console.log(`Live: ${liveOf(target.history)} at ${target.url}`);
  return 0;
}
