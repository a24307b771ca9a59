import { readConfig } from '../config.ts';
import { ParleyError } from '../lib/errors.ts';
import { readArgs } from './args.ts';
import { readRunFile, removeRunFile } from './run-file.ts';

const STOP_MS = 90_000;

/** `./parley down`: asks the process that `up` started to stop, by its pid, and waits until it has. */
export async function run(words: readonly string[]): Promise<number> {
  readArgs(words, {});
  const { dataDir } = readConfig(process.env);
  const running = readRunFile(dataDir);
  if (!running) {
    removeRunFile(dataDir);
    throw new ParleyError('not_running', { detail: dataDir });
  }
  process.kill(running.pid, 'SIGTERM');
  const deadline = Date.now() + STOP_MS;
  while (readRunFile(dataDir)) {
    if (Date.now() > deadline) throw new ParleyError('service_failed', { detail: `process ${running.pid} does not stop` });
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  console.log('Parley is down.');
  return 0;
}
