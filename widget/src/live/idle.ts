/** What there is of a connection before the visitor agrees to one. */
import { browserStorage, memoryStorage } from '../core/storage.ts';
import type { Transport } from '../core/transport.ts';
import { createVisitorSession } from '../core/visitor-session.ts';
import type { Live, LiveOptions } from './live.ts';

const nothing = () => {};
const nowhere: Transport = {
  request: async () => ({ ok: false, code: 'retry', message: '' }),
  notify: nothing,
  on: () => nothing,
  onLink: () => nothing,
  link: () => 'connecting',
  close: nothing,
};

/** A session that asks nobody and keeps nothing. */
export function createIdle({ prefix }: Pick<LiveOptions, 'prefix'>): Live {
  const storage = memoryStorage();
  const session = createVisitorSession({ transport: nowhere, storage, siteId: '', prefix });
  return { session, storage, close: session.close };
}

/** Whether the visitor agreed before, in this browser. */
export function hasAgreed(prefix: string): boolean {
  return browserStorage(() => localStorage).get(`${prefix}agreed`) !== null;
}
