import type { Refusal } from '@parley/shared-types/errors.ts';
import { createElection, type ElectionMessage, type Leader } from './election.ts';
import { type CallMessage, createCaller, createLead, type ReplyMessage } from './relay.ts';
import { newId, type Timers } from './time.ts';
import { type Link, RETRY, type Transport } from './transport.ts';
import { createWishes, type WishMessage } from './wishes.ts';

/** The leader, and how its connection is. */
type LeadMessage = Leader & { readonly kind: 'lead'; readonly link: Link; readonly why: Refusal | null };
type PushMessage = { readonly kind: 'push'; readonly event: string; readonly push: never };
export type TabMessage = Exclude<ElectionMessage, { kind: 'lead' }> | LeadMessage | CallMessage | ReplyMessage | PushMessage | WishMessage;

/** Reaches all other tabs of the browser with the same name, in order, and never the one that posts. */
export interface Channel {
  post(message: TabMessage): void;
  close(): void;
}

export interface Tabs extends Transport {
  isLeader(): boolean;
  /** Whether this tab, of all, shall do a thing such as making a sound: true in one of them for each key. */
  claim(key: string): Promise<boolean>;
  /** The page is seen again: does anybody lead? */
  look(): void;
  /** The page is frozen, left, or kept for going back: it has no connection, and another tab leads. */
  sleep(): void;
  wake(): void;
}

interface TabsDeps {
  /** Null where tabs cannot talk: then each has a connection of its own. */
  readonly openChannel: (hear: (message: TabMessage) => void) => Channel | null;
  readonly open: () => Transport;
  readonly timers: Timers;
  readonly isVisible: () => boolean;
  /** How well this tab is placed to do what one of them does, a digit below 9. */
  readonly standing: () => number;
}

type OnLink = (link: Link, why: Refusal | null) => void;
type Call = (push: never) => void;
type Lead = ReturnType<typeof createLead>;

/** What the session of this tab sees: the link, and pushes, wherever they come from. */
function createFace() {
  const onLink = new Set<OnLink>();
  const onPush = new Map<string, Set<Call>>();
  const face = {
    link: 'connecting' as Link,
    why: null as Refusal | null,
    onLink,
    onPush,
    change(link: Link, why: Refusal | null = null) {
      Object.assign(face, { link, why });
      for (const call of onLink) call(link, why);
    },
    push(event: string, push: never) {
      for (const call of onPush.get(event) ?? []) call(push);
    },
  };
  return face;
}

/** This tab among the others: who leads, and what passes between them. */
function createTab({ openChannel, open, timers, isVisible, standing }: TabsDeps) {
  // The oldest tab has the lowest id.
  const id = timers.now() + newId();
  const face = createFace();
  let channel: Channel | null = null;
  let lead: Lead | null = null;
  const post = (message: TabMessage) => channel?.post(message);
  const tell = () => post({ kind: 'lead', ...(election.leader() as Leader), link: face.link, why: face.why });
  const passOn = (event: string) =>
    lead?.on(event, (push) => {
      post({ kind: 'push', event, push });
      face.push(event, push);
    });
  const drop = () => {
    lead?.close();
    lead = null;
    caller.giveUp();
    if (face.link === 'online') face.change('offline');
  };
  const onLeader = (leader: Leader | null) => {
    drop();
    if (leader?.id !== id) return;
    lead = createLead(open(), post);
    lead.onLink((link, why) => {
      face.change(link, why);
      tell();
    });
    for (const event of face.onPush.keys()) passOn(event);
    face.change(lead.link());
  };
  const caller = createCaller(id, post);
  const election = createElection({ id, timers, isVisible, post, tell, onLeader });
  const wishes = createWishes({ id, timers, post, standing });
  const hear = (message: TabMessage) => {
    if (message.kind === 'push') face.push(message.event, message.push);
    else if (message.kind === 'wish') wishes.hear(message);
    else if (message.kind === 'call' || message.kind === 'reply') {
      if (message.to !== id) return;
      if (message.kind === 'call') lead?.hear(message);
      else caller.hear(message);
    } else {
      election.hear(message);
      if (message.kind === 'lead' && message.id === election.leader()?.id && message.link !== face.link)
        face.change(message.link, message.why);
    }
  };
  const start = () => {
    channel = openChannel(hear);
    election.join(channel === null);
  };
  const stop = () => {
    election.leave();
    channel?.close();
    channel = null;
    drop();
  };
  return { face, caller, election, wishes, passOn, start, stop, lead: () => lead };
}

/**
 * One connection for all tabs of a browser (SPEC W6): the tab that leads has it, the others speak through it. To the session of each
 * tab it is a connection like any: a change of the leader is a loss, after which it syncs and sends again what has no answer.
 */
export function createTabs(deps: TabsDeps): Tabs {
  const { face, caller, election, wishes, passOn, start, stop, lead } = createTab(deps);
  let isAwake = false;
  const wake = () => {
    if (!isAwake) start();
    isAwake = true;
  };
  const sleep = () => {
    if (isAwake) stop();
    isAwake = false;
  };
  const through = () => {
    const leader = face.link === 'online' && election.leader();
    return leader ? (lead() ?? caller.to(leader.id)) : null;
  };
  wake();
  return {
    isLeader: () => lead() !== null,
    claim: wishes.claim,
    look: election.ask,
    sleep,
    wake,
    request(event, body) {
      const reply = through()?.request(event, body) ?? Promise.resolve(RETRY);
      // When the leader is not there any more, that is found out now.
      election.ask();
      return reply;
    },
    notify: (event, body) => through()?.notify(event, body),
    on(event, call) {
      const known = face.onPush.get(event);
      face.onPush.set(event, (known ?? new Set()).add(call));
      if (!known) passOn(event);
      return () => void face.onPush.get(event)?.delete(call);
    },
    onLink(call) {
      face.onLink.add(call);
      return () => void face.onLink.delete(call);
    },
    link: () => face.link,
    close() {
      face.onLink.clear();
      sleep();
    },
  };
}
