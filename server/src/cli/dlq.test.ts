import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { ParleyError } from '../lib/errors.ts';
import { createFakeBus } from '../worker/testing/fake-bus.ts';
import { createManualClock } from '../worker/testing/manual-clock.ts';
import { submitted } from '../worker/testing/submitted.ts';
import { commandSift, listenForCommands } from './control.ts';
import { readSifting } from './dlq.ts';

const nobody = async () => {
  throw new ParleyError('owner_exists');
};

/** A process whose bus holds three dead letters of two kinds. */
async function createProcess() {
  const folder = mkdtempSync(join(tmpdir(), 'parley-dlq-'));
  const bus = createFakeBus(createManualClock());
  bus.dead.push(
    { queue: 'persist.1', reason: 'schema_invalid: text', body: submitted(1, { body: { kind: 'message', text: 'a secret' } }) },
    { queue: 'jobs.slack', reason: 'job_invalid: channel', body: { id: 'j', kind: 'slack:send_message', payload: { text: 'a secret' } } },
    { queue: 'persist.1', reason: 'delivery_limit', body: 'not a message' },
  );
  const undo = await listenForCommands(folder, { bus, linkFor: nobody, hooks: nobody });
  onTestFinished(async () => {
    await undo();
    rmSync(folder, { recursive: true });
  });
  return { folder, bus };
}

it('[K6] dead letters are listed with their reasons and without what anybody wrote', async () => {
  const { folder, bus } = await createProcess();
  const { asked } = readSifting(['list']);
  const lines = await commandSift(folder, asked);
  expect(lines.map(({ queue, reason, what }) => [queue, reason, what])).toEqual([
    ['persist.1', 'schema_invalid: text', 'message.submitted'],
    ['jobs.slack', 'job_invalid: channel', 'slack:send_message'],
    ['persist.1', 'delivery_limit', 'not a message'],
  ]);
  expect(JSON.stringify(lines)).not.toContain('a secret');
  expect(bus.dead).toHaveLength(3);
});

it('[K6] replay and drop do what they say to those that are meant, and to no other', async () => {
  const { folder, bus } = await createProcess();
  await commandSift(folder, readSifting(['drop', '--all', '--reason', 'delivery_limit']).asked);
  expect(bus.dead.map(({ reason }) => reason)).toEqual(['schema_invalid: text', 'job_invalid: channel']);
  await commandSift(folder, readSifting(['replay', '--all', '--queue', 'jobs.slack']).asked);
  expect(bus.waiting('jobs.slack')).toMatchObject([{ kind: 'slack:send_message' }]);
  expect(bus.dead).toHaveLength(1);
});

it('[K6] what is to be dropped or replayed has to be said', () => {
  for (const words of [[], ['drop'], ['replay'], ['bury', 'x'], ['list', '--limit', '0'], ['drop', 'x', '--all']]) {
    expect(() => readSifting(words), words.join(' ')).toThrow(expect.objectContaining({ code: 'usage' }) as Error);
  }
  expect(readSifting(['replay', 'a', 'b', '--limit', '5'])).toMatchObject({ verb: 'replay', asked: { ids: ['a', 'b'], limit: 5 } });
});
