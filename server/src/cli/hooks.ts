import { readConfig } from '../config.ts';
import { ParleyError } from '../lib/errors.ts';
import { readArgs } from './args.ts';
import { commandHooks, type HooksCommand } from './control.ts';
import { readRunFile } from './run-file.ts';

/** How many words follow each verb. */
const WORDS: Readonly<Record<HooksCommand['verb'], number>> = { list: 0, log: 1, redeliver: 2 };
const isVerb = (word: string): word is HooksCommand['verb'] => Object.hasOwn(WORDS, word);

/** `./parley hooks list | log HOOK | redeliver HOOK DELIVERY`. Asked of the running process. */
export async function run(words: readonly string[]): Promise<number> {
  const { positionals } = readArgs(words, {});
  const [verb = '', hook = '', delivery = ''] = positionals;
  if (!isVerb(verb) || positionals.length !== WORDS[verb] + 1)
    throw new ParleyError('usage', { detail: 'hooks list | log HOOK | redeliver HOOK DELIVERY' });
  const { dataDir } = readConfig(process.env);
  const lines = await commandHooks(readRunFile(dataDir)?.commands ?? dataDir, { verb, hook, delivery });
  for (const line of lines) console.log(line);
  return 0;
}
