import type { ErrorCode, Refusal } from '@parley/shared-types/errors.ts';
import { TIMING } from '@parley/shared-types/protocol.ts';
import type { Wire } from './conversation.ts';
import { createDeadlines } from './deadlines.ts';
import type { Outbox, Pending } from './outbox.ts';
import { jittered, type Timers } from './time.ts';

interface SenderDeps<Body> {
  readonly wire: Wire<Body>;
  readonly outbox: Outbox<Body>;
  readonly timers: Timers;
  readonly onChange: () => void;
  /** Asks for the log; true when it was read. */
  readonly sync: () => Promise<boolean>;
}

/** Codes after which the same message may be sent again; the table of errors is too large to carry into every page. */
const AGAIN: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'busy',
  'retry',
  'rate_limited',
  'draining',
  'unavailable',
  'internal',
  'disk_full',
  'grant_invalid',
  'unauthorized',
]);

/** As long as the server says, and at least a backoff with full jitter. */
function waitMs({ retryAfterMs = 0 }: Refusal, attempt: number, { random }: Timers): number {
  return Math.max(retryAfterMs, jittered(attempt, TIMING.resendMin, TIMING.resendMax, random));
}

/**
 * Sends what is in the outbox: in order, one at a time, until each is stored or refused for good (SPEC W2, W5, W7). `go` keeps
 * to the waiting time it was given; `now` forgets it, since the connection is another one.
 */
export function createSender<Body>({ wire, outbox, timers, onChange, sync }: SenderDeps<Body>) {
  let isSending = false;
  let isClosed = false;
  let attempt = 0;
  let undoWait: (() => void) | null = null;
  const find = (id: string) => outbox.all().find((item) => item.clientMsgId === id);
  const change = (item: Pending<Body>) => {
    outbox.put(item);
    onChange();
  };
  const fail = (item: Pending<Body>, code: ErrorCode) => change({ ...item, state: 'failed', code });
  const overdue = async (clientMsgId: string) => {
    const wasRead = await sync();
    const item = find(clientMsgId);
    if (item?.state !== 'accepted' || isClosed) return;
    if (!wasRead) return deadlines.watch(clientMsgId);
    outbox.put({ ...item, state: 'waiting' });
    go();
  };
  const deadlines = createDeadlines(timers, (clientMsgId) => void overdue(clientMsgId));
  const sendOne = async (item: Pending<Body>) => {
    const answer = await wire.send(item.clientMsgId, item.body);
    const now = find(item.clientMsgId);
    if (isClosed || !now || now.state === 'failed') return;
    if (answer.ok) {
      attempt = 0;
      deadlines.watch(item.clientMsgId);
      return change({ ...now, state: 'accepted', acceptedAt: timers.now() });
    }
    if (!AGAIN.has(answer.code)) return fail(now, answer.code);
    attempt += 1;
    undoWait = timers.after(waitMs(answer, attempt, timers), sendNow);
  };
  const go = (): void => {
    const next = isSending || isClosed || undoWait || !wire.isOnline() ? undefined : outbox.all().find((item) => item.state === 'waiting');
    if (!next) return;
    isSending = true;
    void sendOne(next).finally(() => {
      isSending = false;
      go();
    });
  };
  // After a reload, or when another tab is gone, nobody watches what was accepted before.
  const adopt = () => deadlines.adopt(outbox.all().flatMap(({ state, clientMsgId }) => (state === 'accepted' ? clientMsgId : [])));
  adopt();
  const sendNow = () => {
    undoWait?.();
    undoWait = null;
    adopt();
    go();
  };

  return {
    go,
    now: sendNow,
    retry(clientMsgId: string) {
      const item = find(clientMsgId);
      if (item?.state === 'failed') change({ clientMsgId, body: item.body, createdAt: item.createdAt, state: 'waiting' });
      go();
    },
    stored(clientMsgId: string) {
      deadlines.clear(clientMsgId);
      outbox.remove(clientMsgId);
    },
    refused(clientMsgId: string, refusal: Refusal) {
      const item = find(clientMsgId);
      deadlines.clear(clientMsgId);
      if (item) fail(item, refusal.code);
    },
    close() {
      isClosed = true;
      undoWait?.();
      deadlines.clearAll();
    },
  };
}
