import { readConfig } from '../config.ts';
import { ParleyError } from '../lib/errors.ts';
import { readArgs } from './args.ts';
import { commandJob } from './control.ts';

function parsePayload(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new ParleyError('job_invalid', { detail: 'the payload is not JSON', cause });
  }
}

/** `./parley job send KIND 'JSON'`: prints the id of the job once it is durable. */
export async function run(words: readonly string[]): Promise<number> {
  const { positionals } = readArgs(words, {});
  const [verb, kind, json, ...more] = positionals;
  if (verb !== 'send' || !kind || !json || more.length > 0) throw new ParleyError('usage', { detail: "job send KIND 'JSON'" });
  const payload = parsePayload(json);
  console.log(await commandJob(readConfig(process.env).dataDir, kind, payload));
  return 0;
}
