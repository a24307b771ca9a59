import type { Operator } from '@parley/shared-types/model.ts';
import { expect, it, onTestFinished, vi } from 'vitest';
import { ParleyError } from '../lib/errors.ts';
import { sha256 } from '../lib/ids.ts';
import { recheckSessions } from './recheck.ts';
import { ask, createHarness, SITE, type Socket } from './testing/harness.ts';

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
    return answer && { operator: answer, session: { tokenHash: hash, lastSeenAt: 0 } };
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

it('[X9] of two gateways without a Redis between them each closes the sockets of who was changed, at once, and of nobody else', async () => {
  const harness = await createHarness();
  onTestFinished(() => harness.close());
  const second = await harness.secondGateway();
  const [ann, ben] = [await harness.addOperator('ann', { [SITE]: 'agent' }), await harness.addOperator('ben', { [SITE]: 'agent' })];
  const sockets = [harness.operator(ann.token), second.operator(ann.token)];
  const others = [harness.operator(ben.token), second.operator(ben.token)];
  // frames reach a gateway once it serves the site
  for (const socket of [...sockets, ...others]) expect((await ask(socket, 'changes', { siteId: SITE, cursor: null })).ok).toBe(true);
  const gone = (some: readonly Socket[]) => Promise.all(some.map((socket) => new Promise((resolve) => socket.once('disconnect', resolve))));
  const annIsGone = gone(sockets);
  await harness.store.sessions.end(sha256(ann.token));
  await harness.bus.broadcast([{ type: 'operator.changed', siteId: SITE, operatorId: ann.operator.id }]);
  await annIsGone;
  expect(others.map(({ connected }) => connected)).toEqual([true, true]);
  // who has another role, or another name, comes back with it
  const benIsGone = gone(others);
  await harness.setRoles(ben.operator.id, {});
  await harness.bus.broadcast([{ type: 'operator.changed', siteId: SITE, operatorId: ben.operator.id }]);
  await benIsGone;
});
