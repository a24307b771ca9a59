/**
 * The port for volatile signals between gateways: typing, presence, register hints, socket disconnects.
 * Messages do not pass here (DESIGN §5.8). SPEC F. Adapters: local.ts, redis.ts. Contract: contract.ts.
 */
import type { OperatorId, SiteId, VisitorId } from '@parley/shared-types/model.ts';
import type { Server } from 'socket.io';

/** Who is on a site now: one entry a person, however many sockets they have on however many gateways. */
export interface Present {
  readonly visitors: readonly VisitorId[];
  readonly operators: readonly OperatorId[];
}
export type Person = { readonly kind: 'visitor'; readonly id: VisitorId } | { readonly kind: 'operator'; readonly id: OperatorId };

export interface Presence {
  /** Says that a person is here; repeated every 10 s by whoever holds their socket, else forgotten after 30 s. */
  here(siteId: SiteId, people: readonly Person[]): Promise<void>;
  gone(siteId: SiteId, person: Person): Promise<void>;
  /** While the fanout is away: who this process knows of itself. */
  who(siteId: SiteId): Promise<Present>;
}

export interface Fanout {
  /** Installs the Socket.IO adapter, if there is one. Called once, before any namespace is made. */
  install(io: Server): void;
  readonly presence: Presence;
  /** 'up', or 'down' while signals reach this process's own sockets only. Never throws, never blocks, never ends the process. */
  health(): 'up' | 'down';
  /** Called each time the fanout has come back: hints were lost meanwhile. Returns its undo. */
  onReturn(call: () => void): () => void;
  close(): Promise<void>;
}
