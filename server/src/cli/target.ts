import { ParleyError } from '../lib/errors.ts';
import { readArgs } from './args.ts';
import { targetDown, targetStatus, targetUp } from './deploy/commands.ts';

const log = (line: string) => console.log(`target: ${line}`);

async function up(): Promise<void> {
  const { target, unit } = await targetUp(log);
  console.log(`The target is up: ${target.url}`);
  if (unit.told.setupUrl) console.log(`  set up  ${unit.told.setupUrl}   (makes the owner; works once)`);
}

async function down(): Promise<void> {
  await targetDown(log);
  console.log('The target is down. Its releases and its data stay on the disk.');
}

async function status(): Promise<void> {
  console.log(JSON.stringify(await targetStatus(), null, 2));
}

const ACTIONS: Readonly<Record<string, () => Promise<void>>> = { up, down, status };

/** `./parley target up|down|status`. */
export async function run(words: readonly string[]): Promise<number> {
  const { positionals } = readArgs(words, {});
  const [word = ''] = positionals;
  const action = Object.hasOwn(ACTIONS, word) && positionals.length === 1 ? ACTIONS[word] : undefined;
  if (!action) throw new ParleyError('usage', { detail: `target takes one of ${Object.keys(ACTIONS).join(', ')}` });
  await action();
  return 0;
}
