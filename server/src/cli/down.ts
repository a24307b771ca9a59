import { readConfig } from '../config.ts';
import { ParleyError } from '../lib/errors.ts';
import { readArgs } from './args.ts';
import { readRunFile, removeRunFile } from './run-file.ts';

const STOP_MS = 90_000;

/** Asks the process that `up` started to stop, by its pid, and waits until it has. @throws ParleyError `service_failed` when it does not */
export async function stopRunning(dataDir: string): Promise<void> {
  const running = readRunFile(dataDir);
  if (!running) return;
  process.kill(running.pid, 'SIGTERM');
  const deadline = Date.now() + STOP_MS;
  while (readRunFile(dataDir)) {
    if (Date.now() > deadline) throw new ParleyError('service_failed', { detail: `process ${running.pid} does not stop` });
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** `./parley down`: stops what `up` started. */
export async function run(words: readonly string[]): Promise<number> {
  readArgs(words, {});
  const { dataDir } = readConfig(process.env);
  if (!readRunFile(dataDir)) {
    removeRunFile(dataDir);
    throw new ParleyError('not_running', { detail: dataDir });
  }
  await stopRunning(dataDir);
  console.log('Parley is down.');
  return 0;
}
