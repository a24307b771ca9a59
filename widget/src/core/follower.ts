import type { EntryView, Epoch, Register, Registers } from '@parley/shared-types/model.ts';
import { TIMING } from '@parley/shared-types/protocol.ts';
import type { History, Position, Synced } from '@parley/shared-types/socket.ts';
import type { Wire } from './conversation.ts';
import { jittered, type Timers } from './time.ts';
import { applyHistory, applyLive, applySync, EMPTY, firstSeq, lastSeq, type Timeline } from './timeline.ts';
import type { Reply } from './transport.ts';

const NOTHING_SEEN: Register = { delivered: 0, read: 0 };
const RETRY_SYNC = { minMs: 1_000, maxMs: 30_000 } as const;

/** Registers only grow, whatever comes late. */
export function mergeRegisters(known: Registers, more: Partial<Registers>): Registers {
  const raise = (a: Register, b: Register = NOTHING_SEEN) => ({
    delivered: Math.max(a.delivered, b.delivered),
    read: Math.max(a.read, b.read),
  });
  return { visitor: raise(known.visitor, more.visitor), operators: raise(known.operators, more.operators) };
}

interface FollowerDeps {
  readonly wire: Pick<Wire<never>, 'sync' | 'history' | 'check' | 'isOnline'>;
  readonly timers: Timers;
  /** Called after anything changed. */
  readonly onChange: () => void;
}

/** Named timers: setting one again replaces it. */
function createAlarms(timers: Timers) {
  const set = new Map<string, () => void>();
  return {
    has: (name: string) => set.has(name),
    start(name: string, ms: number, call: () => void) {
      set.get(name)?.();
      const undo = timers.after(ms, () => {
        set.delete(name);
        call();
      });
      set.set(name, undo);
    },
    stopAll() {
      for (const undo of set.values()) undo();
      set.clear();
    },
  };
}

/** Runs one at a time: who asks meanwhile gets the answer of the one that runs. */
function oneAtATime<Result>(call: () => Promise<Result>): () => Promise<Result> {
  let running: Promise<Result> | null = null;
  return () => {
    running ??= call().finally(() => {
      running = null;
    });
    return running;
  };
}

/** Follows one conversation's log without a hole: live entries, sync after a gap, position checks (SPEC W3, W4, W8). */
export function createFollower({ wire, timers, onChange }: FollowerDeps) {
  const alarms = createAlarms(timers);
  let timeline: Timeline = EMPTY;
  let registers: Registers = { visitor: NOTHING_SEEN, operators: NOTHING_SEEN };
  let isClosed = false;
  let failures = 0;

  const ask = async (): Promise<boolean> => {
    const answer = (await wire.sync({ epoch: timeline.epoch, last: lastSeq(timeline) })) as Reply & Partial<Synced>;
    if (isClosed) return false;
    if (!answer.ok) {
      failures += 1;
      if (wire.isOnline()) alarms.start('sync', jittered(failures, RETRY_SYNC.minMs, RETRY_SYNC.maxMs, timers.random), () => void sync());
      return false;
    }
    failures = 0;
    timeline = applySync(timeline, answer as unknown as Synced);
    registers = mergeRegisters(registers, answer.registers ?? {});
    onChange();
    return true;
  };
  const sync = oneAtATime(ask);
  const earlier = oneAtATime(async () => {
    if (firstSeq(timeline) <= 1) return false;
    const page = (await wire.history({ before: firstSeq(timeline) })) as Reply & Partial<History>;
    if (!page.ok || isClosed) return false;
    const before = timeline;
    timeline = applyHistory(timeline, page as unknown as History);
    // Of another past: the newest page takes the place of all.
    if (page.epoch !== timeline.epoch) await sync();
    else onChange();
    return timeline !== before;
  });
  const check = async () => {
    if (!wire.isOnline() || isClosed) return;
    const answer = (await wire.check()) as Reply & Partial<Position>;
    if (!answer.ok || isClosed) return;
    registers = mergeRegisters(registers, answer.registers ?? {});
    if (answer.epoch !== timeline.epoch || (answer.head ?? 0) > lastSeq(timeline)) await sync();
    else onChange();
  };
  const checkLater = () => {
    if (isClosed) return;
    const spread = 1 + TIMING.positionJitter * (2 * timers.random() - 1);
    alarms.start('check', TIMING.positionCheck * spread, () => void check().finally(checkLater));
  };
  checkLater();

  return {
    isLoaded: () => timeline.epoch !== null,
    entries: (): readonly EntryView[] => timeline.entries,
    registers: () => registers,
    sync,
    check,
    /** Asks for the page before what is there, once at a time; false when there is none, or it did not come. */
    earlier,
    live(epoch: Epoch, entries: readonly EntryView[]) {
      const applied = applyLive(timeline, epoch, entries);
      timeline = applied.timeline;
      onChange();
      if (applied.mustSync && !alarms.has('gap')) alarms.start('gap', TIMING.gapWait, () => void sync());
    },
    raise(more: Partial<Registers>) {
      registers = mergeRegisters(registers, more);
      onChange();
    },
    syncWithin: (ms: number) => alarms.start('sync', timers.random() * ms, () => void sync()),
    close() {
      isClosed = true;
      alarms.stopAll();
    },
  };
}
