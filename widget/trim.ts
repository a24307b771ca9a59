import { join } from 'node:path';
import type { Plugin } from 'vite';

/**
 * Socket.IO's client on a connection of our own: of engine.io-client a chat uses a fifth, of the parser no binary events.
 * What is imported of them is told by socket.io-client of one pinned version: the build fails when a swap is not met any more,
 * and tests/widget/trimmed-client.test.ts runs the result against the real server.
 */
const SWAPS = [
  { from: 'engine.io-client', to: 'engine.ts' },
  { from: 'socket.io-parser', to: 'socket-parser.ts' },
] as const;

export function trimTransport(): Plugin {
  const met = new Set<string>();
  return {
    name: 'parley-trim-transport',
    enforce: 'pre',
    resolveId(source) {
      const swap = SWAPS.find(({ from }) => from === source);
      if (!swap) return null;
      met.add(swap.to);
      return { id: join(import.meta.dirname, 'src/live/trimmed', swap.to), moduleSideEffects: false };
    },
    buildEnd(error) {
      const missed = SWAPS.filter(({ to }) => !met.has(to));
      if (!error && missed.length > 0)
        this.error(`socket.io-client has changed: nothing was swapped for ${missed.map(({ to }) => to).join(', ')}`);
    },
  };
}
