/** Run by embedded.test.ts as a process of its own that gets killed: `child.ts publish|poison FILE`. Tells what it did on stdout. */

import { openSqlite } from '../../lib/sqlite.ts';
import { createRecord, SHARD_QUEUE, submitted, textOf } from '../contract/kit.ts';
import { openBusOn } from './kit.ts';

const [, , what, file = ''] = process.argv;
const sqlite = openSqlite(file);
const bus = openBusOn(sqlite, { maxInFlight: 10_000 });
/** Reaches the pipe before the process can be killed. */
const say = (line: string) => process.stdout.write(`${line}\n`);

/** Publishes for ever, twenty at once, and says what was taken. */
async function publish(): Promise<void> {
  const loop = async (lane: number) => {
    for (let n = 0; ; n += 1) {
      await bus.publish([submitted(`${lane}-${n}`)]);
      say(`${lane}-${n}`);
    }
  };
  await Promise.all(Array.from({ length: 20 }, (_, lane) => loop(lane)));
}

/** Handles everything, and dies of the text 'poison'; ends by itself when the last one is handled. */
async function poison(): Promise<void> {
  const seen = createRecord<string>();
  await bus.consume(SHARD_QUEUE, { batch: 100, ordered: true }, async (batch) => {
    if (batch.some(({ body }) => textOf(body) === 'poison')) process.kill(process.pid, 'SIGKILL');
    for (const { body } of batch) say(textOf(body));
    seen.add(...batch.map(({ body }) => textOf(body)));
    return batch.map(() => ({ do: 'ack' }) as const);
  });
  while (!seen.items.includes('last')) await seen.until(seen.items.length + 1);
  await bus.close();
  await sqlite.close();
}

await (what === 'publish' ? publish() : poison());
