import { isDeepStrictEqual } from 'node:util';
import type { Operator, OperatorId } from '@parley/shared-types/model.ts';
import { createSessionSeen } from '../store/session-seen.ts';
import type { GatewayContext } from './context.ts';
import { ROOMS } from './rooms.ts';

const RECHECK_MS = 60_000;

/** What the gateway keeps of an operator's socket. */
export interface OperatorData {
  readonly operator: Operator;
  readonly tokenHash: string;
  readonly v: number;
}

type RecheckDeps = Pick<GatewayContext, 'operators' | 'store' | 'clock'>;

const isSame = (one: Operator, other: Operator) => one.name === other.name && isDeepStrictEqual(one.roles, other.roles);

/**
 * Looks at the sessions behind sockets here, and ends the sockets of those that have ended (SPEC G20) and of operators whose
 * roles or name have changed, who come back with the new ones (X9). A store that is away ends nobody's.
 */
function createLook({ operators, store, clock }: RecheckDeps) {
  const seen = createSessionSeen(store, clock);
  return async (isMeant: (data: OperatorData) => boolean): Promise<void> => {
    const data = [...operators.sockets.values()].map((socket) => socket.data as OperatorData).filter(isMeant);
    for (const [hash, { operator }] of new Map(data.map((one) => [one.tokenHash, one]))) {
      const found = await store.sessions.get(hash, clock.now()).catch(() => 'unknown' as const);
      if (found !== 'unknown' && found) seen(found.session);
      if (found === 'unknown' || (found && isSame(found.operator, operator))) continue;
      operators.local.in(ROOMS.session(hash)).disconnectSockets(true);
    }
  };
}

/** Looks at the sockets of one operator, at once. */
export function createRecheckOf(deps: RecheckDeps): (operatorId: OperatorId) => void {
  const look = createLook(deps);
  return (operatorId) => void look(({ operator }) => operator.id === operatorId);
}

/** Looks at all sockets every minute. Returns its undo. */
export function recheckSessions(deps: RecheckDeps): () => void {
  const look = createLook(deps);
  let undo = () => {};
  const later = () => {
    undo = deps.clock.after(RECHECK_MS, () => void look(() => true).then(later));
  };
  later();
  return () => undo();
}
