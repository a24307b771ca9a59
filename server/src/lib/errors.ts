import { ERRORS, type ErrorCode, type Refusal } from '@parley/shared-types/errors.ts';

interface ErrorOptions {
  /** Plain words about this case, for the log and the command line; never shown to visitors. */
  readonly detail?: string;
  readonly cause?: unknown;
  readonly retryAfterMs?: number;
  /** Words for the client, by field or entry. */
  readonly problems?: Readonly<Record<string, string>>;
}

/** The only error our own code throws on purpose: a code from the table, and what is particular to this case. */
export class ParleyError extends Error {
  readonly code: ErrorCode;
  readonly detail: string | undefined;
  readonly retryAfterMs: number | undefined;
  readonly problems: Readonly<Record<string, string>> | undefined;

  constructor(code: ErrorCode, options: ErrorOptions = {}) {
    const detail = options.detail === undefined ? '' : ` (${options.detail})`;
    super(`${code}: ${ERRORS[code].message}${detail}`, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'ParleyError';
    this.code = code;
    this.detail = options.detail;
    this.retryAfterMs = options.retryAfterMs;
    this.problems = options.problems;
  }

  get retryable(): boolean {
    return ERRORS[this.code].retryable;
  }
}

/** True for a ParleyError with one of these codes (any code when none is given). */
export function isCoded(error: unknown, ...codes: readonly ErrorCode[]): error is ParleyError {
  return error instanceof ParleyError && (codes.length === 0 || codes.includes(error.code));
}

/** What a client is told about an error. Anything we did not throw on purpose is `internal`; details stay here. */
export function refusalOf(error: unknown): Refusal {
  if (!isCoded(error)) return { ok: false, code: 'internal', message: ERRORS.internal.message };
  const { code, retryAfterMs, problems } = error;
  const more = { ...(retryAfterMs !== undefined && { retryAfterMs }), ...(problems !== undefined && { problems }) };
  return { ok: false, code, message: ERRORS[code].message, ...more };
}

/** As `refusalOf`, with what is to be done: for the owner of a page, who reads it on the console. @param mend ours when it is not given */
export function refusalWithMend(error: unknown, mend?: string): Refusal {
  const refusal = refusalOf(error);
  return { ...refusal, message: `${refusal.message} ${mend ?? ERRORS[refusal.code].mend}` };
}
