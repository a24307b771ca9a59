import type { Refusal } from '@parley/shared-types/errors.ts';
import { PROTOCOL_VERSION, TIMING } from '@parley/shared-types/protocol.ts';
import type { WithinPush } from '@parley/shared-types/socket.ts';
import { io } from 'socket.io-client';
import type { OpenIo } from './socket-io.ts';
import { systemTimers } from './time.ts';
import { type Link, RETRY, type Reply, type Transport } from './transport.ts';

interface ConnectOptions {
  readonly url: string;
  /** Only outside of browsers, which set Origin and Cookie themselves. */
  readonly extraHeaders?: Record<string, string>;
}

/** Just this is used of it: the widget is built with a client of its own, which does no more. */
const open: OpenIo = io;

type Words = Readonly<Record<string, unknown>>;

function connect(namespace: string, query: Record<string, string>, auth: Words, { url, ...more }: ConnectOptions): Transport {
  const socket = open(`${url}${namespace}`, {
    path: '/parley/socket',
    forceNew: true,
    transports: ['websocket', 'polling'],
    tryAllTransports: true,
    query,
    auth,
    ...more,
  });
  const listeners = new Set<(link: Link, refusal: Refusal | null) => void>();
  const timers = systemTimers();
  let link: Link = 'connecting';
  const change = (to: Link, refusal: Refusal | null = null) => {
    link = to;
    for (const listener of listeners) listener(to, refusal);
  };
  let undoMove: (() => void) | null = null;
  const move = () => {
    undoMove?.();
    undoMove = null;
    socket.disconnect().connect();
  };
  socket.on('connect', () => change('online'));
  socket.on('disconnect', (reason) => {
    change('offline');
    // The server closed it on purpose: Socket.IO would stay away, we come back.
    if (reason === 'io server disconnect') undoMove ??= timers.after(1_000 + timers.random() * 2_000, move);
  });
  socket.on('connect_error', (error) => change('offline', (error as { data?: Refusal }).data ?? null));
  socket.on('drain', (push) => {
    undoMove ??= timers.after(timers.random() * (push as WithinPush).withinMs, move);
  });
  return {
    async request(event, body) {
      if (!socket.connected) return RETRY;
      try {
        const reply = (await socket.timeout(TIMING.ackTimeout).emitWithAck(event, body)) as Reply;
        // Who has something to say does not wait for its moment to move.
        if (!reply.ok && reply.code === 'draining' && undoMove) move();
        return reply;
      } catch {
        return RETRY;
      }
    },
    notify(event, body) {
      if (socket.connected) socket.emit(event, body);
    },
    on(event, call) {
      socket.on(event, call as (push: unknown) => void);
      return () => void socket.off(event, call as (push: unknown) => void);
    },
    onLink(call) {
      listeners.add(call);
      return () => void listeners.delete(call);
    },
    link: () => link,
    close() {
      undoMove?.();
      listeners.clear();
      socket.removeAllListeners();
      socket.disconnect();
    },
  };
}

/** Connects a visitor of a site. */
export function connectVisitor({ siteId, ...options }: ConnectOptions & { readonly siteId: string }): Transport {
  return connect('/visitor', { site: siteId }, { v: PROTOCOL_VERSION, siteId }, options);
}

/** Connects an operator; the session is in the cookie. */
export function connectOperator(options: ConnectOptions): Transport {
  return connect('/operator', {}, { v: PROTOCOL_VERSION }, options);
}
