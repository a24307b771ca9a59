import type { Operator } from '@parley/shared-types/model.ts';
import { expect, it, vi } from 'vitest';
import { ParleyError } from '../lib/errors.ts';
import { recheckSessions } from './recheck.ts';

const operator = (roles: Operator['roles']) => ({ id: 'ann', roles }) as unknown as Operator;

it("[G20] every minute: sockets of sessions that ended are closed, [X9] and of roles that changed; while the store is away nobody's", async () => {
  const found: Record<string, Operator | Error | null> = {
    same: operator({ shop: 'agent' }),
    ended: null,
    promoted: operator({ shop: 'admin' }),
    away: new ParleyError('unavailable'),
  };
  const closed: string[] = [];
  const timers: (() => void)[] = [];
  const sockets = new Map(
    Object.keys(found).map((tokenHash) => [tokenHash, { data: { tokenHash, operator: operator({ shop: 'agent' }) } }]),
  );
  const operators = { sockets, local: { in: (room: string) => ({ disconnectSockets: () => closed.push(room) }) } };
  const get = async (hash: string) => {
    const answer = found[hash] ?? null;
    if (answer instanceof Error) throw answer;
    return answer && { operator: answer };
  };
  let isStopped = false;
  const after = (_ms: number, call: () => void) => {
    timers.push(call);
    return () => {
      isStopped = true;
    };
  };
  const clock = { now: () => 0, after };
  const stop = recheckSessions({ operators, store: { sessions: { get } }, clock } as never);
  expect(closed).toEqual([]);
  timers[0]?.();
  await vi.waitFor(() => expect(timers).toHaveLength(2));
  expect(closed).toEqual(['t:ended', 't:promoted']);
  stop();
  expect(isStopped).toBe(true);
});
