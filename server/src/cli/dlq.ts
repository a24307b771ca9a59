import { openBus } from '../bus/open.ts';
import { type Config, readConfig } from '../config.ts';
import { createClock } from '../lib/clock.ts';
import { ParleyError } from '../lib/errors.ts';
import { createLogger } from '../lib/logger.ts';
import { createMetrics } from '../lib/metrics.ts';
import { readArgs } from './args.ts';
import { commandSift } from './control.ts';
import { type LetterLine, MOST_LETTERS, mendOf, type Sifting, siftLetters } from './dead-letters.ts';
import { readRunFile } from './run-file.ts';

const USAGE = 'dlq list | replay ID... | drop ID...  [--all] [--reason CODE] [--queue NAME] [--limit N] [--json]';
const VERDICTS = { list: 'keep', replay: 'replay', drop: 'drop' } as const;
const DONE = { list: 'waiting', replay: 'replayed', drop: 'dropped' } as const;
type Verb = keyof typeof VERDICTS;

const isVerb = (word: string | undefined): word is Verb => word !== undefined && Object.hasOwn(VERDICTS, word);

/** Reads the words of the command. To drop or replay everything has to be said: `--all`. @throws ParleyError `usage` */
export function readSifting(words: readonly string[]): { readonly verb: Verb; readonly asked: Sifting; readonly asJson: boolean } {
  const { positionals, values } = readArgs(words, {
    all: { type: 'boolean' },
    reason: { type: 'string' },
    queue: { type: 'string' },
    limit: { type: 'string' },
    json: { type: 'boolean' },
  });
  const [verb, ...ids] = positionals;
  const limit = Number(values.limit ?? MOST_LETTERS);
  const isWhole = Number.isInteger(limit) && limit >= 1 && limit <= MOST_LETTERS;
  const saysWhich = ids.length > 0 || values.all === true;
  if (!isVerb(verb) || !isWhole || (verb !== 'list' && !saysWhich) || (ids.length > 0 && values.all))
    throw new ParleyError('usage', { detail: USAGE });
  const { reason, queue } = values;
  const asked = { verdict: VERDICTS[verb], limit, ...(ids.length > 0 && { ids }), ...(reason && { reason }), ...(queue && { queue }) };
  return { verb, asked, asJson: values.json === true };
}

/** To the broker where one is configured; else through the process that `up` started. */
async function sift(config: Config, asked: Sifting): Promise<readonly LetterLine[]> {
  if (!config.bus) return commandSift(readRunFile(config.dataDir)?.commands ?? config.dataDir, asked);
  const logger = createLogger('silent', 'dlq');
  const { bus } = await openBus({
    config,
    logger,
    metrics: createMetrics(),
    clock: createClock(),
    sqlite: null,
    installed: new Set<never>(),
  });
  try {
    return await siftLetters(bus, asked);
  } finally {
    await bus.close();
  }
}

function print(lines: readonly LetterLine[], verb: Verb): void {
  for (const { id, at, queue, reason, what, where } of lines) {
    console.log(`${new Date(at).toISOString()}  ${id}  ${queue}  ${what}  ${where}`);
    console.log(`  ${reason}${mendOf(reason) && ` - ${mendOf(reason)}`}`);
  }
  console.log(`${lines.length} dead ${lines.length === 1 ? 'letter' : 'letters'} ${DONE[verb]}`);
}

/** `./parley dlq`: shows the dead letters with their reasons, puts them back into their queues, or drops them. */
export async function run(words: readonly string[]): Promise<number> {
  const { verb, asked, asJson } = readSifting(words);
  const lines = await sift(readConfig(process.env), asked);
  if (asJson) console.log(JSON.stringify(lines));
  else print(lines, verb);
  const missing = (asked.ids ?? []).filter((id) => !lines.some((line) => line.id === id));
  if (missing.length > 0) throw new ParleyError('not_found', { detail: `no such dead letter: ${missing.join(', ')}` });
  return 0;
}
