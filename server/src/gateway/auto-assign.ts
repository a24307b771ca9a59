import type { EntriesFrame, MessageSubmitted } from '@parley/shared-types/events.ts';
import type { ClientMsgId, Operator, OperatorId, SiteId } from '@parley/shared-types/model.ts';
import type { Bus } from '../bus/bus.ts';
import type { Presence } from '../fanout/fanout.ts';
import type { Clock } from '../lib/clock.ts';
import { sha256, sortableId } from '../lib/ids.ts';
import type { Logger } from '../lib/logger.ts';
import type { SiteSettings } from '../store/site-settings.ts';
import type { ConversationKey, Store } from '../store/store.ts';
import { chooseOperator, waitingSince } from './choose.ts';
import { newTrace } from './trace.ts';

interface AutoAssignDeps {
  readonly bus: Pick<Bus, 'publish'>;
  readonly store: {
    readonly conversations: Pick<Store['conversations'], 'get' | 'loads'>;
    readonly people: Pick<Store['people'], 'ofSite'>;
  };
  readonly presence: Pick<Presence, 'who'>;
  readonly sites: Pick<SiteSettings, 'get'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly logger: Logger;
}

export interface AutoAssign {
  /** Finds somebody for the conversation of a frame, where its site wants that and nobody has it. */
  offer(frame: EntriesFrame): void;
  /** Resolves when nothing is under way. */
  idle(): Promise<void>;
}

/** What was given a moment ago and is not in the store yet counts for so long. */
const GIVEN_MS = 10_000;

interface Given extends ConversationKey {
  readonly operatorId: OperatorId;
  readonly at: number;
}

/** The same from every gateway that was told of the message: the persister stores one of them, and none behind another assignment. */
function assignment(key: ConversationKey, seq: number, { id: operatorId, name }: Operator, now: number): MessageSubmitted {
  const { siteId, conversationId } = key;
  return {
    ...{ id: sortableId(), type: 'message.submitted', v: 1, at: now, siteId, conversationId },
    clientMsgId: `assign-${sha256(`${siteId}:${conversationId}:${seq}`).slice(0, 32)}` as ClientMsgId,
    author: { kind: 'system', id: 'auto-assign' },
    body: { kind: 'assign', operatorId, name },
    mayCreate: false,
    after: seq,
  };
}

/** What this gateway has given and the store does not say yet: two that come at once do not go to the same operator. */
function createGiven({ store, clock }: Pick<AutoAssignDeps, 'store' | 'clock'>) {
  const given = new Map<string, Given>();
  return {
    add(key: ConversationKey, operatorId: OperatorId): void {
      given.set(`${key.siteId}:${key.conversationId}`, { ...key, operatorId, at: clock.now() });
    },
    /** How many conversations each operator has, with those on their way. */
    async loads(siteId: SiteId): Promise<ReadonlyMap<OperatorId, number>> {
      for (const [id, one] of given) {
        const isStored = async () => (await store.conversations.get(one))?.assignee?.id === one.operatorId;
        if (one.at < clock.now() - GIVEN_MS || (await isStored())) given.delete(id);
      }
      const loads = new Map(await store.conversations.loads(siteId));
      for (const one of given.values()) if (one.siteId === siteId) loads.set(one.operatorId, (loads.get(one.operatorId) ?? 0) + 1);
      return loads;
    },
  };
}

/**
 * Gives conversations that are nobody's to operators who are here (DeskSettings.autoAssign): one after the other, so that each
 * choice knows the one before. When it fails the conversation stays nobody's until its visitor writes again.
 */
export function createAutoAssign(deps: AutoAssignDeps): AutoAssign {
  const { bus, store, presence, sites, clock, logger } = deps;
  const given = createGiven(deps);
  let work = Promise.resolve();
  const assign = async (key: ConversationKey, seq: number) => {
    const { siteId, conversationId } = key;
    if (!(await sites.get(siteId))?.desk.autoAssign) return;
    const here = new Set((await presence.who(siteId)).operators);
    if (here.size === 0) return;
    const present = (await store.people.ofSite(siteId)).filter(({ id }) => here.has(id));
    const chosen = chooseOperator(present, await given.loads(siteId), conversationId);
    if (!chosen) return;
    await bus.publish([{ message: assignment(key, seq, chosen, clock.now()), trace: newTrace() }]);
    given.add(key, chosen.id);
  };
  return {
    offer(frame) {
      const seq = waitingSince(frame);
      if (seq === null) return;
      const { siteId, conversationId } = frame;
      work = work
        .then(() => assign({ siteId, conversationId }, seq))
        .catch((error: unknown) => logger.warn({ err: error, siteId }, 'a conversation could not be given to anybody'));
    },
    idle: () => work,
  };
}
