import type { Opened } from '@parley/shared-types/socket.ts';
import type { KeyValue } from './storage.ts';
import type { Timers } from './time.ts';
import type { Transport } from './transport.ts';

const AGAIN_MS = 2_000;

interface OpeningDeps {
  readonly transport: Transport;
  readonly storage: KeyValue;
  readonly grantKey: string;
  readonly timers: Timers;
  readonly onOpened: (opened: Opened) => void;
}

/** Gets the grant of the conversation: the one in storage, which all tabs share, renewed, or a new one. */
export function createOpening({ transport, storage, grantKey, timers, onOpened }: OpeningDeps) {
  let undo = () => {};
  /** Counts the openings: of several at once the last one holds. */
  let round = 0;
  const ask = async (): Promise<Opened | null> => {
    const grant = storage.get(grantKey);
    const reply = await transport.request('open', grant === null ? {} : { grant });
    if (reply.ok) return reply as unknown as Opened;
    if (reply.code !== 'grant_invalid' || grant === null) return null;
    // It is not ours any more, as after the install was made anew: begin afresh; what was not sent is sent there.
    storage.remove(grantKey);
    return ask();
  };
  const open = async (): Promise<void> => {
    undo();
    const mine = ++round;
    const opened = await ask();
    if (mine !== round) return;
    if (!opened) {
      if (transport.link() === 'online') undo = timers.after(AGAIN_MS, () => void open());
      return;
    }
    storage.set(grantKey, opened.grant);
    onOpened(opened);
  };
  return {
    open,
    close() {
      round = -1;
      undo();
    },
  };
}

const TYPING_MS = 6_000;

/** Who is writing; forgotten after 6 s without a further sign. */
export function createTypingSign(timers: Timers, onChange: () => void) {
  let name: string | null = null;
  let undo = () => {};
  const set = (to: string | null) => {
    undo();
    name = to;
    if (to !== null) undo = timers.after(TYPING_MS, () => set(null));
    onChange();
  };
  return { name: () => name, set, close: () => undo() };
}
