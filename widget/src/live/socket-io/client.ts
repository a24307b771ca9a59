/** Socket.IO's client (protocol 5) as far as the widget needs it: one namespace, JSON, answers, reconnection. See trim.ts. */
import type { IoSocket, OpenIo } from '../../core/socket-io.ts';
import { jittered } from '../../core/time.ts';
import { type Engine, openEngine } from './engine.ts';

const CONNECT = 0;
const DISCONNECT = 1;
const EVENT = 2;
const ACK = 3;
const CONNECT_ERROR = 4;
/** Names that the client itself uses: no server may send them. */
const RESERVED = /^(dis)?connect|Listener$/;

const AGAIN = { minMs: 1_000, maxMs: 5_000 } as const;

interface Packet {
  readonly type: number;
  readonly id: number;
  readonly data: unknown;
}

/** @throws when it is not a packet without attachments of the namespace */
function decode(text: string, namespace: string): Packet {
  const [, type, of, id, json] = /^(\d)([^,[{]*),?(\d*)(.*)/s.exec(text) ?? [];
  const packet = { type: Number(type), id: Number(id), data: json ? JSON.parse(json) : undefined };
  const first = packet.data?.[0];
  const isValid = [packet.data?.sid, true, typeof first === 'string' && !RESERVED.test(first), Array.isArray(packet.data), packet.data][
    packet.type
  ];
  if (of !== namespace || !isValid) throw new Error('not a packet');
  return packet;
}

type Call = (value: unknown) => void;

function createEmitter() {
  const calls = new Map<string, Set<Call>>();
  return {
    on: (event: string, call: Call) => void calls.set(event, (calls.get(event) ?? new Set()).add(call)),
    off: (event: string, call: Call) => void calls.get(event)?.delete(call),
    removeAllListeners: () => calls.clear(),
    fire(event: string, value?: unknown) {
      for (const call of [...(calls.get(event) ?? [])]) call(value);
    },
  };
}

/** Questions that wait for their answer. */
function createAcks() {
  const waiting = new Map<number, (answer?: unknown[]) => void>();
  let lastId = 0;
  return {
    ask: (ms: number, send: (id: number) => void) =>
      new Promise<unknown>((resolve, reject) => {
        const id = lastId++;
        const settle = (answer?: unknown[]) => {
          clearTimeout(timer);
          waiting.delete(id);
          if (answer) resolve(answer[0]);
          else reject(new Error('no answer'));
        };
        const timer = setTimeout(settle, ms);
        waiting.set(id, settle);
        send(id);
      }),
    answer: (id: number, answer: unknown) => waiting.get(id)?.(answer as unknown[]),
    giveUp() {
      for (const settle of waiting.values()) settle();
    },
  };
}

export const io: OpenIo = (address, { path, query, auth }) => {
  const { origin, pathname: namespace } = new URL(address);
  const { fire, ...emitter } = createEmitter();
  const acks = createAcks();
  let engine: Engine | undefined;
  let isConnected = false;
  let attempts = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const write = (type: number, id: number | '', data?: unknown) => engine?.send(`${type}${namespace},${id}${JSON.stringify(data) ?? ''}`);
  /** Leaves the connection, of which nothing is heard any more. */
  const leave = (why: string) => {
    const wasConnected = isConnected;
    isConnected = false;
    clearTimeout(timer);
    engine?.close();
    engine = undefined;
    acks.giveUp();
    if (wasConnected) fire('disconnect', why);
  };
  const lost = () => {
    const wasConnected = isConnected;
    leave('transport close');
    timer = setTimeout(open, jittered(++attempts, AGAIN.minMs, AGAIN.maxMs, Math.random));
    if (!wasConnected) fire('connect_error', new Error('no connection'));
  };
  const obey = ({ type, id, data }: Packet) => {
    if (type === CONNECT) {
      isConnected = true;
      attempts = 0;
      fire('connect');
    } else if (type === EVENT) fire(...(data as [string, unknown]));
    else if (type === ACK) acks.answer(id, data);
    else leave('io server disconnect');
    if (type === CONNECT_ERROR) fire('connect_error', data);
  };
  const open = () => {
    const mine = openEngine({
      url: new URL(`${origin}${path}/?${new URLSearchParams({ ...query, EIO: '4' })}`),
      onOpen: () => write(CONNECT, '', auth),
      onData(text) {
        const packet = decode(text, namespace);
        // What listeners throw is theirs, and does not end the connection.
        queueMicrotask(() => engine === mine && obey(packet));
      },
      onEnd: lost,
    });
    engine = mine;
  };
  const say = (id: number | '', event: string, body: object) => {
    if (engine?.isSilent()) lost();
    else write(EVENT, id, [event, body]);
  };
  const socket: IoSocket = {
    ...emitter,
    get connected() {
      return isConnected;
    },
    emit: (event, body) => say('', event, body),
    timeout: (ms) => ({ emitWithAck: (event, body) => acks.ask(ms, (id) => say(id, event, body)) }),
    connect() {
      if (!engine) open();
      return socket;
    },
    disconnect() {
      if (isConnected) write(DISCONNECT, '');
      leave('io client disconnect');
      return socket;
    },
  };
  open();
  return socket;
};
