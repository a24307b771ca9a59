import type { Namespace } from 'socket.io';
import { type Clock, pause } from '../lib/clock.ts';

const WITHIN_MS = 5_000;
const CONFIRMS_MS = 10_000;
const SLICES = 20;

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
