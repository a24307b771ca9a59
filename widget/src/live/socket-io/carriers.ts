/** How Engine.IO's packets travel: by WebSocket, or by polling.ts. Text only: a chat sends nothing binary. */

/** Tells its maker what comes, and once that it is over. */
export interface Carrier {
  send(packet: string): void;
  /** What was sent before still goes out. */
  close(): void;
}
export type OnPacket = (packet: unknown) => void;

/** @throws where the page may not open one */
export function openWebSocket(url: URL, onPacket: OnPacket, onEnd: () => void): Carrier {
  url.protocol = url.protocol.replace('http', 'ws');
  const socket = new WebSocket(url);
  socket.onmessage = ({ data }) => onPacket(data);
  socket.onclose = onEnd;
  return {
    send: (packet) => socket.send(packet),
    close() {
      socket.onmessage = socket.onclose = null;
      socket.close();
    },
  };
}
