import type { ErrorCode } from '@parley/shared-types/errors.ts';
import type { KeyValue } from './storage.ts';

/** A message that is not known to be stored. */
export interface Pending<Body> {
  readonly clientMsgId: string;
  readonly body: Body;
  readonly createdAt: number;
  readonly state: 'waiting' | 'accepted' | 'failed';
  readonly acceptedAt?: number;
  /** Why it failed for good. */
  readonly code?: ErrorCode;
}

export interface Outbox<Body> {
  /** In the order in which they were written. */
  all(): readonly Pending<Body>[];
  put(item: Pending<Body>): void;
  remove(clientMsgId: string): void;
}

/**
 * Keeps unsent messages in storage, one key each, so that tabs which share it do not overwrite each other's.
 * @param prefix of the keys, e.g. `parley:SITE:out:`
 */
export function createOutbox<Body>(storage: KeyValue, prefix: string): Outbox<Body> {
  const read = (key: string): Pending<Body>[] => {
    try {
      return [JSON.parse(storage.get(key) ?? '') as Pending<Body>];
    } catch {
      return [];
    }
  };
  return {
    all: () =>
      storage
        .keys(prefix)
        .flatMap(read)
        .sort((a, b) => a.createdAt - b.createdAt),
    put: (item) => storage.set(prefix + item.clientMsgId, JSON.stringify(item)),
    remove: (clientMsgId) => storage.remove(prefix + clientMsgId),
  };
}
