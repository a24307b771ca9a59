import type { InConversation, ServerToOperator } from '@parley/shared-types/socket.ts';
import type { Timers } from '@parley/widget/core/time.ts';
import type { Transport } from '@parley/widget/core/transport.ts';
import { effect, type ReadonlySignal, signal } from '@preact/signals';
import type { Person } from '../lib/mentions.ts';

const TELL_MS = 15_000;
const FORGET_MS = 40_000;

interface ViewingDeps {
  readonly transport: Transport;
  readonly timers: Timers;
  readonly place: ReadonlySignal<InConversation | null>;
  readonly isReady: ReadonlySignal<boolean>;
  readonly isWatched: ReadonlySignal<boolean>;
  readonly myId: () => string | null;
}

/** Which colleagues look at which conversation, and telling them where we are: hints that fade by themselves. */
export function createViewing({ transport, timers, place, isReady, isWatched, myId }: ViewingDeps) {
  const viewers = signal<ReadonlyMap<string, readonly Person[]>>(new Map());
  const fades = new Map<string, () => void>();
  const put = (conversationId: string, person: Person, isOn: boolean) => {
    const others = (viewers.peek().get(conversationId) ?? []).filter(({ id }) => id !== person.id);
    viewers.value = new Map(viewers.peek()).set(conversationId, isOn ? [...others, person] : others);
  };
  const tell = (at: InConversation, on: boolean) => transport.notify('viewing', { ...at, on });
  let undoTell = () => {};
  const tellOn = (at: InConversation) => {
    tell(at, true);
    undoTell = timers.after(TELL_MS, () => tellOn(at));
  };
  const undo = effect(() => {
    const at = place.value;
    if (!at || !isReady.value || !isWatched.value) return undefined;
    tellOn(at);
    return () => {
      undoTell();
      tell(at, false);
    };
  });
  const undoWire = transport.on('viewing', ({ conversationId, operatorId: id, name, on }: Parameters<ServerToOperator['viewing']>[0]) => {
    if (id === myId()) return;
    const key = `${conversationId} ${id}`;
    const isNew = !fades.has(key);
    fades.get(key)?.();
    fades.delete(key);
    put(conversationId, { id, name }, on);
    if (!on) return;
    const fade = () => {
      fades.delete(key);
      put(conversationId, { id, name }, false);
    };
    fades.set(key, timers.after(FORGET_MS, fade));
    // Who has just come does not know yet that we are here.
    const at = place.peek();
    if (isNew && at?.conversationId === conversationId && isReady.peek() && isWatched.peek()) tell(at, true);
  });
  return {
    of: (conversationId: string): readonly Person[] => viewers.value.get(conversationId) ?? [],
    close() {
      undo();
      undoWire();
      for (const stop of fades.values()) stop();
    },
  };
}
export type Viewing = ReturnType<typeof createViewing>;
