import { openBus } from '../bus/open.ts';
import { type Config, readConfig } from '../config.ts';
import { createClock } from '../lib/clock.ts';
import { ParleyError } from '../lib/errors.ts';
import { createLogger } from '../lib/logger.ts';
import { createMetrics } from '../lib/metrics.ts';
import { sendJob } from '../worker/jobs.ts';
import { readArgs } from './args.ts';
import { commandJob } from './control.ts';
import { readRunFile } from './run-file.ts';

function parsePayload(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new ParleyError('job_invalid', { detail: 'the payload is not JSON', cause });
  }
}

/** To the broker where one is configured; else through the process that `up` started. */
async function send(config: Config, kind: string, payload: unknown): Promise<string> {
  if (!config.bus) return commandJob(readRunFile(config.dataDir)?.commands ?? config.dataDir, kind, payload);
  const logger = createLogger('silent', 'job');
  const deps = { logger, metrics: createMetrics(), clock: createClock(), sqlite: null, installed: new Set<never>() };
  const { bus } = await openBus({ config, ...deps });
  try {
    return await sendJob(bus, kind, payload);
  } finally {
    await bus.close();
  }
}

/** `./parley job send KIND 'JSON'`: prints the id of the job once it is durable. */
export async function run(words: readonly string[]): Promise<number> {
  const { positionals } = readArgs(words, {});
  const [verb, kind, json, ...more] = positionals;
  if (verb !== 'send' || !kind || !json || more.length > 0) throw new ParleyError('usage', { detail: "job send KIND 'JSON'" });
  const payload = parsePayload(json);
  console.log(await send(readConfig(process.env), kind, payload));
  return 0;
}
