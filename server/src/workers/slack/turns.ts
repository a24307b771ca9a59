import type { Clock } from '../../lib/clock.ts';
import { isCoded, ParleyError } from '../../lib/errors.ts';

/**
 * One post at a time in each channel, and none before the time that Slack asked for: while it asks to wait, work is refused
 * here with what is left of it, without asking Slack again (SPEC L3).
 */
export function createTurns(clock: Clock) {
  const last = new Map<string, Promise<unknown>>();
  const notBefore = new Map<string, number>();
  const attempt = async <Result>(channel: string, work: () => Promise<Result>): Promise<Result> => {
    const retryAfterMs = (notBefore.get(channel) ?? 0) - clock.now();
    if (retryAfterMs > 0) throw new ParleyError('slack_unavailable', { detail: 'asked to wait', retryAfterMs });
    notBefore.delete(channel);
    try {
      return await work();
    } catch (error) {
      if (isCoded(error) && error.retryAfterMs !== undefined) notBefore.set(channel, clock.now() + error.retryAfterMs);
      throw error;
    }
  };
  return <Result>(channel: string, work: () => Promise<Result>): Promise<Result> => {
    const before = last.get(channel) ?? Promise.resolve();
    const turn = before.then(() => attempt(channel, work));
    const settled = turn.catch(() => undefined).then(() => void (last.get(channel) === settled && last.delete(channel)));
    last.set(channel, settled);
    return turn;
  };
}
