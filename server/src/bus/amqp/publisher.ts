/** Publishes with `mandatory` and a confirm, and keeps count of what is not confirmed yet. Keeps nothing for later (B12). */
import type { Clock } from '../../lib/clock.ts';
import { ParleyError } from '../../lib/errors.ts';
import { createFrameSender } from './frame-sender.ts';
import { createLedger, type Ledger } from './ledger.ts';
import type { ChannelModel, ConfirmChannel } from './link.ts';
import type { Letter } from './message.ts';
import type { Named } from './topology.ts';

const CONFIRM_MS = 5_000;
const BUSY_MS = 1_000;

interface PublisherDeps {
  readonly clock: Clock;
  readonly named: Named;
  readonly maxInFlight: number;
  readonly onHealth: (health: 'up' | 'down' | 'blocked') => void;
}

const busy = (detail: string) => new ParleyError('busy', { detail, retryAfterMs: BUSY_MS });

/** Hands one letter to the channel; `done` is called once, without an error when the broker has taken it. */
function createTransmit(ledger: Ledger, returned: Set<string>) {
  let counter = 0;
  return (to: ConfirmChannel, letter: Letter, done: (error?: ParleyError) => void): void => {
    const { exchange, key, mandatory, content, messageId, headers } = letter;
    const correlationId = String(++counter);
    const size = content.length;
    ledger.add(size);
    const options = { persistent: true, contentType: 'application/json', mandatory, messageId, correlationId, headers };
    try {
      to.publish(exchange, key, content, options, (error: unknown) => {
        ledger.remove(size);
        const nowhere = returned.delete(correlationId);
        if (error) done(new ParleyError('retry', { cause: error }));
        else done(nowhere ? new ParleyError('unknown_job', { detail: `no queue takes ${key}` }) : undefined);
      });
    } catch (cause) {
      ledger.remove(size);
      done(new ParleyError('busy', { detail: 'the broker is away', retryAfterMs: BUSY_MS, cause }));
    }
  };
}

export function createPublisher({ clock, named, maxInFlight, onHealth }: PublisherDeps) {
  const ledger = createLedger();
  const returned = new Set<string>();
  const frames = createFrameSender(named);
  const transmit = createTransmit(ledger, returned);
  let channel: ConfirmChannel | null = null;
  let blocked = false;
  let closed = false;

  const health = () => (closed || channel === null ? 'down' : blocked ? 'blocked' : 'up');
  const tell = () => onHealth(health());

  return {
    health,
    /** Takes over a new connection. */
    async attach(connection: ChannelModel): Promise<void> {
      blocked = false;
      const next = await connection.createConfirmChannel();
      next.on('error', () => {});
      next.on('close', () => connection.close().catch(() => {}));
      next.on('return', ({ properties }) => returned.add(String(properties.correlationId)));
      connection.on('blocked', () => {
        blocked = true;
        tell();
      });
      connection.on('unblocked', () => {
        blocked = false;
        tell();
      });
      const forFrames = await connection.createChannel();
      forFrames.on('error', () => {});
      forFrames.on('close', () => connection.close().catch(() => {}));
      frames.use(forFrames);
      channel = next;
      tell();
    },
    detach() {
      channel = null;
      frames.use(null);
      returned.clear();
      tell();
    },
    /**
     * Resolves when the broker has taken all letters.
     * @param limited false for what must get out so that something else can be acked
     * @throws ParleyError `busy` (none was sent), `retry` (no confirm in 5 s, or the channel is gone), `unknown_job`
     */
    send(letters: readonly Letter[], limited = true): Promise<void> {
      const to = channel;
      const state = health();
      if (to === null || state !== 'up') return Promise.reject(busy(state === 'blocked' ? 'the broker is blocked' : 'the broker is away'));
      const size = letters.reduce((sum, { content }) => sum + content.length, 0);
      if (limited && !ledger.fits(letters.length, size, maxInFlight)) return Promise.reject(busy('too much in flight'));
      if (letters.length === 0) return Promise.resolve();
      return new Promise((resolve, reject) => {
        let left = letters.length;
        let failure: ParleyError | undefined;
        const undo = clock.after(CONFIRM_MS, () => reject(new ParleyError('retry', { detail: 'no confirm in time' })));
        const done = (error?: ParleyError) => {
          failure ??= error;
          left -= 1;
          if (left > 0) return;
          undo();
          if (failure) reject(failure);
          else resolve();
        };
        for (const letter of letters) transmit(to, letter, done);
      });
    },
    sendFrames: frames.send,
    /** No more letters; resolves when all under way are confirmed or lost. */
    async drain(): Promise<void> {
      closed = true;
      tell();
      await ledger.empty();
    },
  };
}
export type Publisher = ReturnType<typeof createPublisher>;
