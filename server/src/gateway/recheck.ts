import { isDeepStrictEqual } from 'node:util';
import type { Operator } from '@parley/shared-types/model.ts';
import type { GatewayContext } from './context.ts';
import { ROOMS } from './rooms.ts';

const RECHECK_MS = 60_000;

/** What the gateway keeps of an operator's socket. */
export interface OperatorData {
  readonly operator: Operator;
  readonly tokenHash: string;
  readonly v: number;
}

/**
 * Looks every minute at the sessions behind the sockets here, and ends the sockets of those that have ended (SPEC G20) and of
 * operators whose roles have changed, who come back with the new ones (X9). A store that is away ends nobody's. Returns its undo.
 */
export function recheckSessions({ operators, store, clock }: Pick<GatewayContext, 'operators' | 'store' | 'clock'>): () => void {
  let undo = () => {};
  const look = async () => {
    const held = new Map([...operators.sockets.values()].map(({ data }) => [(data as OperatorData).tokenHash, data as OperatorData]));
    for (const [hash, { operator }] of held) {
      const found = await store.sessions.get(hash, clock.now()).catch(() => 'unknown' as const);
      if (found === 'unknown' || (found && isDeepStrictEqual(found.operator.roles, operator.roles))) continue;
      operators.local.in(ROOMS.session(hash)).disconnectSockets(true);
    }
    undo = clock.after(RECHECK_MS, () => void look());
  };
  undo = clock.after(RECHECK_MS, () => void look());
  return () => undo();
}
