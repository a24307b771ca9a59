import type { Hello } from '@parley/shared-types/socket.ts';
import type { KeyValue } from '@parley/widget/core/storage.ts';
import type { Timers } from '@parley/widget/core/time.ts';
import type { Link, Reply, Transport } from '@parley/widget/core/transport.ts';
import { computed, signal } from '@preact/signals';

/** A shorter loss, as during a deploy, is nobody's business. */
export const AWAY_MS = 3_000;
const OWNER_KEY = 'parley:operator';
/** What an operator wrote and did not send belongs to that operator alone. */
export const PRIVATE_PREFIXES = ['parley:inbox:', 'parley:draft:', 'parley:called'] as const;

interface SessionDeps {
  readonly transport: Transport;
  readonly storage: KeyValue;
  readonly timers: Timers;
  readonly onUnauthorized: () => void;
  /** Each time the gateway has said who we are: ask for what was missed. */
  readonly onHello: (hello: Hello) => void;
}

/** Forgets drafts and unsent messages, so that the next operator at this browser neither reads nor sends them. */
export function forgetPrivate(storage: KeyValue): void {
  for (const key of PRIVATE_PREFIXES.flatMap((prefix) => storage.keys(prefix))) storage.remove(key);
}

/** Who we are, on which sites, and whether we are connected. */
export function createSession({ transport, storage, timers, onUnauthorized, onHello }: SessionDeps) {
  const link = signal<Link>(transport.link());
  const me = signal<Hello | null>(null);
  const isAway = signal(false);
  let undoAway: (() => void) | null = null;
  const hello = async () => {
    const reply = (await transport.request('hello', {})) as Reply & Hello;
    if (!reply.ok) return;
    if (storage.get(OWNER_KEY) !== reply.operator.id) {
      forgetPrivate(storage);
      storage.set(OWNER_KEY, reply.operator.id);
    }
    me.value = reply;
    onHello(reply);
  };
  const onLink = (to: Link) => {
    link.value = to;
    if (to === 'online') {
      undoAway?.();
      undoAway = null;
      isAway.value = false;
      void hello();
    } else undoAway ??= timers.after(AWAY_MS, () => (isAway.value = true));
  };
  const undoLink = transport.onLink((to, refusal) => {
    if (refusal?.code === 'unauthorized') onUnauthorized();
    onLink(to);
  });
  onLink(transport.link());
  return {
    link,
    me,
    isAway,
    sites: computed(() => me.value?.sites ?? []),
    /** Said again after the name or colour of a site was changed. */
    refresh: hello,
    close() {
      undoAway?.();
      undoLink();
    },
  };
}
export type Session = ReturnType<typeof createSession>;
