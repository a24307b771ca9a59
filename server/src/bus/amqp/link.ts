/** One supervised connection to the broker. The only file that imports amqplib; the others use its types. */
import { type Channel, type ChannelModel, connect } from 'amqplib';
import { backoffMs } from '../../lib/backoff.ts';
import { type Clock, pause } from '../../lib/clock.ts';
import { ParleyError } from '../../lib/errors.ts';
import type { Logger } from '../../lib/logger.ts';

export type { Channel, ChannelModel, ConfirmChannel, ConsumeMessage, Message, Options } from 'amqplib';

const RECONNECT = { minMs: 200, maxMs: 5_000 };
const CONNECT_MS = 10_000;
const CLOSE_MS = 1_000;

interface LinkDeps {
  readonly url: string;
  /** Seen in the broker's list of connections. */
  readonly name: string;
  /** Seconds; a peer is given up after about two of them without a sign. */
  readonly heartbeat: number;
  /** Called for every new connection; it is up when this resolves, and made again when it rejects. */
  readonly onUp: (connection: ChannelModel) => Promise<void>;
  readonly onDown: () => void;
  readonly clock: Clock;
  readonly logger: Logger;
}

function withHeartbeat(url: string, seconds: number): string {
  const address = new URL(url);
  if (!address.searchParams.has('heartbeat')) address.searchParams.set('heartbeat', String(seconds));
  return address.href;
}

/** Keeps one connection open until it is closed: 0.2 s to 5 s between attempts. */
export function createLink({ url, name, heartbeat, onUp, onDown, clock, logger }: LinkDeps) {
  const address = withHeartbeat(url, heartbeat);
  const closing = new AbortController();
  let current: ChannelModel | null = null;
  let lastError: unknown;
  let waiting = Promise.withResolvers<ChannelModel | null>();

  /** Lives through one connection. @returns true when it had been up */
  const liveOnce = async (): Promise<boolean> => {
    const connection = await connect(address, { timeout: CONNECT_MS, clientProperties: { connection_name: name } });
    const lost = Promise.withResolvers<never>();
    lost.promise.catch(() => {});
    connection.on('error', (error: unknown) => lost.reject(error));
    connection.on('close', () => lost.reject(new Error('connection closed')));
    const end = () => lost.reject(new Error('link closed'));
    closing.signal.addEventListener('abort', end);
    let wasUp = false;
    try {
      if (closing.signal.aborted) end();
      await Promise.race([onUp(connection), lost.promise]);
      wasUp = true;
      current = connection;
      waiting.resolve(connection);
      await lost.promise;
    } catch (error) {
      lastError = error;
      if (!closing.signal.aborted) logger.warn({ err: error, link: name }, 'connection to the broker lost');
    } finally {
      if (current !== null) waiting = Promise.withResolvers();
      current = null;
      closing.signal.removeEventListener('abort', end);
      onDown();
      // A connection that is lost says so by rejecting; one that we end is to be gone when `close` resolves.
      await Promise.race([connection.close().catch(() => {}), pause(clock, CLOSE_MS)]);
    }
    return wasUp;
  };
  const live = async () => {
    for (let attempt = 1; !closing.signal.aborted; attempt++) {
      try {
        if (await liveOnce()) attempt = 1;
      } catch (error) {
        lastError = error;
        logger.warn({ err: error, link: name }, 'broker cannot be reached');
      }
      await pause(clock, backoffMs(attempt, RECONNECT), closing.signal);
    }
  };
  const living = live();

  return {
    current: () => current,
    /** The connection as soon as there is one; null when the link is closed first. */
    whenUp: async (): Promise<ChannelModel | null> => (closing.signal.aborted ? null : waiting.promise),
    /** @throws ParleyError `unavailable` when there is no connection after `ms`, with the broker's own words */
    async ready(ms: number): Promise<void> {
      const timer = new AbortController();
      const late = pause(clock, ms, timer.signal).then(() => null);
      const connection = await Promise.race([waiting.promise, late]);
      timer.abort();
      if (connection === null) throw new ParleyError('unavailable', { detail: `RabbitMQ: ${String(lastError)}`, cause: lastError });
    },
    async close(): Promise<void> {
      closing.abort();
      waiting.resolve(null);
      await living;
    },
  };
}
export type Link = ReturnType<typeof createLink>;

/** Closes a channel. Never rejects, and does not wait for an answer that a lost connection cannot give. */
export function closeChannel(channel: Channel): Promise<void> {
  return new Promise((resolve) => {
    channel.once('close', () => resolve());
    channel.close().then(resolve, () => resolve());
  });
}
