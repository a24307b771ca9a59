import { isJobKind, JOB_WORKER, type Job, type JobKind, type JobPayloads } from '@parley/shared-types/jobs.ts';
import { job, jobPayloads } from '@parley/shared-types/schemas/jobs.ts';
import type { JobWorker } from '@parley/shared-types/topics.ts';
import type { z } from 'zod';
import type { Bus, Delivery, Outcome } from '../bus/bus.ts';
import { ParleyError } from '../lib/errors.ts';
import { sortableId } from '../lib/ids.ts';
import type { Logger } from '../lib/logger.ts';
import { decideFailedJob } from './decide.ts';
import { runWorker } from './run-worker.ts';
import type { Handed, Worker, WorkerDeps } from './worker.ts';

export interface JobInHand<Kind extends JobKind> {
  readonly id: string;
  readonly at: number;
  readonly payload: JobPayloads[Kind];
  /** True when an attempt before this one failed or died: its work may have been done. */
  readonly maybeDone: boolean;
  readonly logger: Logger;
}
export type JobHandlers<Kinds extends JobKind = JobKind> = { readonly [Kind in Kinds]: (job: JobInHand<Kind>) => Promise<void> };

type AnyJob = z.infer<typeof job>;

const BATCH = 8;

function explain(error: z.ZodError): string {
  const [issue] = error.issues;
  return `${issue?.path.map(String).join('.') || 'payload'}: ${issue?.message ?? 'not as expected'}`;
}

/**
 * Sends a job to the kind of worker that does it; resolves when it is durable.
 * @returns the id of the job
 * @throws ParleyError `unknown_job`, `job_invalid` (nothing was sent), `busy`, `retry`
 */
export async function sendJob(
  bus: Pick<Bus, 'publish'>,
  kind: string,
  payload: unknown,
  options: { trace?: string } = {},
): Promise<string> {
  if (!isJobKind(kind)) throw new ParleyError('unknown_job', { detail: `${kind}; known: ${Object.keys(JOB_WORKER).join(', ')}` });
  const parsed = jobPayloads[kind].safeParse(payload);
  if (!parsed.success) throw new ParleyError('job_invalid', { detail: explain(parsed.error) });
  const message: Job = { id: sortableId(), kind, v: 1, at: Date.now(), payload: parsed.data };
  await bus.publish([{ message, ...options }]);
  return message.id;
}

/** Fields that a newer sender added are ignored here; `sendJob` is strict (DESIGN §5.12). */
function readPayload<Kind extends JobKind>(kind: Kind, payload: unknown): JobPayloads[Kind] {
  const parsed = jobPayloads[kind].strip().safeParse(payload);
  if (!parsed.success) throw new ParleyError('job_invalid', { detail: explain(parsed.error) });
  return parsed.data as JobPayloads[Kind];
}

function createRunJob(handlers: Partial<JobHandlers>) {
  const run = async <Kind extends JobKind>(kind: Kind, item: AnyJob, { attempt, crashes }: Delivery, logger: Logger) => {
    const handler = handlers[kind];
    if (!handler) throw new ParleyError('unknown_job', { detail: kind });
    const { id, at } = item;
    await handler({ id, at, payload: readPayload(kind, item.payload), maybeDone: attempt > 0 || crashes > 0, logger });
  };
  return async ({ item, delivery }: Handed<AnyJob>, parent: Logger): Promise<Outcome> => {
    const logger = parent.child({ job: item.id, kind: item.kind, attempt: delivery.attempt });
    try {
      if (!isJobKind(item.kind)) throw new ParleyError('unknown_job', { detail: item.kind });
      await run(item.kind, item, delivery, logger);
      logger.info('job done');
      return { do: 'ack' };
    } catch (error) {
      const outcome = decideFailedJob(error, delivery.attempt);
      logger.warn({ err: error, outcome: outcome.do }, 'job failed');
      return outcome;
    }
  };
}

/**
 * Runs the jobs of a kind of worker. A handler that throws has its job retried on the tiers 1 s to 1 h, then dead-lettered;
 * an error that is not retryable makes it a dead letter at once (SPEC K6).
 */
export function runJobWorker<Kinds extends JobKind>(
  { worker, handlers }: { readonly worker: JobWorker; readonly handlers: JobHandlers<Kinds> },
  deps: WorkerDeps,
): Worker {
  const runJob = createRunJob(handlers as Partial<JobHandlers>);
  const versions = Object.fromEntries(Object.keys(handlers).map((kind) => [kind, 1]));
  return runWorker(
    {
      name: worker,
      queue: `jobs.${worker}`,
      ordered: false,
      batch: BATCH,
      schema: job,
      versions,
      handle: (batch, logger) => Promise.all(batch.map((handed) => runJob(handed, logger))),
    },
    deps,
  );
}
