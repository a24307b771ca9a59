import type { EffectState, InConversation } from '@parley/shared-types/socket.ts';
import type { Timers } from '@parley/widget/core/time.ts';
import type { Reply, Transport } from '@parley/widget/core/transport.ts';
import { computed, effect, type ReadonlySignal, signal } from '@preact/signals';
import { isOutstanding } from '../lib/delivery-steps.ts';
import { tServer } from '../words/words.ts';

/** While somebody looks at it. */
const LOOK_MS = 2_000;
/** While something waits for its turn. */
const WAIT_MS = 10_000;
/** After something was written: workers take a moment. */
const SOON_MS = 1_000;

interface DeliveryDeps {
  readonly transport: Transport;
  readonly timers: Timers;
  readonly place: ReadonlySignal<InConversation | null>;
  readonly isReady: ReadonlySignal<boolean>;
  /** The head of the open log. */
  readonly lastSeq: ReadonlySignal<number>;
}

/** How far mail and Slack have come with the open conversation: asked for only while it is shown or something is outstanding. */
export function createDelivery({ transport, timers, place, isReady, lastSeq }: DeliveryDeps) {
  const effects = signal<readonly EffectState[]>([]);
  /** seq of the message whose way is shown. */
  const shown = signal<number | null>(null);
  const refusal = signal<string | null>(null);
  const isDue = computed(() => shown.value !== null || effects.value.some(isOutstanding));
  let undoTimer = () => {};
  const look = async (): Promise<void> => {
    undoTimer();
    const at = place.peek();
    if (!at || !isReady.peek()) return;
    const reply = (await transport.request('delivery', at)) as Reply & { effects?: readonly EffectState[] };
    if (place.peek() !== at) return;
    if (reply.ok) effects.value = reply.effects ?? [];
    if (isDue.peek()) lookIn(shown.peek() === null ? WAIT_MS : LOOK_MS);
  };
  const lookIn = (ms: number) => {
    undoTimer();
    undoTimer = timers.after(ms, () => void look());
  };
  const undoPlace = effect(() => {
    void place.value;
    effects.value = [];
    shown.value = null;
    refusal.value = null;
  });
  const undoHead = effect(() => {
    if (place.value && isReady.value && lastSeq.value > 0) lookIn(SOON_MS);
  });
  return {
    effects: effects as ReadonlySignal<readonly EffectState[]>,
    shown: shown as ReadonlySignal<number | null>,
    refusal: refusal as ReadonlySignal<string | null>,
    show(seq: number) {
      shown.value = seq;
      refusal.value = null;
      void look();
    },
    hide(seq: number) {
      if (shown.peek() === seq) shown.value = null;
    },
    /** Does again what failed, or at once what waits. */
    async redo({ worker, target }: EffectState) {
      const at = place.peek();
      if (!at) return;
      const reply = await transport.request('redo', { ...at, worker, target });
      refusal.value = reply.ok ? null : tServer(reply.message);
      await look();
    },
    close() {
      undoTimer();
      undoPlace();
      undoHead();
    },
  };
}
export type Delivery = ReturnType<typeof createDelivery>;
