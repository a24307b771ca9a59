import { afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import type { IoSocket } from '../../core/socket-io.ts';
import { io } from './client.ts';

/** A WebSocket whose server is the test. */
class FakeWebSocket {
  static all: FakeWebSocket[] = [];
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: (() => void) | null = null;
  readonly sent: string[] = [];
  isClosed = false;
  readonly url: URL;
  constructor(url: URL) {
    this.url = url;
    FakeWebSocket.all.push(this);
  }
  send(packet: string): void {
    this.sent.push(packet);
  }
  close(): void {
    this.isClosed = true;
  }
}
const newest = () => FakeWebSocket.all.at(-1) as FakeWebSocket;
const flush = () => vi.advanceTimersByTimeAsync(0);
async function say(...packets: readonly unknown[]): Promise<void> {
  for (const data of packets) newest().onmessage?.({ data });
  await flush();
}
const OPEN = '0{"sid":"s","pingInterval":25000,"pingTimeout":20000}';
const HELLO = '40/visitor,{"sid":"x"}';

let fetched: string[];
let socket: IoSocket;
let heard: unknown[];
// Fake time does not wait for the file.
beforeAll(() => import('./polling.ts'));
beforeEach(() => {
  vi.useFakeTimers();
  FakeWebSocket.all = [];
  fetched = [];
  vi.stubGlobal('WebSocket', FakeWebSocket);
  vi.stubGlobal('fetch', (url: URL) => {
    fetched.push(url.search);
    return Promise.reject(new Error('no network'));
  });
});
afterEach(() => {
  socket.disconnect();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

function open(): void {
  socket = io('http://chat.example/visitor', {
    path: '/parley/socket',
    query: { site: 's' },
    auth: { v: 1 },
    forceNew: true,
    transports: ['websocket', 'polling'],
    tryAllTransports: true,
  });
  heard = [];
  for (const event of ['connect', 'disconnect', 'connect_error', 'entries'])
    socket.on(event, (value) => heard.push(value instanceof Error ? event : [event, value]));
}
async function connect(): Promise<void> {
  open();
  await say(OPEN, HELLO);
}
const states = () => heard.map((one) => (Array.isArray(one) ? one[0] : one));

it('[W2] it says who it is once the connection is open, and is connected when the namespace answers', async () => {
  open();
  expect(`${newest().url}`).toBe('ws://chat.example/parley/socket/?site=s&EIO=4&transport=websocket');
  expect(socket.connected).toBe(false);
  await say(OPEN);
  expect(newest().sent).toEqual(['40/visitor,{"v":1}']);
  expect(states()).toEqual([]);
  await say(HELLO);
  expect(socket.connected).toBe(true);
  expect(states()).toEqual(['connect']);
});

it('[W2] attempts that fail are 0.5 to 1 s apart at first and at most 5 s later, and no two are at once', async () => {
  vi.spyOn(Math, 'random').mockReturnValue(0.999);
  open();
  const times: number[] = [];
  for (let attempt = 0; attempt < 5; attempt++) {
    times.push(Date.now());
    const before = FakeWebSocket.all.length;
    newest().onclose?.();
    await flush();
    while (FakeWebSocket.all.length === before) await vi.advanceTimersByTimeAsync(50);
  }
  const waits = times.slice(1).map((time, index) => Math.round((time - (times[index] ?? 0)) / 1_000));
  expect(waits).toEqual([1, 2, 4, 5]);
  expect(fetched).toHaveLength(5);
  expect(states()).toEqual(Array(5).fill('connect_error'));
  // once it was connected, it begins with short waits again
  await say(OPEN, HELLO);
  newest().onclose?.();
  const before = FakeWebSocket.all.length;
  await vi.advanceTimersByTimeAsync(1_000);
  expect(FakeWebSocket.all.length).toBe(before + 1);
});

it('[W2] a WebSocket that answers nothing for 5 s gives way to polling, and polling that answers nothing to the next attempt', async () => {
  vi.stubGlobal('fetch', (url: URL) => {
    fetched.push(url.search);
    return new Promise(() => {});
  });
  open();
  await vi.advanceTimersByTimeAsync(4_999);
  expect(fetched).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(newest().isClosed).toBe(true);
  expect(fetched).toEqual(['?site=s&EIO=4&transport=polling']);
  await vi.advanceTimersByTimeAsync(21_000);
  expect(FakeWebSocket.all).toHaveLength(2);
});

it('[W2] an answer belongs to its question; late, it goes nowhere; none within the time, or a lost connection, rejects', async () => {
  await connect();
  const first = socket.timeout(100).emitWithAck('send', { n: 1 });
  const second = socket.timeout(100).emitWithAck('send', { n: 2 });
  const third = socket.timeout(100).emitWithAck('send', { n: 3 });
  expect(newest().sent.slice(1)).toEqual(['42/visitor,0["send",{"n":1}]', '42/visitor,1["send",{"n":2}]', '42/visitor,2["send",{"n":3}]']);
  await say('43/visitor,1[{"ok":2}]');
  expect(await second).toEqual({ ok: 2 });
  const late = expect(first).rejects.toThrow('no answer');
  const unanswered = expect(third).rejects.toThrow('no answer');
  await vi.advanceTimersByTimeAsync(100);
  await Promise.all([late, unanswered]);
  await say('43/visitor,0[{"ok":1}]');
  const cut = expect(socket.timeout(9_000).emitWithAck('send', {})).rejects.toThrow('no answer');
  newest().onclose?.();
  await cut;
  expect(vi.getTimerCount()).toBe(1);
});

it('[W2] silence ends a connection, also when the page slept through it: what is said then is not sent into it', async () => {
  await connect();
  await vi.advanceTimersByTimeAsync(44_000);
  await say('2');
  expect(newest().sent.at(-1)).toBe('3');
  await vi.advanceTimersByTimeAsync(44_000);
  expect(socket.connected).toBe(true);
  const mute = newest();
  vi.setSystemTime(Date.now() + 600_000);
  const asked = expect(socket.timeout(100).emitWithAck('send', {})).rejects.toThrow('no answer');
  await asked;
  expect(mute.sent.slice(-2)).toEqual(['3', '1']);
  expect(mute.isClosed).toBe(true);
  expect(states()).toEqual(['connect', 'disconnect']);
  await vi.advanceTimersByTimeAsync(1_000);
  await say(OPEN, HELLO);
  await vi.advanceTimersByTimeAsync(45_000);
  expect(states()).toEqual(['connect', 'disconnect', 'connect', 'disconnect']);
});

it('[G18] a refusal of the namespace comes with its data, and a goodbye of the server with its name; after both it stays away', async () => {
  open();
  await say(OPEN, '44/visitor,{"message":"x","data":{"code":"protocol_unsupported"}}');
  expect(heard).toEqual([['connect_error', { message: 'x', data: { code: 'protocol_unsupported' } }]]);
  socket.connect();
  await say(OPEN, HELLO, '41/visitor,');
  expect(heard.slice(1)).toEqual([
    ['connect', undefined],
    ['disconnect', 'io server disconnect'],
  ]);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(FakeWebSocket.all).toHaveLength(2);
});

it.each([
  ['2/visitor,["connect",1]'],
  ['2/visitor,[1]'],
  ['2/visitor,{"a":1}'],
  ['2/visitor,["a"'],
  ['3/visitor,1{"a":1}'],
  ['0/visitor,{}'],
  ['2/operator,["a"]'],
  ['51-/visitor,["a",{"_placeholder":true,"num":0}]'],
  ['x'],
])('[G5] %s is no packet: it ends the connection, and another one is made', async (packet) => {
  await connect();
  await say(`4${packet}`);
  expect(newest().isClosed).toBe(true);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(FakeWebSocket.all).toHaveLength(2);
});

it('[G5] bytes, and types that Engine.IO does not have, end the connection', async () => {
  await connect();
  await say(new ArrayBuffer(1));
  expect(newest().isClosed).toBe(true);
});

it('[W12] a listener that throws disturbs nobody, disconnect and connect move to another connection, and after the end nothing is heard', async () => {
  const errors: unknown[] = [];
  vi.stubGlobal(
    'queueMicrotask',
    (call: () => void) =>
      void Promise.resolve()
        .then(call)
        .catch((error: unknown) => errors.push(error)),
  );
  await connect();
  socket.on('other', () => {
    throw new Error('a mistake');
  });
  await say('42/visitor,["other"]', '42/visitor,["entries",7]');
  expect(socket.connected).toBe(true);
  expect(heard.at(-1)).toEqual(['entries', 7]);
  const old = newest();
  socket.disconnect().connect();
  expect(old.sent.slice(-2)).toEqual(['41/visitor,', '1']);
  expect(old.isClosed).toBe(true);
  await say(OPEN, HELLO);
  expect(states()).toEqual(['connect', 'entries', 'disconnect', 'connect']);
  newest().onmessage?.({ data: '42/visitor,["entries",8]' });
  socket.removeAllListeners();
  socket.disconnect();
  await flush();
  expect(states()).toHaveLength(4);
  expect(vi.getTimerCount()).toBe(0);
  expect(errors).toEqual([new Error('a mistake')]);
});
