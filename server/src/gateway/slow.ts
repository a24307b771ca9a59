import type { Server } from 'socket.io';
import type { Clock } from '../lib/clock.ts';
import type { Logger } from '../lib/logger.ts';
import { type EngineSocket, enginesOf, terminate } from './engine.ts';

const EVERY_MS = 2_000;

/** Bytes that wait for a client to read them. */
export function bytesWaiting({ writeBuffer, transport }: Pick<EngineSocket, 'writeBuffer' | 'transport'>): number {
  const queued = writeBuffer.reduce((sum, { data }) => sum + (typeof data === 'string' ? data.length : 0), 0);
  return queued + (transport.socket?.bufferedAmount ?? 0);
}

/** Cuts readers that do not read (SPEC G15): the client syncs when it is back. Returns its undo. */
export function cutSlowReaders(io: Server, { most, clock, logger }: { most: number; clock: Clock; logger: Logger }): () => void {
  let undo = () => {};
  const look = () => {
    for (const client of enginesOf(io)) {
      if (bytesWaiting(client) <= most) continue;
      logger.warn({ socket: client.id, bytes: bytesWaiting(client) }, 'a slow reader was cut');
      // A close frame would wait behind everything unread.
      terminate(client);
    }
    undo = clock.after(EVERY_MS, look);
  };
  undo = clock.after(EVERY_MS, look);
  return () => undo();
}
