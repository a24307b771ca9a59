import type { ErrorCode } from '@parley/shared-types/errors.ts';
import type { HookBody, HookTried } from '@parley/shared-types/hooks.ts';
import type { Clock } from '../../lib/clock.ts';
import { isCoded } from '../../lib/errors.ts';
import type { SafePost } from '../../lib/safe-fetch.ts';
import type { Hook } from '../../store/hook-store.ts';
import { readRetryAfter } from './decide.ts';
import { signedHeaders } from './sign.ts';

const GONE = 410;
/** These ask to come back later. */
const OVERLOADED = [429, 503];

/** How an attempt went, and what follows from it. */
export interface Tried extends HookTried {
  readonly isGone: boolean;
  /** The receiver is away or overloaded, whatever the event. */
  readonly isAway: boolean;
  /** For which it asked to be left alone. */
  readonly askedMs: number;
}

function judge(status: number, askedMs: number): Omit<Tried, 'durationMs'> {
  const isOverloaded = OVERLOADED.includes(status);
  const error: ErrorCode | null = status >= 200 && status < 300 ? null : status === GONE ? 'hook_gone' : 'hook_status';
  return { status, error, isGone: status === GONE, isAway: isOverloaded || status >= 500, askedMs: isOverloaded ? askedMs : 0 };
}

/** Sends a body to a hook once. Never throws for what the receiver does. */
export function createAttempt({ post, clock }: { readonly post: SafePost; readonly clock: Clock }) {
  return async ({ url, secrets }: Pick<Hook, 'url' | 'secrets'>, id: string, body: HookBody): Promise<Tried> => {
    const startedAt = clock.now();
    const text = JSON.stringify(body);
    const headers = { 'content-type': 'application/json', 'user-agent': 'Parley-Webhooks', ...signedHeaders(secrets, id, text, startedAt) };
    const took = () => clock.now() - startedAt;
    try {
      const answer = await post({ url, headers, body: text });
      return { ...judge(answer.status, readRetryAfter(answer.headers['retry-after'], clock.now())), durationMs: took() };
    } catch (error) {
      if (!isCoded(error)) throw error;
      return { status: null, error: error.code, isGone: false, isAway: true, askedMs: 0, durationMs: took() };
    }
  };
}
export type Attempt = ReturnType<typeof createAttempt>;
