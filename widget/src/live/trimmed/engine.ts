/**
 * Engine.IO's client as far as a chat needs it (see trim.ts): WebSocket, and long polling by fetch where no WebSocket comes
 * through; text only, no upgrade on the way. socket.io-client on top of it - acknowledgements, reconnection - is the real one.
 */
interface Options {
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
}

/** A way to carry packets; tells what comes, and once that it is over. */
interface Carrier {
  send(packets: string[]): void;
  close(): void;
}

const SEPARATOR = '\x1e';
/** A WebSocket that some proxy swallows never answers: then polling is tried. */
const PATIENCE_MS = 5_000;

export const nextTick = (call: () => void) => queueMicrotask(call);

/** What socket.io-client's objects use instead of the timers of the page. */
export function installTimerFunctions(on: object): void {
  Object.assign(on, { setTimeoutFn: setTimeout.bind(globalThis), clearTimeoutFn: clearTimeout.bind(globalThis) });
}

function openWebSocket(url: URL, onPacket: (packet: unknown) => void, onEnd: () => void): Carrier {
  url.protocol = url.protocol.replace('http', 'ws');
  const socket = new WebSocket(url);
  socket.onmessage = ({ data }) => onPacket(data);
  socket.onclose = onEnd;
  return {
    send(packets) {
      for (const packet of packets) socket.send(packet);
    },
    close() {
      socket.onmessage = socket.onclose = null;
      socket.close();
    },
  };
}

function openPolling(url: () => URL, onPacket: (packet: unknown) => void, onEnd: () => void): Carrier {
  const stop = new AbortController();
  const waiting: string[] = [];
  let isPosting = false;
  const ask = async (more: RequestInit) => {
    const answer = await fetch(url(), { credentials: 'omit', ...more });
    if (!answer.ok) throw new Error(answer.statusText);
    return answer.text();
  };
  const poll = async () => {
    while (!stop.signal.aborted) for (const packet of (await ask({ signal: stop.signal })).split(SEPARATOR)) onPacket(packet);
  };
  const post = async () => {
    isPosting = true;
    // One after the other, which keeps their order and each below the server's limit.
    for (let body = waiting.shift(); body !== undefined; body = waiting.shift()) await ask({ method: 'POST', body, keepalive: true });
    isPosting = false;
  };
  const failed = () => {
    if (!stop.signal.aborted) onEnd();
  };
  const send = (packets: string[]) => {
    waiting.push(...packets);
    if (!isPosting) post().catch(failed);
  };
  poll().catch(failed);
  return {
    send,
    close() {
      stop.abort();
      send(['1']);
    },
  };
}

type Event = 'open' | 'ping' | 'data' | 'error' | 'close';
type Call = (value?: unknown) => void;

/** The connection that socket.io-client's Manager drives. Emits `open`, `ping`, `data`, `error` before it is open, `close` after. */
export class Socket {
  readonly #calls = new Map<Event, Set<Call>>();
  readonly #address: string;
  readonly #query: Record<string, string>;
  #state: 'opening' | 'open' | 'closed' = 'opening';
  #carrier: Carrier | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #patienceMs = 0;
  #expiresAt = Number.POSITIVE_INFINITY;
  readonly #onOffline = () => this.#end('transport close');

  constructor(uri: string, { path, query }: Options) {
    this.#address = `${new URL(uri).origin}${path}/`;
    this.#query = { ...query, EIO: '4' };
    globalThis.addEventListener?.('offline', this.#onOffline);
    this.#timer = setTimeout(() => this.#openPolling(), PATIENCE_MS);
    try {
      this.#carrier = openWebSocket(this.#url('websocket'), this.#onPacket, this.#onEnd);
    } catch {
      queueMicrotask(() => this.#openPolling());
    }
  }

  get transport() {
    return { writable: this.#state === 'open' };
  }

  on(event: Event, call: Call): void {
    this.#calls.set(event, (this.#calls.get(event) ?? new Set()).add(call));
  }

  off(event: Event, call: Call): void {
    this.#calls.get(event)?.delete(call);
  }

  write(data: string): void {
    if (this.#state === 'open') this.#carrier?.send([`4${data}`]);
  }

  close(): void {
    this.#end('forced close');
  }

  /** Timers of a page that slept are late: asked before each emit. */
  _hasPingExpired(): boolean {
    const isLate = Date.now() > this.#expiresAt;
    if (isLate) queueMicrotask(() => this.#end('ping timeout'));
    return isLate;
  }

  #emit(event: Event, value?: unknown): void {
    for (const call of [...(this.#calls.get(event) ?? [])]) call(value);
  }

  #url(transport: string): URL {
    return new URL(`${this.#address}?${new URLSearchParams({ ...this.#query, transport })}`);
  }

  #openPolling(): void {
    if (this.#state !== 'opening') return;
    clearTimeout(this.#timer);
    this.#carrier?.close();
    // The session id that comes with `open` is in the address of every request after it.
    this.#carrier = openPolling(
      () => this.#url('polling'),
      this.#onPacket,
      () => this.#end('transport error'),
    );
  }

  readonly #onEnd = () => (this.#state === 'opening' ? this.#openPolling() : this.#end('transport close'));

  readonly #onPacket = (packet: unknown) => {
    if (this.#state === 'closed') return;
    const text = typeof packet === 'string' ? packet : '';
    const type = text[0];
    const data = text.slice(1);
    if (type === '0') this.#opened(JSON.parse(data));
    else if (type === '2') this.#ping();
    else if (type === '4') this.#emit('data', data);
    else if (type !== '6') this.#end(type === '1' ? 'transport close' : 'parse error');
  };

  #opened({ sid, pingInterval, pingTimeout }: { sid: string; pingInterval: number; pingTimeout: number }): void {
    this.#query.sid = sid;
    this.#patienceMs = pingInterval + pingTimeout;
    this.#state = 'open';
    this.#expect();
    this.#emit('open');
  }

  #ping(): void {
    this.#carrier?.send(['3']);
    this.#expect();
    this.#emit('ping');
  }

  /** The server pings; silence is the end. */
  #expect(): void {
    clearTimeout(this.#timer);
    this.#expiresAt = Date.now() + this.#patienceMs;
    this.#timer = setTimeout(() => this.#end('ping timeout'), this.#patienceMs);
  }

  #end(reason: string): void {
    if (this.#state === 'closed') return;
    const wasOpen = this.#state === 'open';
    this.#state = 'closed';
    clearTimeout(this.#timer);
    globalThis.removeEventListener?.('offline', this.#onOffline);
    this.#carrier?.close();
    if (!wasOpen) this.#emit('error', new Error(reason));
    this.#emit('close', reason);
  }
}

/** The parts of an address, as socket.io-client asks for them. */
export function parse(address: string) {
  const { protocol, hostname, port, pathname: path } = new URL(address);
  return { protocol: protocol.slice(0, -1), host: hostname.replace(/[[\]]/g, ''), port, path, source: address };
}

/** Other names that socket.io-client passes on, and that nobody here uses. */
const unused = undefined;

export { unused as Fetch, unused as NodeWebSocket, unused as NodeXHR, unused as WebSocket, unused as WebTransport, unused as XHR };
