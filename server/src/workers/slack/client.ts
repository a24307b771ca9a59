/** The only importer of @slack/web-api: posts, finds posts by their mark, tells our codes from Slack's. */
import { LogLevel, WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebClient } from '@slack/web-api';
import { isCoded, ParleyError } from '../../lib/errors.ts';

/**
 * What a post carries so that it can be found again: message metadata. Slack keeps it unseen by people and gives it back when
 * `include_all_metadata` is asked for; the emulator of the tests keeps it too. (`client_msg_id` cannot be set by a bot.)
 */
export interface Mark {
  readonly type: 'parley_message' | 'parley_job';
  /** The same for each attempt, and for no other post. */
  readonly key: string;
  readonly details?: Readonly<Record<string, string | number>>;
}

export interface SlackPost {
  readonly channel: string;
  readonly text: string;
  readonly mark: Mark;
  /** ts of the post that opened the thread; null: opens one. */
  readonly thread: string | null;
}

export interface SlackClient {
  /** @returns ts of the post. @throws ParleyError `slack_*` */
  post(post: SlackPost): Promise<string>;
  /** Looks for a mark in a thread, or among the channel's own posts. @param since nothing older is looked at, in ms */
  find(where: { readonly channel: string; readonly thread: string | null; readonly since: number }, mark: Mark): Promise<string | null>;
}

export interface SlackSettings {
  readonly token: string;
  readonly apiUrl: string | null;
}

const TIMEOUT_MS = 10_000;
const PAGE = 200;
/** A lookup reads at most so many pages; marks are looked for from about the time of the first attempt. */
const MAX_PAGES = 25;
/** Our clock and Slack's may differ. */
const SKEW_MS = 600_000;

const AUTH = ['invalid_auth', 'not_authed', 'account_inactive', 'token_revoked', 'token_expired', 'missing_scope', 'no_permission'];
const CHANNEL = ['channel_not_found', 'not_in_channel', 'is_archived', 'restricted_action', 'invalid_channel'];
const PASSING = [
  'ratelimited',
  'rate_limited',
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
  'team_added_to_org',
];

/** Tells what an error of the client library means to us. */
export function codedSlackError(error: unknown): ParleyError {
  if (isCoded(error)) return error;
  if (error instanceof WebAPIRateLimitedError) {
    const retryAfterMs = Math.max(1, error.retryAfter) * 1_000;
    return new ParleyError('slack_unavailable', { detail: 'rate limit', retryAfterMs, cause: error });
  }
  if (error instanceof WebAPIPlatformError) {
    const detail = error.data.error;
    if (AUTH.includes(detail)) return new ParleyError('slack_auth', { detail, cause: error });
    if (CHANNEL.includes(detail)) return new ParleyError('slack_channel', { detail, cause: error });
    return new ParleyError(PASSING.includes(detail) ? 'slack_unavailable' : 'slack_refused', { detail, cause: error });
  }
  if (error instanceof WebAPIHTTPError && error.statusCode >= 400 && error.statusCode < 500 && error.statusCode !== 408) {
    return new ParleyError('slack_refused', { detail: `HTTP ${error.statusCode}`, cause: error });
  }
  return new ParleyError('slack_unavailable', { detail: error instanceof Error ? error.message : String(error), cause: error });
}

async function coded<Result>(call: () => Promise<Result>): Promise<Result> {
  try {
    return await call();
  } catch (error) {
    throw codedSlackError(error);
  }
}

/** Reading needs the channel's id; posting takes its name too. A name is looked up once (scope channels:read). */
function createChannelIds(web: WebClient) {
  const known = new Map<string, string>();
  return async (channel: string): Promise<string> => {
    if (/^[CDG][A-Z0-9]{6,}$/.test(channel)) return channel;
    const name = channel.replace(/^#/, '');
    let cursor = '';
    while (!known.has(name)) {
      const page = await web.conversations.list({ limit: PAGE, exclude_archived: true, ...(cursor && { cursor }) });
      for (const { id, name: found } of page.channels ?? []) if (id && found) known.set(found, id);
      cursor = page.response_metadata?.next_cursor ?? '';
      if (!cursor) break;
    }
    return known.get(name) ?? channel;
  };
}

interface MarkedMessage {
  readonly ts?: string;
  readonly metadata?: { readonly event_type?: string; readonly event_payload?: object };
}

function hasMark({ metadata }: MarkedMessage, mark: Mark): boolean {
  const { key } = (metadata?.event_payload ?? {}) as { key?: unknown };
  return metadata?.event_type === mark.type && key === mark.key;
}

function createFind(web: WebClient): SlackClient['find'] {
  const idOf = createChannelIds(web);
  return ({ channel, thread, since }, mark) =>
    coded(async () => {
      const id = await idOf(channel);
      const oldest = String(Math.max(0, since - SKEW_MS) / 1_000);
      let cursor = '';
      for (let pages = 0; pages < MAX_PAGES; pages++) {
        const where = { channel: id, oldest, include_all_metadata: true, limit: PAGE, ...(cursor && { cursor }) };
        const page = await (thread === null ? web.conversations.history(where) : web.conversations.replies({ ...where, ts: thread }));
        const hit = page.messages?.find((message) => hasMark(message, mark));
        if (hit?.ts) return hit.ts;
        cursor = page.response_metadata?.next_cursor ?? '';
        if (!cursor) return null;
      }
      return null;
    });
}

/** A client without retries of its own: when to try again is decided by the worker, which keeps the order. */
export function createSlackClient({ token, apiUrl }: SlackSettings): SlackClient {
  const web = new WebClient(token, {
    ...(apiUrl !== null && { slackApiUrl: apiUrl }),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: TIMEOUT_MS,
    logLevel: LogLevel.ERROR,
    allowAbsoluteUrls: false,
  });
  return {
    post: ({ channel, text, thread, mark }) =>
      coded(async () => {
        const metadata = { event_type: mark.type, event_payload: { ...mark.details, key: mark.key } };
        const plain = { mrkdwn: false, parse: 'none', link_names: false, unfurl_links: false, unfurl_media: false } as const;
        const { ts } = await web.chat.postMessage({ channel, text, metadata, ...plain, ...(thread !== null && { thread_ts: thread }) });
        if (!ts) throw new ParleyError('slack_unavailable', { detail: 'answered without a ts' });
        return ts;
      }),
    find: createFind(web),
  };
}
