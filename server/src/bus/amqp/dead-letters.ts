/** A look through the dead letters on the broker: taken, judged, and what stays goes back to its place. */
import { isCoded, ParleyError } from '../../lib/errors.ts';
import type { DeadDelivery, DeadLetter, Verdict } from '../bus.ts';
import type { ChannelModel, Message } from './link.ts';
import { closeChannel } from './link.ts';
import { deliveryOf, type Letter } from './message.ts';
import type { Named } from './topology.ts';

interface SiftDeps {
  readonly connection: ChannelModel;
  readonly named: Named;
  readonly now: number;
  /** Resolves when the broker has it in a queue. */
  readonly send: (letter: Letter) => Promise<void>;
}

/** Straight into the queue that refused it, and no other: by the default exchange, which knows every queue by its name. */
function replayOf({ id, queue, message }: DeadDelivery, named: Named): Letter {
  const content = Buffer.from(typeof message === 'string' ? message : JSON.stringify(message));
  return { exchange: '', key: named(queue), mandatory: true, content, messageId: id, headers: {} };
}

/** Bus.siftDead on RabbitMQ. Letters that nobody acked are in their places again when the channel is closed. */
export async function siftDead(
  { connection, named, now, send }: SiftDeps,
  limit: number,
  judge: (letters: readonly DeadDelivery[]) => readonly Verdict[],
): Promise<void> {
  const channel = await connection.createChannel();
  channel.on('error', () => {});
  try {
    const taken: Message[] = [];
    while (taken.length < limit) {
      const message = await channel.get(named('dead'), { noAck: false });
      if (!message) break;
      taken.push(message);
    }
    const letters = taken.map((message): DeadDelivery => {
      const { id, body } = deliveryOf(message, 'dead', 0, now);
      return { id, ...(body as DeadLetter) };
    });
    const verdicts = judge(letters);
    for (const [index, letter] of letters.entries()) {
      const [message, verdict] = [taken[index], verdicts[index]];
      if (!message || verdict === 'keep') continue;
      if (verdict === 'replay') await send(replayOf(letter, named));
      channel.ack(message as never);
    }
  } catch (cause) {
    throw isCoded(cause) ? cause : new ParleyError('unavailable', { cause });
  } finally {
    await closeChannel(channel);
  }
}
