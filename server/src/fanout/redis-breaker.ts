import type { Redis } from 'ioredis';

/**
 * What the Socket.IO adapter gets instead of Redis itself. It publishes without awaiting and without looking at the connection
 * (redis-adapter 8.3), so that an outage would end the process by an unhandled rejection, or queue without bound. Behind this
 * breaker a publish while Redis is away is dropped - signals are hints - and subscriptions are remembered, not queued.
 */
const KINDS = ['subscribe', 'psubscribe', 'ssubscribe'] as const;
type Kind = (typeof KINDS)[number];

interface Listening {
  on(event: string, listener: (...args: unknown[]) => void): void;
  off(event: string, listener: (...args: unknown[]) => void): void;
}
type Command = (...args: readonly unknown[]) => Promise<unknown>;
export type PubSide = Listening & { readonly publish: Command; readonly spublish: Command; readonly send_command: Command };
export type SubSide = Listening & Readonly<Record<Kind | 'unsubscribe' | 'punsubscribe' | 'sunsubscribe', Command>>;

const nothing = () => undefined;

/** The publishing side: sends while the connection is ready, else drops. Never rejects. */
export function breakPublisher(client: Redis): PubSide {
  const send =
    (name: 'publish' | 'spublish'): Command =>
    (channel, payload) =>
      client.status === 'ready' ? client[name](channel as string, payload as string).catch(nothing) : Promise.resolve(0);
  return {
    on: (event, listener) => void client.on(event, listener),
    off: (event, listener) => void client.off(event, listener),
    publish: send('publish'),
    spublish: send('spublish'),
    send_command: (command, args, done) => client.call(command as string, args as string[], done as never) as Promise<unknown>,
  };
}

/** The subscribing side: keeps what is wanted, and asks for all of it again with `resubscribe`. Never rejects. */
export function breakSubscriber(client: Redis): { side: SubSide; resubscribe: () => Promise<void> } {
  const wanted: Record<Kind, Set<string>> = { subscribe: new Set(), psubscribe: new Set(), ssubscribe: new Set() };
  const ask = (command: string, channels: readonly string[]): Promise<unknown> =>
    client.status === 'ready' && channels.length > 0 ? client.call(command, ...channels).catch(nothing) : Promise.resolve();
  const want =
    (kind: Kind): Command =>
    (channels) => {
      const list = [channels].flat() as string[];
      for (const channel of list) wanted[kind].add(channel);
      return ask(kind, list);
    };
  const leave =
    (kind: Kind, command: string): Command =>
    (channels) => {
      const list = [channels].flat() as string[];
      for (const channel of list) wanted[kind].delete(channel);
      return ask(command, list);
    };
  const side: SubSide = {
    on: (event, listener) => void client.on(event, listener),
    off: (event, listener) => void client.off(event, listener),
    subscribe: want('subscribe'),
    psubscribe: want('psubscribe'),
    ssubscribe: want('ssubscribe'),
    unsubscribe: leave('subscribe', 'unsubscribe'),
    punsubscribe: leave('psubscribe', 'punsubscribe'),
    sunsubscribe: leave('ssubscribe', 'sunsubscribe'),
  };
  const resubscribe = async () => {
    for (const kind of KINDS) await ask(kind, [...wanted[kind]]);
  };
  return { side, resubscribe };
}
