/** Jobs are commands: any service may send one to a kind of worker, one copy of it does the job. */
import type { Millis } from './model.ts';

export interface JobPayloads {
  'slack:send_message': { readonly text: string; readonly channel?: string };
  /** A mail that says that mails arrive. */
  'email:send_test': { readonly to: string };
}
export type JobKind = keyof JobPayloads;

export interface Job<Kind extends JobKind = JobKind> {
  readonly id: string;
  readonly kind: Kind;
  readonly v: 1;
  readonly at: Millis;
  readonly payload: JobPayloads[Kind];
}

/** Which kind of worker does which job. */
export const JOB_WORKER = { 'slack:send_message': 'slack', 'email:send_test': 'email' } as const satisfies Record<JobKind, string>;

/** Says whether a word is the name of a kind of job. */
export function isJobKind(word: string): word is JobKind {
  return Object.hasOwn(JOB_WORKER, word);
}
