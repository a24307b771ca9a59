/** Payloads of jobs, by kind. Strict where a job enters (CLI, REST), read leniently by workers. */
import { z } from 'zod';
import type { JobKind, JobPayloads } from '../jobs.ts';
import { emailAddress, millis } from './model.ts';

export const jobPayloads = {
  'slack:send_message': z.strictObject({ text: z.string().min(1).max(3_000), channel: z.string().min(1).max(80).exactOptional() }),
  'email:send_test': z.strictObject({ to: emailAddress }),
} as const satisfies { [Kind in JobKind]: z.ZodType<JobPayloads[Kind]> };

export const job = z.object({
  id: z.string().min(1).max(128),
  kind: z.string().min(1).max(64),
  v: z.literal(1),
  at: millis,
  payload: z.unknown(),
});
