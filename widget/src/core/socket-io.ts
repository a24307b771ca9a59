/**
 * What is used of Socket.IO's client. Inbox, lab and tests have the real one; the widget has one of its own that does just
 * this (live/socket-io).
 */
export interface IoOptions {
  readonly path: string;
  readonly query: { readonly [name: string]: string };
  /** Goes with each connect to the namespace. */
  readonly auth: { readonly [name: string]: unknown };
  readonly forceNew: true;
  readonly transports: ['websocket', 'polling'];
  readonly tryAllTransports: true;
  readonly extraHeaders?: { [name: string]: string };
}

export interface IoSocket {
  readonly connected: boolean;
  /**
   * `connect`; `disconnect` with the reason, of which only `io server disconnect` means that it does not come back by itself;
   * `connect_error` with an error, whose `data` is what the server says; and the server's own events.
   */
  on(event: string, call: (value: unknown) => void): unknown;
  off(event: string, call: (value: unknown) => void): unknown;
  removeAllListeners(): unknown;
  emit(event: string, body: object): unknown;
  /** Rejects when no answer comes within the time, or the connection is lost. */
  timeout(ms: number): { emitWithAck(event: string, body: object): Promise<unknown> };
  connect(): IoSocket;
  disconnect(): IoSocket;
}

/** Connects to the namespace that is the path of the address, and comes back after every loss until it is disconnected. */
export type OpenIo = (address: string, options: IoOptions) => IoSocket;
