import { randomBytes } from 'node:crypto';

/** A new W3C traceparent (Trace Context level 1): a trace that begins at a socket and goes on through the bus. */
export function newTrace(): string {
  const bytes = randomBytes(24).toString('hex');
  return `00-${bytes.slice(0, 32)}-${bytes.slice(32)}-01`;
}
