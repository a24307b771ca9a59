import type { Operator, OperatorId, SiteId } from '@parley/shared-types/model.ts';

/** How the API reaches the sockets of operators, on every gateway. */
export interface SocketSignals {
  /** Closes the sockets of a session. */
  readonly endSession: (tokenHash: string) => Promise<void>;
  /** Closes the sockets of an operator. */
  readonly endOperator: (operatorId: OperatorId) => Promise<void>;
  /** Has the gateways of a site look again at the sockets of an operator: by the bus, which all processes have. */
  readonly lookAgain: (siteId: SiteId, operatorId: OperatorId) => Promise<void>;
}

export interface EndSockets {
  /** Closes sockets of an operator, who comes back as they are now. @param operator as their sockets know them */
  operatorChanged(operator: Operator): Promise<void>;
  /** Closes sockets of sessions that ended. */
  sessionsEnded(operator: Operator, hashes: readonly string[]): Promise<void>;
}

/**
 * Sockets are closed by the fanout at once, where there is one in this process, and by what the bus tells the gateways: so it
 * needs no Redis, and works from a process that only has the API.
 */
export function createEndSockets({ endSession, endOperator, lookAgain }: SocketSignals): EndSockets {
  const tell = async ({ id, roles }: Operator) => {
    for (const siteId of Object.keys(roles)) await lookAgain(siteId as SiteId, id);
  };
  return {
    async operatorChanged(operator) {
      await endOperator(operator.id);
      await tell(operator);
    },
    async sessionsEnded(operator, hashes) {
      if (hashes.length === 0) return;
      for (const hash of hashes) await endSession(hash);
      await tell(operator);
    },
  };
}
