import type { Refusal } from '@parley/shared-types/errors.ts';

export type Reply = ({ readonly ok: true } & Record<string, unknown>) | Refusal;
export type Link = 'connecting' | 'online' | 'offline';

/** No answer: the same may be asked again. */
export const RETRY: Refusal = { ok: false, code: 'retry', message: 'No answer.' };

/** One connection to a gateway, as the conversation sees it. Nothing is queued in it: the outbox is the only queue. */
export interface Transport {
  /** Answers `retry` when it is not connected, or no answer comes in time; never rejects. */
  request(event: string, body: object): Promise<Reply>;
  /** Sent only while connected; nobody waits for it. */
  notify(event: string, body: object): void;
  on(event: string, call: (push: never) => void): () => void;
  /** Called with each change of the link, and why it was refused for good. */
  onLink(call: (link: Link, refusal: Refusal | null) => void): () => void;
  link(): Link;
  close(): void;
}
