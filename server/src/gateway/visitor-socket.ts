import { isVerified, type Site, type SiteId } from '@parley/shared-types/model.ts';
import type { Socket } from 'socket.io';
import type { Grant } from '../lib/grants.ts';
import { requireIdentity } from '../lib/identity.ts';
import type { GatewayContext } from './context.ts';
import type { Bucket } from './limits.ts';
import type { SocketState } from './request.ts';
import { ROOMS } from './rooms.ts';

/** One visitor's socket. */
export interface VisitorSocket {
  readonly gateway: GatewayContext;
  readonly socket: Socket;
  readonly siteId: SiteId;
  /** As it was when the socket was last opened: who may chat is looked up there, not for each event. */
  site: Pick<Site, 'settings'>;
  readonly v: number;
  readonly bound: Promise<void>;
  readonly state: SocketState;
  /** null until a page is told. */
  visits: Bucket | null;
  /** The grant that was verified last: tabs send the same one with every event. */
  granted: { readonly token: string; readonly grant: Grant } | null;
  /** The conversation that was told what browser this is. */
  toldClient: string | null;
  /** How many times it was opened: only the last one says whose socket it is. */
  opens: number;
  /** Ends the binding when the grant of a verified visitor ends. */
  undoEnd(): void;
  cut(): void;
}

/** Authorises one event by its grant alone, without the store (SPEC G3), and joins the room of its conversation. */
export function authorise(visitor: VisitorSocket, token: string): Grant {
  const { grants, clock } = visitor.gateway;
  const known = visitor.granted;
  const grant = known?.token === token ? known.grant : grants.read(visitor.siteId, token);
  grants.requireFresh(grant, clock.now());
  requireIdentity(visitor.site, grant.visitorId);
  if (known?.token !== token) remember(visitor, token, grant);
  return grant;
}

/** From now on this is the socket of that visitor; it leaves whoever was there before. */
export function remember(visitor: VisitorSocket, token: string, grant: Grant): void {
  const { presence } = visitor.gateway;
  const isSame = visitor.granted?.grant.conversationId === grant.conversationId;
  if (!isSame) forget(visitor);
  visitor.granted = { token, grant };
  endInTime(visitor, grant);
  if (isSame) return;
  void visitor.socket.join(ROOMS.conversation(grant.siteId, grant.conversationId));
  presence.joined(grant.siteId, { kind: 'visitor', id: grant.visitorId });
}

/** The socket is nobody's: it hears of no conversation, and its visitor is not here by it. */
export function forget(visitor: VisitorSocket): void {
  visitor.undoEnd();
  if (!visitor.granted) return;
  const { siteId, conversationId, visitorId } = visitor.granted.grant;
  visitor.granted = null;
  void visitor.socket.leave(ROOMS.conversation(siteId, conversationId));
  visitor.gateway.presence.left(siteId, { kind: 'visitor', id: visitorId });
}

/** Longest time that a timer takes. */
const MOST_MS = 2_147_483_647;

/** A verified visitor hears nothing more once their token has ended, also when they say nothing. */
function endInTime(visitor: VisitorSocket, grant: Grant): void {
  const { clock } = visitor.gateway;
  visitor.undoEnd();
  if (!isVerified(grant.visitorId)) return;
  const left = grant.expiresAt - clock.now();
  visitor.undoEnd = clock.after(Math.min(left, MOST_MS), () => {
    if (left > MOST_MS) return endInTime(visitor, grant);
    forget(visitor);
    // What they ask now is refused, so that the page learns of it and gets a fresh token.
    visitor.socket.emit('resync', { withinMs: 0 });
  });
}
