import { readConfig } from '../config.ts';
import { ParleyError } from '../lib/errors.ts';
import { readArgs } from './args.ts';
import { commandLink } from './control.ts';
import { readRunFile } from './run-file.ts';

/**
 * `./parley user link`: prints the set-up link while there is no owner; with `--email ADDRESS` a link with which that operator
 * sets a new password. Asked of the running process, which alone has the database open.
 */
export async function run(words: readonly string[]): Promise<number> {
  const { positionals, values } = readArgs(words, { email: { type: 'string' } });
  if (positionals.length !== 1 || positionals[0] !== 'link') throw new ParleyError('usage', { detail: 'user link [--email ADDRESS]' });
  const { dataDir } = readConfig(process.env);
  console.log(await commandLink(readRunFile(dataDir)?.commands ?? dataDir, values.email ?? null));
  return 0;
}
