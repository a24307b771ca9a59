import type { Server as HttpServer } from 'node:http';
import type { Namespace, Server } from 'socket.io';
import { type Clock, pause } from '../lib/clock.ts';
import { type EngineSocket, enginesOf, terminate } from './engine.ts';

const WITHIN_MS = 5_000;
const CONFIRMS_MS = 10_000;
const SLICES = 20;
const GOODBYE_MS = 1_000;

interface DrainDeps {
  readonly namespaces: readonly Namespace[];
  readonly clock: Clock;
  readonly state: { isDraining: boolean; inFlight: number };
}

/**
 * Lets every client go without anybody noticing (SPEC G16): new sends are answered `draining`, clients are asked to move within
 * 5 s, confirms are awaited for at most 10 s, who is left is disconnected in slices. At most 20 s.
 */
export async function drainSockets({ namespaces, clock, state }: DrainDeps): Promise<void> {
  state.isDraining = true;
  // Who was being let in just now is asked to move too.
  for (const namespace of namespaces) namespace.on('connection', (socket) => void socket.emit('drain', { withinMs: WITHIN_MS }));
  const count = () => namespaces.reduce((sum, namespace) => sum + namespace.sockets.size, 0);
  if (count() > 0) {
    for (const namespace of namespaces) namespace.local.emit('drain', { withinMs: WITHIN_MS });
    const deadline = clock.now() + WITHIN_MS + 500;
    while (count() > 0 && clock.now() < deadline) await pause(clock, 50);
  }
  const deadline = clock.now() + CONFIRMS_MS;
  while (state.inFlight > 0 && clock.now() < deadline) await pause(clock, 20);
  const left = namespaces.flatMap((namespace) => [...namespace.sockets.values()]);
  const slice = Math.ceil(left.length / SLICES);
  for (let from = 0; from < left.length; from += slice) {
    for (const socket of left.slice(from, from + slice)) socket.disconnect(true);
    await pause(clock, 100);
  }
}

interface CloseDeps {
  readonly io: Server;
  readonly httpServer: HttpServer;
  readonly clients: readonly EngineSocket[];
  readonly clock: Clock;
}

/**
 * Closes Socket.IO and the HTTP server under it within 2 s. Node and ws would wait for others: 60 to 90 s for a connection that a
 * browser keeps ready and on which it never asked anything, 30 s for the goodbye of a client that is frozen.
 * @param clients those of when the drain began: who was disconnected since may not have said goodbye yet
 */
export async function closeConnections({ io, httpServer, clients, clock }: CloseDeps): Promise<void> {
  const left = [...clients, ...enginesOf(io)];
  const closed = io.close();
  httpServer.closeAllConnections();
  await Promise.race([closed, pause(clock, GOODBYE_MS)]);
  for (const client of left) terminate(client);
  await closed;
}
