/** What is wrong with the settings when a test post does not arrive. Pure. */
import type { ErrorCode } from '@parley/shared-types/errors.ts';
import { isCoded, ParleyError } from '../../lib/errors.ts';

const BY_SLACKS_WORD: Readonly<Record<string, ErrorCode>> = {
  channel_not_found: 'slack_no_channel',
  invalid_channel: 'slack_no_channel',
  not_in_channel: 'slack_not_invited',
  missing_scope: 'slack_scope',
  no_permission: 'slack_scope',
};
/** What Slack says itself when it asks to wait. */
const WAITING = ['rate limit', 'ratelimited', 'rate_limited', 'internal_error', 'fatal_error', 'service_unavailable', 'request_timeout'];

/** Tells more than the worker needs, which only decides whether to try again. */
export function diagnoseSlack(error: unknown): unknown {
  if (!isCoded(error)) return error;
  const { detail = '', code } = error;
  const found = BY_SLACKS_WORD[detail] ?? (code === 'slack_unavailable' && !WAITING.includes(detail) ? 'slack_unreachable' : null);
  return found === null ? error : new ParleyError(found, { detail, cause: error });
}
