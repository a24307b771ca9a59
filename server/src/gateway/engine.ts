import type { Server } from 'socket.io';

/** What we look at of an engine.io socket and of the ws socket under it; neither caps what waits for a slow reader. */
export interface EngineSocket {
  readonly id: string;
  readonly writeBuffer: readonly { readonly data?: unknown }[];
  readonly transport: { readonly socket?: { readonly bufferedAmount?: number; terminate?(): void } };
  close(discard?: boolean): void;
}

/** All connections of a Socket.IO server, also those that have not joined a namespace. */
export function enginesOf(io: Server): readonly EngineSocket[] {
  return Object.values((io.engine as unknown as { clients: Record<string, EngineSocket> }).clients);
}

/** Ends a connection without the closing words of WebSocket, for which a client that does not read would let us wait. */
export function terminate(client: EngineSocket): void {
  if (client.transport.socket?.terminate) client.transport.socket.terminate();
  else client.close(true);
}
