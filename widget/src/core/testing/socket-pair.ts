import { TIMING } from '@parley/shared-types/protocol.ts';
import type { Timers } from '../time.ts';
import type { Link, Reply, Transport } from '../transport.ts';
import type { Random } from './random.ts';

/** What a network does to what is sent over it; chances from 0 to 1. */
export interface Weather {
  requestLost: number;
  answerLost: number;
  pushLost: number;
  pushTwice: number;
  /** Longest way of anything: later ones may overtake earlier ones. */
  delayMs: number;
}
export const FINE: Readonly<Weather> = { requestLost: 0, answerLost: 0, pushLost: 0, pushTwice: 0, delayMs: 50 };

interface PairDeps {
  readonly timers: Timers;
  readonly random: Random;
  readonly weather: Weather;
  /** The server's end: what it answers, at the moment when the request arrives. */
  readonly serve: (event: string, body: Record<string, unknown>) => Reply;
  readonly isServerUp: () => boolean;
}

/** Both ends of a connection in memory. The client's is what a session sees; the test holds what happens between. */
export interface SocketPair {
  readonly client: Transport;
  /** Requests of the client, in the order in which they were made. */
  readonly requests: string[];
  /** Most sends of one conversation that waited for their answer at the same time. */
  mostSends(): number;
  isAsking(event: string): boolean;
  connect(): void;
  cut(): void;
  push(event: string, body: object): void;
  isClosed(): boolean;
}

const RETRY: Reply = { ok: false, code: 'retry', message: 'No answer.' };
const SENDS = new Set(['send', 'identify', 'tell']);

export function createSocketPair({ timers, random, weather, serve, isServerUp }: PairDeps): SocketPair {
  const calls = new Map<string, Set<(push: never) => void>>();
  const onLink = new Set<Parameters<Transport['onLink']>[0]>();
  /** Gives up a request that waits for its answer, and the event it is of. */
  const open = new Map<() => void, string>();
  const requests: string[] = [];
  let link: Link = 'offline';
  let life = 0;
  let isClosed = false;
  const sends = new Map<string, number>();
  let mostSends = 0;
  const change = (to: Link) => {
    if (isClosed || link === to) return;
    link = to;
    life += 1;
    for (const call of onLink) call(to, null);
  };
  const later = (work: () => void) => {
    const mine = life;
    timers.after(random.next() * weather.delayMs, () => mine === life && work());
  };
  /** What is on its way is lost with the connection; who waits for an answer is told at once, as Socket.IO does. */
  const cut = () => {
    change('offline');
    for (const giveUp of [...open.keys()]) giveUp();
  };
  const count = (event: string, body: { grant?: string }, by: 1 | -1) => {
    if (!SENDS.has(event)) return;
    const conversation = body.grant?.split('.')[1] ?? '';
    sends.set(conversation, (sends.get(conversation) ?? 0) + by);
    mostSends = Math.max(mostSends, ...sends.values());
  };
  const request = (event: string, body: object): Promise<Reply> =>
    new Promise((resolve) => {
      const end = (reply: Reply) => {
        if (!open.delete(giveUp)) return;
        undo();
        count(event, body, -1);
        resolve(reply);
      };
      const giveUp = () => end(RETRY);
      const undo = timers.after(TIMING.ackTimeout, giveUp);
      open.set(giveUp, event);
      requests.push(event);
      count(event, body, 1);
      if (random.chance(weather.requestLost)) return;
      later(() => {
        if (!isServerUp()) return;
        const reply = serve(event, JSON.parse(JSON.stringify(body)) as Record<string, unknown>);
        if (!random.chance(weather.answerLost)) later(() => end(reply));
      });
    });
  const client: Transport = {
    request: (event, body) => (link === 'online' ? request(event, body) : Promise.resolve(RETRY)),
    notify(event, body) {
      if (link === 'online' && !random.chance(weather.requestLost)) later(() => isServerUp() && serve(event, body as never));
    },
    on(event, call) {
      calls.set(event, (calls.get(event) ?? new Set()).add(call));
      return () => void calls.get(event)?.delete(call);
    },
    onLink(call) {
      onLink.add(call);
      return () => void onLink.delete(call);
    },
    link: () => link,
    close() {
      onLink.clear();
      cut();
      isClosed = true;
    },
  };
  const deliver = (event: string, body: object) => {
    for (const call of calls.get(event) ?? []) call(body as never);
  };
  return {
    client,
    requests,
    mostSends: () => mostSends,
    isAsking: (event) => [...open.values()].includes(event),
    connect: () => change('online'),
    cut,
    push(event, body) {
      if (link !== 'online' || isClosed) return;
      for (let times = random.chance(weather.pushTwice) ? 2 : 1; times > 0; times--)
        if (!random.chance(weather.pushLost)) later(() => deliver(event, body));
    },
    isClosed: () => isClosed,
  };
}
