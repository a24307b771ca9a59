import type { SiteId } from '@parley/shared-types/model.ts';
import type { EntriesPush, ServerToOperator } from '@parley/shared-types/socket.ts';
import type { Timers } from '@parley/widget/core/time.ts';
import { signal } from '@preact/signals';

export type TypingPush = Parameters<ServerToOperator['typing']>[0];
export type PresencePush = Parameters<ServerToOperator['presence']>[0];

/** A sign is repeated while somebody types; the last one fades by itself. */
const TYPING_MS = 6_000;

export interface Writers {
  readonly visitor: boolean;
  /** What the visitor is typing, where the site lets it be seen. */
  readonly text: string;
  /** Names of operators other than ourselves. */
  readonly operators: readonly string[];
}
const NOBODY: Writers = { visitor: false, text: '', operators: [] };

interface SignsDeps {
  readonly timers: Timers;
  readonly myName: () => string | null;
  /** The connection is lost: nobody knows who is here. */
  readonly isAway: () => boolean;
}

/** Who is writing where, and who is here: hints that are never stored, and none of them outlives the connection. */
export function createSigns({ timers, myName, isAway }: SignsDeps) {
  const typing = signal<ReadonlyMap<string, Writers>>(new Map());
  const visitors = signal<ReadonlyMap<SiteId, ReadonlySet<string>>>(new Map());
  const operators = signal<ReadonlyMap<SiteId, ReadonlySet<string>>>(new Map());
  const fades = new Map<string, () => void>();
  const put = (conversationId: string, change: (writers: Writers) => Writers) => {
    const next = new Map(typing.value);
    const writers = change(next.get(conversationId) ?? NOBODY);
    if (!writers.visitor && writers.operators.length === 0) next.delete(conversationId);
    else next.set(conversationId, writers);
    typing.value = next;
  };
  const say = ({ conversationId, side, name = '', text = '' }: Omit<TypingPush, 'siteId'>, isOn: boolean) => {
    if (side === 'visitor') return put(conversationId, (writers) => ({ ...writers, visitor: isOn, text: isOn ? text : '' }));
    put(conversationId, (writers) => {
      const others = writers.operators.filter((one) => one !== name);
      return { ...writers, operators: isOn ? [...others, name] : others };
    });
  };
  const onTyping = (push: Omit<TypingPush, 'siteId'>) => {
    if (push.side === 'operators' && push.name === myName()) return;
    const key = `${push.conversationId}:${push.side}:${push.name ?? ''}`;
    fades.get(key)?.();
    fades.delete(key);
    say(push, push.on);
    if (push.on)
      fades.set(
        key,
        timers.after(TYPING_MS, () => say(push, false)),
      );
  };
  return {
    typing,
    writersIn: (conversationId: string): Writers => (!isAway() && typing.value.get(conversationId)) || NOBODY,
    isOnline: (siteId: string, visitorId: string): boolean => !isAway() && (visitors.value.get(siteId as SiteId)?.has(visitorId) ?? false),
    operatorIsHere: (siteId: string, operatorId: string): boolean =>
      !isAway() && (operators.value.get(siteId as SiteId)?.has(operatorId) ?? false),
    onTyping,
    onPresence(push: PresencePush) {
      operators.value = new Map(operators.value).set(push.siteId, new Set(push.operators));
      visitors.value = new Map(visitors.value).set(push.siteId, new Set(push.visitors));
    },
    /** What was written is there: its author does not write it any more. */
    onEntries({ conversationId, entries }: EntriesPush) {
      for (const entry of entries) {
        if (entry.kind === 'hidden') continue;
        const { kind, name } = entry.author;
        if (kind === 'visitor') onTyping({ conversationId, on: false, side: 'visitor' });
        else if (name !== undefined) onTyping({ conversationId, on: false, side: 'operators', name });
      }
    },
    close() {
      for (const undo of fades.values()) undo();
    },
  };
}
export type Signs = ReturnType<typeof createSigns>;
