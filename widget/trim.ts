import { join } from 'node:path';
import type { Plugin } from 'vite';

/**
 * Builds the widget with a Socket.IO client of our own (src/live/socket-io): of the stock one a chat uses a sixth.
 * core/socket-io.ts says what is used, and the types hold both to it; the build fails when nothing was swapped;
 * tests/widget/trimmed-client.test.ts runs the result against the real server.
 */
const FROM = 'socket.io-client';
const TO = join(import.meta.dirname, 'src/live/socket-io/client.ts');

export function trimTransport(): Plugin {
  let isMet = false;
  return {
    name: 'parley-trim-transport',
    enforce: 'pre',
    resolveId(source) {
      if (source !== FROM) return null;
      isMet = true;
      return TO;
    },
    buildEnd(error) {
      if (!error && !isMet) this.error(`nothing imports ${FROM} any more: nothing was swapped for our own client`);
    },
  };
}
