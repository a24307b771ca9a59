import { randomUUID } from 'node:crypto';

/** A new W3C traceparent (Trace Context level 1): a trace that begins at a socket and goes on through the bus. */
export function newTrace(): string {
  // Made for each message: of all random sources only UUIDs come from a pool, which is nearly three times as fast.
  return `00-${randomUUID().replaceAll('-', '')}-${randomUUID().replaceAll('-', '').slice(16)}-01`;
}
