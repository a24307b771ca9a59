import type { EntryView, Register } from '@parley/shared-types/model.ts';
import type { VisitorState } from '../visitor-session.ts';
import type { Device } from './device.ts';
import { type ModelConversation, type ModelServer, textOf } from './model-server.ts';

/** One message that a visitor wrote. */
export interface Written {
  readonly id: string;
  readonly text: string;
  readonly device: Device;
  /** It may go: the visitor took it back, or began anew, or its browser had no place for it when the page was left. */
  mayBeGone: boolean;
  /** Its place in the order is not promised: it is refused, unknown to other tabs, or went to another conversation. */
  isLoose: boolean;
}

function must(holds: boolean, rule: string, why: () => string): void {
  if (!holds) throw new Error(`${rule}: ${why()}`);
}

const seqs = (entries: readonly EntryView[]) => entries.map(({ seq }) => seq).join(' ');
const isPart = (shown: readonly EntryView[], log: readonly EntryView[]) =>
  shown.every((entry) => {
    const there = log[entry.seq - 1];
    return there !== undefined && textOf(there) === textOf(entry);
  });

/** W3: what is shown is one run of the log, without a hole, in its order. */
function checkShown({ name, state }: Device, conversations: ReadonlyMap<string, ModelConversation>): void {
  const { entries, conversationId } = state();
  const first = entries[0]?.seq ?? 1;
  must(
    entries.every(({ seq }, index) => seq === first + index),
    'W3',
    () => `${name} shows a hole: ${seqs(entries)}`,
  );
  const conversation = conversations.get(conversationId ?? '');
  if (!conversation) return;
  must(
    [conversation.entries, ...conversation.pasts].some((log) => isPart(entries, log)),
    'W3',
    () => `${name} shows what is in no log: ${seqs(entries)}`,
  );
}

/** W1, W7: what was written is stored, or refused and shown so, or still in the outbox; it is not shown twice. */
function checkKept(written: readonly Written[], server: ModelServer): void {
  for (const { id, text, device, mayBeGone } of written) {
    const { pending, entries } = device.state();
    const item = pending.find(({ clientMsgId }) => clientMsgId === id);
    must(mayBeGone || item !== undefined || server.everStored.has(id), 'W1', () => `${text} of ${device.name} is neither kept nor stored`);
    must(item?.state !== 'failed' || (server.refused.has(id) && item.body === text), 'W7', () => `${text} failed, but nobody refused it`);
    const isShown = entries.some((entry) => entry.kind === 'entry' && entry.clientMsgId === id);
    must(!(isShown && item), 'W1', () => `${text} is stored and still waits in ${device.name}`);
  }
}

/** W2: each is stored once, and those of one tab in the order in which they were written. */
function checkStored(written: readonly Written[], { conversations, lost }: ModelServer): void {
  for (const { id, entries } of conversations.values()) {
    const texts = entries.map(textOf);
    must(new Set(texts).size === texts.length, 'W2', () => `${id} has something twice: ${texts.join(' ')}`);
    for (const mine of Map.groupBy(
      written.filter((one) => !one.isLoose && !lost.has(one.id)),
      ({ device }) => device,
    ).values()) {
      const places = mine.map(({ text }) => texts.indexOf(text)).filter((place) => place >= 0);
      const isInOrder = places.every((place, index) => index === 0 || place > (places[index - 1] ?? 0));
      must(isInOrder, 'W2', () => `${id} is out of order for ${mine[0]?.device.name}: ${texts.join(' ')}`);
    }
  }
}

/** Remembers what each tab said of the registers: they only grow, for as long as it shows the same conversation. */
function createRegisterWatch() {
  const before = new Map<unknown, VisitorState>();
  const grew = (from: Register, to: Register) => to.delivered >= from.delivered && to.read >= from.read;
  return (device: Device) => {
    const now = device.state();
    const then = before.get(device.session());
    before.set(device.session(), now);
    if (then === undefined || then.conversationId !== now.conversationId) return;
    must(
      grew(then.registers.visitor, now.registers.visitor) && grew(then.registers.operators, now.registers.operators),
      'W3',
      () => `registers of ${device.name} went back`,
    );
  };
}

/** SPEC's rules of a client that hold at every moment. The check throws with the rule that is broken. */
export function createInvariants(server: ModelServer) {
  const checkRegisters = createRegisterWatch();
  return (devices: readonly Device[], written: readonly Written[]): void => {
    for (const device of devices) {
      checkShown(device, server.conversations);
      checkRegisters(device);
      const most = device.pair().mostSends();
      must(most <= 1, 'W2', () => `${device.name} had ${most} sends on their way`);
    }
    checkKept(written, server);
    checkStored(written, server);
  };
}

/** What holds once everything works again and time has passed. */
export function checkEnd(devices: readonly Device[], written: readonly Written[], server: ModelServer): void {
  for (const { id, text, mayBeGone } of written)
    must(mayBeGone || server.everStored.has(id) || server.refused.has(id), 'W5', () => `${text} was never stored`);
  for (const { name, state } of devices) {
    const { entries, pending, conversationId, link } = state();
    must(link === 'online', 'end', () => `${name} is ${link}`);
    const log = server.conversations.get(conversationId ?? '')?.entries ?? [];
    must(
      entries.at(-1)?.seq === log.at(-1)?.seq,
      'W4',
      () => `${name} shows up to ${entries.at(-1)?.seq}, the log ends at ${log.at(-1)?.seq}`,
    );
    const waiting = pending.filter((item) => item.state !== 'failed');
    must(
      waiting.length === 0,
      'W5',
      () => `${name} still has ${waiting.map(({ body, state: is }) => `${JSON.stringify(body)} (${is})`).join(', ')}`,
    );
  }
}
