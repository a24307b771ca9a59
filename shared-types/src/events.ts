/**
 * What travels on the bus. Events are facts: each subscribed kind of worker has its own queue. Frames are transient:
 * they go to gateways only. Within a `v` fields are only added; consumers ignore what they do not know.
 */
import type { ErrorCode } from './errors.ts';
import type { Author, ClientMsgId, ConversationId, ConversationRow, Entry, EntryBody, Epoch, Millis, OperatorId, SiteId } from './model.ts';

interface Envelope<Type extends string> {
  readonly id: string;
  readonly type: Type;
  readonly v: 1;
  readonly at: Millis;
  readonly siteId: SiteId;
  readonly conversationId: ConversationId;
}

/** Somebody wrote something and was told `accepted`. Goes to the persister of the conversation's shard. */
export interface MessageSubmitted extends Envelope<'message.submitted'> {
  readonly clientMsgId: ClientMsgId;
  readonly author: Author;
  readonly body: EntryBody;
  /** True for visitor grants and API opens only: the conversation may begin with this message. */
  readonly mayCreate: boolean;
  /** Refused as `answered` when another operator has answered behind this seq. */
  readonly after?: number;
}

/** Entries are in the store. One event per conversation and batch; a wake-up, the store is the truth. */
export interface MessageStored extends Envelope<'message.stored'> {
  readonly epoch: Epoch;
  /** Highest seq of `entries`. */
  readonly seq: number;
  readonly entries: readonly Entry[];
}

export type BusEvent = MessageSubmitted | MessageStored;
export type BusEventType = BusEvent['type'];

export interface EntriesFrame {
  readonly type: 'entries';
  readonly siteId: SiteId;
  readonly conversationId: ConversationId;
  readonly epoch: Epoch;
  readonly entries: readonly Entry[];
  readonly row: ConversationRow;
}
/** A message that was accepted cannot be stored; its sender is told. */
export interface FailedFrame {
  readonly type: 'failed';
  readonly siteId: SiteId;
  readonly conversationId: ConversationId;
  readonly clientMsgId: ClientMsgId;
  readonly author: Author;
  readonly code: ErrorCode;
}
/** Settings of a site changed: drop what is cached. */
export interface SiteChangedFrame {
  readonly type: 'site.changed';
  readonly siteId: SiteId;
}
/** Sessions, roles or the name of an operator changed: look at their sockets again. Said to each site that they have, or had. */
export interface OperatorChangedFrame {
  readonly type: 'operator.changed';
  readonly siteId: SiteId;
  readonly operatorId: OperatorId;
}
export type Frame = EntriesFrame | FailedFrame | SiteChangedFrame | OperatorChangedFrame;
