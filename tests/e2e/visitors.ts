import { connectVisitor } from '@parley/widget/core/connection.ts';
import { type KeyValue, memoryStorage } from '@parley/widget/core/storage.ts';
import type { Transport } from '@parley/widget/core/transport.ts';
import { createVisitorSession, type VisitorSession } from '@parley/widget/core/visitor-session.ts';
import type { Up } from './parley.ts';

export interface Visitor extends VisitorSession {
  /** The wire below the session, for what the session has no word for. */
  readonly transport: Transport;
  readonly storage: KeyValue;
  readonly grant: () => string;
  /** Resolves when everything written is stored. */
  settled(): Promise<void>;
}

/** Resolves when `holds` does, looked at after each change of the session. */
function when(session: VisitorSession, holds: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const undo = session.subscribe(() => look());
    const look = () => {
      if (!holds()) return;
      undo();
      resolve();
    };
    look();
  });
}

/** A visitor without a page: the widget's own core on a real connection. With the storage of another it is the same one, back again. */
export async function openVisitor({ url, siteId }: Pick<Up, 'url' | 'siteId'>, storage: KeyValue = memoryStorage()): Promise<Visitor> {
  const transport = connectVisitor({ url, siteId, extraHeaders: { origin: url } });
  const session = createVisitorSession({ transport, storage, siteId });
  await when(session, () => session.state().conversationId !== null);
  return {
    ...session,
    transport,
    storage,
    grant: () => storage.get(`parley:${siteId}:grant`) ?? '',
    settled: () => when(session, () => session.state().pending.length === 0),
  };
}
