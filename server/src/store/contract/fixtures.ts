/** Builders of test data: everything has a default, every id is new unless it is given. */
import {
  type Account,
  type AccountId,
  type ClientMsgId,
  type ConversationId,
  DEFAULT_DESK,
  DEFAULT_SETTINGS,
  type Entry,
  type EntryId,
  type Operator,
  type OperatorId,
  type Register,
  type Side,
  type Site,
  type SiteId,
  type VisitorId,
} from '@parley/shared-types/model.ts';
import { sha256, sortableId } from '../../lib/ids.ts';
import type { ConversationKey, EffectWant, Invitation, MessageIdentity, NewEntry, Projection, RegisterRaise, Session } from '../store.ts';

export const SITE = 'site_a' as SiteId;
export const OTHER_SITE = 'site_b' as SiteId;
/** A moment in whole milliseconds; only its order with others matters. */
export const T0 = 1_700_000_000_000;
/** A clock in the store may be ahead of the reader's by less than this. */
export const OVERLAP_MS = 30_000;

export function newKey(siteId: SiteId = SITE): ConversationKey {
  return { siteId, conversationId: sortableId() as ConversationId };
}

/** The conversation of the same id in the other site. */
export function inOtherSite<Key extends ConversationKey>(key: Key): Key {
  return { ...key, siteId: OTHER_SITE };
}

export function newEntry(key: ConversationKey, seq: number, more: Partial<NewEntry> = {}): NewEntry {
  const body = more.body ?? { kind: 'message' as const, text: `text ${seq}` };
  return {
    id: sortableId() as EntryId,
    siteId: key.siteId,
    conversationId: key.conversationId,
    seq,
    clientMsgId: sortableId() as ClientMsgId,
    author: { kind: 'visitor', id: 'visitor_1' },
    audience: body.kind === 'note' ? 'operators' : 'all',
    body,
    acceptedAt: T0 + seq,
    storedAt: T0 + seq + 5,
    hash: sha256(JSON.stringify(body)),
    ...more,
  };
}

/** Entries 1 to n of a conversation. */
export function newEntries(key: ConversationKey, n: number): NewEntry[] {
  return Array.from({ length: n }, (_, index) => newEntry(key, index + 1));
}

export function identityOf({ siteId, conversationId, author, clientMsgId }: Entry): MessageIdentity {
  return { siteId, conversationId, sender: `${author.kind}:${author.id}`, clientMsgId };
}

/** An entry as it is read back: without the hash. */
export function shown({ hash: _hash, ...entry }: NewEntry): Entry {
  return entry;
}

/** The projection of a conversation's first `headSeq` entries, all of them messages of the visitor. */
export function newProjection(key: ConversationKey, headSeq: number, more: Partial<Projection> = {}): Projection {
  return {
    siteId: key.siteId,
    conversationId: key.conversationId,
    visitorId: 'visitor_1' as VisitorId,
    headSeq,
    createdAt: T0,
    excerpt: { text: `text ${headSeq}`, by: 'visitor', seq: headSeq },
    ...more,
  };
}

export function newRaise(key: ConversationKey, side: Side, delivered: number, read = 0): RegisterRaise {
  const register: Register = { delivered, read };
  return { siteId: key.siteId, conversationId: key.conversationId, side, register };
}

export function newWant(key: ConversationKey, more: Partial<EffectWant> = {}): EffectWant {
  return {
    siteId: key.siteId,
    conversationId: key.conversationId,
    worker: 'slack',
    target: 'channel_1',
    wantedSeq: 1,
    dueAt: T0,
    ...more,
  };
}

export function newAccount(more: Partial<Account> = {}): Account {
  return { id: sortableId() as AccountId, name: 'Shop', createdAt: T0, ...more };
}

export function newSite(more: Partial<Site> = {}): Site {
  const id = sortableId() as SiteId;
  return {
    id,
    accountId: 'account_1' as AccountId,
    name: 'Shop',
    allowedOrigins: ['https://shop.example'],
    settings: DEFAULT_SETTINGS,
    desk: DEFAULT_DESK,
    createdAt: T0,
    ...more,
  };
}

export function newOperator(more: Partial<Operator> = {}): Operator {
  const id = sortableId() as OperatorId;
  const roles = { [SITE]: 'owner' } as const;
  return { id, accountId: 'account_1' as AccountId, name: 'Ada', email: `${id}@shop.example`, roles, createdAt: T0, ...more };
}

export function newSession(operatorId: OperatorId, more: Partial<Session> = {}): Session {
  const notes = { createdAt: T0 - 1_000, lastSeenAt: T0 - 1_000, agent: 'Firefox · Linux' };
  return { tokenHash: sha256(sortableId()), operatorId, expiresAt: T0 + 1_000, ...notes, ...more };
}

export function newInvitation(more: Partial<Invitation> = {}): Invitation {
  return { id: sortableId(), siteId: SITE, role: 'agent', by: 'op_1' as OperatorId, createdAt: T0, expiresAt: T0 + 1_000, ...more };
}
