import type { BusEvent } from '@parley/shared-types/events.ts';
import { JOB_WORKER, type Job } from '@parley/shared-types/jobs.ts';
import { EFFECT_WORKERS, type EffectWorker, EXCHANGES, type QueueName } from '@parley/shared-types/topics.ts';
import { ParleyError } from '../lib/errors.ts';
import { shardOf } from '../lib/shard.ts';

/** Where a message goes: names on the broker, and the queues that the embedded bus fills itself. */
export interface Route {
  readonly exchange: string;
  readonly key: string;
  /** True for commands: a command that no queue takes is an error. A fact may interest nobody. */
  readonly mandatory: boolean;
  readonly queues: readonly QueueName[];
}

function isJob(message: BusEvent | Job): message is Job {
  return 'kind' in message;
}

/** The only place that knows which message goes where. Pure; shared by both adapters. @throws ParleyError `unknown_job` */
export function routeOf(message: BusEvent | Job, installed: ReadonlySet<EffectWorker>): Route {
  if (isJob(message)) {
    if (!Object.hasOwn(JOB_WORKER, message.kind)) throw new ParleyError('unknown_job', { detail: message.kind });
    const worker = JOB_WORKER[message.kind];
    return { exchange: EXCHANGES.jobs, key: worker, mandatory: true, queues: [`jobs.${worker}`] };
  }
  if (message.type === 'message.submitted') {
    const queue: QueueName = `persist.${shardOf(message.siteId, message.conversationId)}`;
    return { exchange: EXCHANGES.in, key: queue, mandatory: true, queues: [queue] };
  }
  const queues = EFFECT_WORKERS.filter((name) => installed.has(name)).map((name): QueueName => `events.${name}`);
  return { exchange: EXCHANGES.events, key: message.type, mandatory: false, queues };
}
