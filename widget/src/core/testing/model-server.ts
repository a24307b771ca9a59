import type { EntryView, Registers, Side } from '@parley/shared-types/model.ts';
import type { Timers } from '../time.ts';
import type { Reply } from '../transport.ts';
import type { Random } from './random.ts';
import type { SocketPair } from './socket-pair.ts';

/** As MAX_SYNC and MAX_HISTORY, but small, so that pages matter in a short run. */
const PAGE = 6;
/** A text that begins like this is accepted and then refused by the persister, each time. */
export const BAD = 'bad';
/** A text that begins like this is refused by the gateway for good. */
export const LONG = 'long';

interface Submitted {
  readonly clientMsgId: string;
  readonly text: string;
  readonly by: 'visitor' | 'operator';
}

/** One conversation as the server has it. */
export interface ModelConversation {
  readonly id: string;
  epoch: string;
  entries: EntryView[];
  /** Logs of before a restore: a client that was not told yet shows a part of one of them. */
  readonly pasts: (readonly EntryView[])[];
  registers: Registers;
  /** Accepted, not stored yet: in the order in which they will be. */
  readonly queue: Submitted[];
}

const NOTHING = { delivered: 0, read: 0 };
const idOf = (entry: EntryView) => (entry.kind === 'entry' ? (entry.clientMsgId as string) : '');
export const textOf = (entry: EntryView) => (entry.kind === 'entry' && entry.body.kind === 'message' ? entry.body.text : '');

/** The gateway, the bus and the store in a few lines: what SPEC says of them, and nothing else. */
export function createModelServer({ timers, random }: { timers: Timers; random: Random }) {
  const conversations = new Map<string, ModelConversation>();
  const rooms = new Map<SocketPair, string>();
  /** Of every message that was in a log at any time. */
  const everStored = new Set<string>();
  const refused = new Set<string>();
  /** Accepted and lost, or stored and lost with a restore: sent again they come behind what was written after them. */
  const lost = new Set<string>();
  let made = 0;
  let restores = 0;
  const faults = { busy: false, loseAccepted: 0, isUp: true };

  const push = (id: string, event: string, body: object) => {
    for (const [pair, room] of rooms) if (room === id && !pair.isClosed()) pair.push(event, { conversationId: id, ...body });
  };
  const tell = ({ id, epoch }: ModelConversation, entries: readonly EntryView[]) => push(id, 'entries', { epoch, entries });

  /** The persister: one message, in its turn. */
  const persist = (conversation: ModelConversation) => {
    const next = conversation.queue.shift();
    if (!next) return;
    const known = conversation.entries.find((entry) => idOf(entry) === next.clientMsgId);
    if (known) return tell(conversation, [known]);
    if (next.text.startsWith(BAD)) {
      refused.add(next.clientMsgId);
      return push(conversation.id, 'failed', { clientMsgId: next.clientMsgId, refusal: { ok: false, code: 'conflict', message: '' } });
    }
    const entry = {
      kind: 'entry',
      id: `e${everStored.size}`,
      seq: conversation.entries.length + 1,
      clientMsgId: next.clientMsgId,
      author: { kind: next.by, id: next.by },
      audience: 'all',
      body: { kind: 'message', text: next.text },
      acceptedAt: timers.now(),
      storedAt: timers.now(),
    } as unknown as EntryView;
    conversation.entries = [...conversation.entries, entry];
    everStored.add(next.clientMsgId);
    tell(conversation, [entry]);
  };
  const submit = (conversation: ModelConversation, message: Submitted): Reply => {
    if (faults.busy) return { ok: false, code: 'busy', message: '', retryAfterMs: 2_000 };
    if (message.text.startsWith(LONG)) {
      refused.add(message.clientMsgId);
      return { ok: false, code: 'too_long', message: '' };
    }
    if (faults.loseAccepted > 0) {
      faults.loseAccepted -= 1;
      lost.add(message.clientMsgId);
    } else {
      conversation.queue.push(message);
      timers.after(random.next() * 3_000, () => persist(conversation));
    }
    return { ok: true, acceptedAt: timers.now() };
  };
  const create = (): ModelConversation => {
    const id = `c${++made}`;
    const registers = { visitor: NOTHING, operators: NOTHING };
    const conversation = { id, epoch: `${restores}.1`, entries: [], pasts: [], registers, queue: [] };
    conversations.set(id, conversation);
    return conversation;
  };
  const seen = (conversation: ModelConversation, side: Side, { delivered, read }: { delivered: number; read: number }) => {
    const head = conversation.entries.length;
    const before = conversation.registers[side];
    const raise = (from: number, to: number) => Math.max(from, Math.min(to, head));
    const raised = { delivered: raise(before.delivered, delivered), read: raise(before.read, read) };
    conversation.registers = { ...conversation.registers, [side]: raised };
    push(conversation.id, 'registers', { registers: { [side]: raised } });
  };
  const lose = ({ entries, queue }: ModelConversation, kept: number) => {
    for (const id of [...entries.slice(kept).map(idOf), ...queue.map(({ clientMsgId }) => clientMsgId)]) lost.add(id);
  };
  const granted = (grant: unknown): ModelConversation | undefined => conversations.get(String(grant).split('.')[1] ?? '');
  const sync = ({ entries, epoch, registers }: ModelConversation, asked: Record<string, unknown>): Reply => {
    const last = Number(asked.last);
    const more = entries.slice(last);
    const recovered = (asked.epoch === null || asked.epoch === epoch) && last <= entries.length && more.length <= PAGE;
    return { ok: true, epoch, head: entries.length, recovered, registers, entries: recovered ? more : entries.slice(-PAGE) };
  };
  const answers: Readonly<Record<string, (conversation: ModelConversation, body: Record<string, unknown>) => Reply>> = {
    send: (conversation, { clientMsgId, text }) =>
      submit(conversation, { clientMsgId: String(clientMsgId), text: String(text), by: 'visitor' }),
    sync,
    history({ entries, epoch }, { before }) {
      const page = entries.slice(Math.max(0, Number(before) - 1 - PAGE), Number(before) - 1);
      return { ok: true, epoch, entries: page, more: (page[0]?.seq ?? 1) > 1 };
    },
    check: ({ epoch, entries, registers }) => ({ ok: true, epoch, head: entries.length, registers }),
    seen(conversation, body) {
      seen(conversation, 'visitor', body as never);
      return { ok: true };
    },
  };

  return {
    conversations,
    everStored,
    refused,
    lost,
    faults,
    serve(pair: SocketPair, event: string, body: Record<string, unknown>): Reply {
      const known = granted(body.grant);
      if (body.grant !== undefined && !known) return { ok: false, code: 'grant_invalid', message: '' };
      const conversation = known ?? create();
      rooms.set(pair, conversation.id);
      if (event !== 'open') return answers[event]?.(conversation, body) ?? { ok: false, code: 'invalid', message: event };
      const who = { v: 1, visitorId: 'v', conversationId: conversation.id, grant: `g.${conversation.id}.${timers.now()}` };
      return { ok: true, ...who, expiresAt: timers.now() + 1e9, operatorsOnline: true, faces: [], opensAt: null };
    },
    operatorSays(conversation: ModelConversation, clientMsgId: string) {
      conversation.queue.push({ clientMsgId, text: clientMsgId, by: 'operator' });
      persist(conversation);
    },
    operatorReads: (conversation: ModelConversation) =>
      seen(conversation, 'operators', { delivered: conversation.entries.length, read: conversation.entries.length }),
    resync: (pair: SocketPair, withinMs: number) => pair.push('resync', { withinMs }),
    /** A backup is restored: what came after it is gone, and the epoch tells. */
    restore(conversation: ModelConversation, kept: number) {
      restores += 1;
      lose(conversation, kept);
      conversation.pasts.push(conversation.entries);
      conversation.entries = conversation.entries.slice(0, kept);
      conversation.queue.length = 0;
      conversation.epoch = `${restores}.1`;
      const clamp = (side: Side) => ({
        delivered: Math.min(conversation.registers[side].delivered, kept),
        read: Math.min(conversation.registers[side].read, kept),
      });
      conversation.registers = { visitor: clamp('visitor'), operators: clamp('operators') };
    },
    /** Everything is made anew: no grant of before is known. */
    reinstall() {
      for (const conversation of conversations.values()) lose(conversation, 0);
      conversations.clear();
      rooms.clear();
    },
  };
}
export type ModelServer = ReturnType<typeof createModelServer>;
