import { openBus } from '../bus/open.ts';
import { readConfig } from '../config.ts';
import { createClock } from '../lib/clock.ts';
import { ParleyError } from '../lib/errors.ts';
import { createLogger } from '../lib/logger.ts';
import { createMetrics } from '../lib/metrics.ts';
import { sendJob } from '../worker/jobs.ts';
import { readArgs } from './args.ts';
import { commandJob } from './control.ts';
import { clusterEnv } from './run-file.ts';

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
  const own = readConfig(process.env);
  const config = own.bus ? own : readConfig({ ...process.env, ...clusterEnv(own.dataDir) });
  if (!config.bus) {
    console.log(await commandJob(config.dataDir, kind, payload));
    return 0;
  }
  const logger = createLogger('warn', 'cli');
  const { bus } = await openBus({ config, sqlite: null, installed: new Set(), logger, metrics: createMetrics(), clock: createClock() });
  try {
    console.log(await sendJob(bus, kind, payload));
    return 0;
  } finally {
    await bus.close();
  }
}
