/** One channel that consumes one queue: what has arrived and is not acked yet. Ends with its channel, never begins again. */
import { type Channel, type ChannelModel, type ConsumeMessage, closeChannel } from './link.ts';

export interface Session {
  /** Up to `max` messages from the head of what has arrived, one that must be `alone` by itself; they stay unacked. */
  take(max: number, alone: (message: ConsumeMessage) => boolean): readonly ConsumeMessage[];
  /** Resolves when something arrives, the channel is gone, or `wake` is called. */
  change(): Promise<void>;
  wake(): void;
  isLost(): boolean;
  /** Acks this message and all before it; does nothing when the channel is gone, and then they come again. */
  ackUpTo(message: ConsumeMessage): void;
  /** Resolves when the broker has seen the acks sent so far, or the channel is gone. */
  flush(): Promise<void>;
  /** Messages that are unacked. */
  held(): number;
  /** Gives back everything unacked, in order. */
  close(): Promise<void>;
}

interface SessionRequest {
  readonly connection: ChannelModel;
  readonly queue: string;
  readonly prefetch: number;
  /** Declares the queue, so that one that was deleted is there again. */
  readonly declare: (channel: Channel) => Promise<void>;
}

/** @throws the broker's error when the queue cannot be consumed */
export async function openSession({ connection, queue, prefetch, declare }: SessionRequest): Promise<Session> {
  const channel = await connection.createChannel();
  const arrived: ConsumeMessage[] = [];
  let taken = 0;
  let lost = false;
  let waiting: (() => void)[] = [];
  const wake = () => {
    const calls = waiting;
    waiting = [];
    for (const call of calls) call();
  };
  const lose = () => {
    lost = true;
    arrived.length = 0;
    wake();
  };
  const close = async () => {
    lose();
    await closeChannel(channel);
  };
  channel.on('error', lose);
  channel.on('close', lose);
  try {
    await declare(channel);
    await channel.prefetch(prefetch);
    await channel.consume(queue, (message) => {
      // The broker cancels a consumer whose queue was deleted.
      if (message === null) return void close();
      if (lost) return;
      arrived.push(message);
      wake();
    });
  } catch (error) {
    await close();
    throw error;
  }
  return {
    take(max, alone) {
      const stop = arrived.slice(0, max).findIndex(alone);
      const messages = arrived.splice(0, stop === -1 ? max : Math.max(1, stop));
      taken += messages.length;
      return messages;
    },
    change: () => (lost || arrived.length > 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
    wake,
    isLost: () => lost,
    ackUpTo(message) {
      if (lost) return;
      taken = 0;
      try {
        channel.ack(message, true);
      } catch {
        lose();
      }
    },
    // Any question does: the broker works through a channel in order.
    flush: async () => void (await channel.prefetch(prefetch).catch(lose)),
    held: () => taken + arrived.length,
    close,
  };
}
