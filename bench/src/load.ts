import { randomId } from '@parley/server/src/lib/ids.ts';
import { io, type Socket } from 'socket.io-client';

export interface Target {
  readonly port: number;
  readonly siteId: string;
}
interface Visitor {
  readonly socket: Socket;
  readonly grant: string;
  readonly conversationId: string;
}

const PARALLEL_CONNECTS = 20;
const TEXT = 'The parcel has not arrived yet; could you look where it is? '.repeat(2).trim();

async function connectOne({ port, siteId }: Target): Promise<Visitor> {
  const url = `http://127.0.0.1:${port}`;
  const socket = io(`${url}/visitor`, {
    path: '/parley/socket',
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
    query: { site: siteId },
    auth: { v: 1, siteId },
    extraHeaders: { origin: url },
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
  });
  const opened = await socket.timeout(10_000).emitWithAck('open', {});
  if (!opened.ok) throw new Error(`open: ${opened.code}`);
  return { socket, grant: opened.grant, conversationId: opened.conversationId };
}

/** Opens so many visitors, a few at a time. */
export async function connectVisitors(target: Target, count: number): Promise<Visitor[]> {
  const visitors: Visitor[] = [];
  while (visitors.length < count) {
    const batch = Math.min(PARALLEL_CONNECTS, count - visitors.length);
    visitors.push(...(await Promise.all(Array.from({ length: batch }, () => connectOne(target)))));
  }
  return visitors;
}

export function disconnectAll(visitors: readonly Visitor[]): void {
  for (const { socket } of visitors) socket.disconnect();
}

async function sendOne({ socket, grant }: Visitor): Promise<string> {
  const clientMsgId = randomId();
  const answer = await socket.timeout(20_000).emitWithAck('send', { grant, clientMsgId, text: TEXT });
  if (!answer.ok) throw new Error(`send: ${answer.code}`);
  return clientMsgId;
}

export interface LoadResult {
  readonly perSecond: number;
  /** Milliseconds from send to accepted. */
  readonly latencies: readonly number[];
}

/** Each visitor sends one message after another until `messages` are accepted in all. */
export async function sendFlatOut(visitors: readonly Visitor[], messages: number): Promise<LoadResult> {
  let left = messages;
  const latencies: number[] = [];
  const started = performance.now();
  const run = async (visitor: Visitor) => {
    while (left-- > 0) {
      const at = performance.now();
      await sendOne(visitor);
      latencies.push(performance.now() - at);
    }
  };
  await Promise.all(visitors.map(run));
  return { perSecond: (messages * 1_000) / (performance.now() - started), latencies };
}

/** The same, until each visitor has also seen its message in the log: accepted and stored. */
export async function sendUntilStored(visitors: readonly Visitor[], messages: number): Promise<LoadResult> {
  let left = messages;
  const latencies: number[] = [];
  // To follow a conversation is not what is measured.
  await Promise.all(visitors.map(({ socket, grant }) => socket.timeout(10_000).emitWithAck('sync', { grant, epoch: null, last: 0 })));
  const started = performance.now();
  const run = async (visitor: Visitor) => {
    const waiting = new Map<string, () => void>();
    const early = new Set<string>();
    const seen = (id: string) => {
      const found = waiting.get(id);
      if (found) found();
      else early.add(id);
    };
    visitor.socket.on('entries', (push: { entries: { clientMsgId?: string }[] }) => {
      for (const { clientMsgId } of push.entries) if (clientMsgId) seen(clientMsgId);
    });
    while (left-- > 0) {
      const at = performance.now();
      const id = await sendOne(visitor);
      if (!early.delete(id)) await new Promise<void>((resolve) => waiting.set(id, resolve));
      waiting.delete(id);
      latencies.push(performance.now() - at);
    }
  };
  await Promise.all(visitors.map(run));
  return { perSecond: (messages * 1_000) / (performance.now() - started), latencies };
}
