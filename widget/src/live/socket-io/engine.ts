import { type Carrier, openWebSocket } from './carriers.ts';

/** One Engine.IO connection (protocol 4), from its opening to its end. */
export interface Engine {
  send(data: string): void;
  /** The server has not been heard for too long. Timers of a page that slept are late: asked before each send. */
  isSilent(): boolean;
  /** Ends it without a word to the maker. */
  close(): void;
}

interface EngineDeps {
  /** With the query of each request. */
  readonly url: URL;
  readonly onOpen: () => void;
  /** Each text that the server sends. @throws when it is not understood, which ends the connection */
  readonly onData: (data: string) => void;
  readonly onEnd: () => void;
}

/** A WebSocket that some proxy swallows never answers: then polling is tried, as when it fails. */
const PATIENCE_MS = 5_000;
const OPENING_MS = 20_000;

/** Opens a WebSocket, and long polling where none comes through; no upgrade on the way. */
export function openEngine({ url, onOpen, onData, onEnd }: EngineDeps): Engine {
  let isOpen = false;
  let isOver = false;
  let carrier: Carrier | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let patienceMs = 0;
  let expiresAt = Number.POSITIVE_INFINITY;
  const via = (transport: string) => {
    url.searchParams.set('transport', transport);
    return new URL(url);
  };
  const wait = (ms: number, call: () => void) => {
    clearTimeout(timer);
    timer = setTimeout(call, ms);
  };
  const close = () => {
    isOver = true;
    clearTimeout(timer);
    globalThis.removeEventListener?.('offline', end);
    if (isOpen) carrier?.send('1');
    carrier?.close();
  };
  const end = () => {
    if (isOver) return;
    close();
    onEnd();
  };
  const poll = () => {
    if (isOver) return;
    carrier?.close();
    wait(OPENING_MS, end);
    import('./polling.ts').then(({ openPolling }) => {
      if (!isOver) carrier = openPolling(() => via('polling'), onPacket, end);
    }, end);
  };
  /** The server pings; silence is the end. */
  const expect = () => {
    expiresAt = Date.now() + patienceMs;
    wait(patienceMs, end);
  };
  const onPacket = (packet: unknown) => {
    if (isOver) return;
    try {
      const text = String(packet);
      const type = text[0];
      const data = text.slice(1);
      if (type === '0') {
        const { sid, pingInterval, pingTimeout } = JSON.parse(data) as { sid: string; pingInterval: number; pingTimeout: number };
        url.searchParams.set('sid', sid);
        patienceMs = pingInterval + pingTimeout;
        isOpen = true;
        expect();
        onOpen();
      } else if (type === '2') {
        carrier?.send('3');
        expect();
      } else if (type === '4') onData(data);
      else if (type !== '6') end();
    } catch {
      end();
    }
  };
  globalThis.addEventListener?.('offline', end);
  wait(PATIENCE_MS, poll);
  try {
    carrier = openWebSocket(via('websocket'), onPacket, () => (isOpen ? end() : poll()));
  } catch {
    queueMicrotask(poll);
  }
  return {
    send: (data) => carrier?.send(`4${data}`),
    isSilent: () => Date.now() > expiresAt,
    close,
  };
}
