import type { EntriesFrame, FailedFrame, Frame } from '@parley/shared-types/events.ts';
import type { OperatorId, SiteId } from '@parley/shared-types/model.ts';
import { frame as frameSchema } from '@parley/shared-types/schemas/events.ts';
import type { Namespace } from 'socket.io';
import { ParleyError, refusalOf } from '../lib/errors.ts';
import type { Logger } from '../lib/logger.ts';
import { lookOf } from '../lib/site-look.ts';
import { viewFor } from '../lib/view.ts';
import type { SiteSettings } from '../store/site-settings.ts';
import type { AutoAssign } from './auto-assign.ts';
import type { PresenceTracker } from './presence.ts';
import { ROOMS } from './rooms.ts';

interface DeliverDeps {
  readonly visitors: Namespace;
  readonly operators: Namespace;
  readonly sites: SiteSettings;
  readonly presence: Pick<PresenceTracker, 'changed'>;
  readonly autoAssign: Pick<AutoAssign, 'offer'>;
  /** Looks at the sockets of an operator again. */
  readonly recheck: (operatorId: OperatorId) => void;
  readonly logger: Logger;
}

/** Emits to this gateway's own sockets in a room; order is the order of frames, and Redis has no part in it. */
function emitHere(namespace: Namespace, room: string, event: string, push: () => object): void {
  if (namespace.adapter.rooms.has(room)) namespace.local.to(room).emit(event, push());
}

function deliverEntries({ visitors, operators }: DeliverDeps, { siteId, conversationId, epoch, entries, row }: EntriesFrame): void {
  const seenBy = (side: 'visitor' | 'operators') => ({ conversationId, epoch, entries: entries.map((entry) => viewFor(side, entry)) });
  emitHere(visitors, ROOMS.conversation(siteId, conversationId), 'entries', () => seenBy('visitor'));
  emitHere(operators, ROOMS.site(siteId), 'entries', () => ({ siteId, row, ...seenBy('operators') }));
}

function deliverFailed({ visitors, operators }: DeliverDeps, { siteId, conversationId, clientMsgId, author, code }: FailedFrame): void {
  const refusal = refusalOf(new ParleyError(code));
  if (author.kind === 'visitor') {
    emitHere(visitors, ROOMS.conversation(siteId, conversationId), 'failed', () => ({ conversationId, clientMsgId, refusal }));
  } else if (author.kind === 'operator') {
    emitHere(operators, ROOMS.operator(author.id as never), 'failed', () => ({ siteId, conversationId, clientMsgId, refusal }));
  }
}

/** Tells the visitors of a site what its owner changed, so that an open chat needs no reload. */
async function deliverSettings({ visitors, sites, presence, logger }: DeliverDeps, siteId: SiteId): Promise<void> {
  sites.drop(siteId);
  const room = ROOMS.site(siteId);
  if (!visitors.adapter.rooms.has(room)) return;
  try {
    const site = await sites.get(siteId);
    if (site) emitHere(visitors, room, 'settings', () => lookOf(site));
    presence.changed(siteId);
  } catch (error) {
    logger.warn({ err: error }, 'the settings of a site could not be told: pages have them when they are loaded again');
  }
}

/** The only emitter of entries (SPEC G11). Frames are checked again here: whoever reaches the broker reaches this queue (X8). */
export function createDelivery(deps: DeliverDeps): (frame: Frame) => void {
  return (untrusted) => {
    const parsed = frameSchema.safeParse(untrusted);
    if (!parsed.success) {
      deps.logger.warn({ issues: parsed.error.issues.slice(0, 3).map(({ path, code }) => ({ path, code })) }, 'a frame was dropped');
      return;
    }
    const frame = parsed.data;
    if (frame.type === 'entries') {
      deliverEntries(deps, frame);
      deps.autoAssign.offer(frame);
    } else if (frame.type === 'failed') deliverFailed(deps, frame);
    else if (frame.type === 'operator.changed') deps.recheck(frame.operatorId);
    else void deliverSettings(deps, frame.siteId);
  };
}
