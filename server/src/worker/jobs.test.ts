import { LIMITS } from '@parley/shared-types/topics.ts';
import { expect, it } from 'vitest';
import { ParleyError } from '../lib/errors.ts';
import { type JobInHand, runJobWorker, sendJob } from './jobs.ts';
import { settle } from './testing/manual-clock.ts';
import { createWorkerDeps, metricOf } from './testing/worker-deps.ts';

const KIND = 'slack:send_message';
type Seen = Pick<JobInHand<typeof KIND>, 'id' | 'maybeDone'> & { text: string };

async function start(work: (job: JobInHand<typeof KIND>) => void = () => {}) {
  const world = createWorkerDeps();
  const seen: Seen[] = [];
  const handler = async (job: JobInHand<typeof KIND>) => {
    seen.push({ id: job.id, maybeDone: job.maybeDone, text: job.payload.text });
    work(job);
  };
  const worker = runJobWorker({ worker: 'slack', handlers: { [KIND]: handler } }, world.deps);
  await worker.ready;
  return { ...world, seen, worker };
}

it('[K6] a job is done once by one worker, under the id that sending it gave', async () => {
  const { bus, seen } = await start();
  const id = await sendJob(bus, KIND, { text: 'hello' });
  await settle();
  expect(seen).toEqual([{ id, maybeDone: false, text: 'hello' }]);
  expect(bus.waiting('jobs.slack')).toEqual([]);
});

it('[K6] a failing job is tried eight times, later and later, and is then a dead letter; others are not held up', async () => {
  const { bus, seen, clock, metrics } = await start(({ payload }) => {
    if (payload.text === 'bad') throw new Error('no');
  });
  await sendJob(bus, KIND, { text: 'bad' });
  await sendJob(bus, KIND, { text: 'good' });
  await settle();
  expect(seen.map(({ text }) => text)).toEqual(['bad', 'good']);
  await clock.advance(10 * 3_600_000);
  const tries = seen.filter(({ text }) => text === 'bad');
  expect(tries).toHaveLength(LIMITS.jobAttempts);
  expect(tries.map(({ maybeDone }) => maybeDone)).toEqual([false, ...Array(LIMITS.jobAttempts - 1).fill(true)]);
  expect(bus.dead.map(({ reason }) => reason)).toEqual(['handler_failed: no']);
  expect(await metricOf(metrics, 'worker_handled_total', { worker: 'slack', outcome: 'retry' })).toBe(LIMITS.jobAttempts - 1);
});

it('[K6] a job that succeeds at its second attempt is over', async () => {
  let failures = 1;
  const { bus, seen, clock } = await start(() => {
    if (failures-- > 0) throw new ParleyError('slack_unavailable');
  });
  await sendJob(bus, KIND, { text: 'x' });
  await clock.advance(10_000);
  expect(seen).toHaveLength(2);
  expect(bus.dead).toEqual([]);
});

it.each([
  ['slack:dance', { text: 'x' }, 'unknown_job'],
  ['toString', { text: 'x' }, 'unknown_job'],
  [KIND, { text: '' }, 'job_invalid'],
  [KIND, { text: 'x', shout: true }, 'job_invalid'],
  [KIND, 'x', 'job_invalid'],
])('[K6] %s with %j is refused before it is sent', async (kind, payload, code) => {
  const { bus } = createWorkerDeps();
  await expect(sendJob(bus, kind, payload)).rejects.toMatchObject({ code });
  expect(bus.waiting('jobs.slack')).toEqual([]);
});

it('[K6] what reaches the queue by another way is checked again: unknown kinds and bad payloads are dead letters', async () => {
  const { bus, seen } = await start();
  const frame = { id: 'j', v: 1, at: 0 };
  bus.inject('jobs.slack', { ...frame, kind: 'slack:dance', payload: {} }, { ...frame, kind: KIND, payload: { text: 7 } });
  bus.inject('jobs.slack', { ...frame, kind: KIND, payload: { text: 'x', addedLater: true } });
  await settle();
  expect(bus.dead.map(({ reason }) => reason.split(':')[0])).toEqual(['unknown_job', 'job_invalid']);
  expect(seen.map(({ text }) => text)).toEqual(['x']);
});

it('[K2] a job of a higher version pauses the worker', async () => {
  const { bus, worker } = await start();
  bus.inject('jobs.slack', { id: 'j', v: 2, at: 0, kind: KIND, payload: {} });
  await settle();
  expect(worker.state()).toBe('paused');
  expect(bus.dead).toEqual([]);
});

it('[K4] a job that was in hand when its worker died says that it may have been done', async () => {
  const world = await start();
  world.bus.crash('jobs.slack');
  let crash = true;
  const handler = async ({ id, maybeDone }: JobInHand<typeof KIND>) => {
    if (crash) await new Promise(() => {});
    world.seen.push({ id, maybeDone, text: '' });
  };
  const run = () => runJobWorker({ worker: 'slack', handlers: { [KIND]: handler } }, world.deps);
  await run().ready;
  await sendJob(world.bus, KIND, { text: 'x' });
  await settle();
  crash = false;
  world.bus.crash('jobs.slack');
  run();
  await settle();
  expect(world.seen).toMatchObject([{ maybeDone: true }]);
});
