import type { EntryView, Epoch } from '@parley/shared-types/model.ts';

/** What a client knows of one conversation's log: a dense run of entries, and later ones that wait for what is missing. */
export interface Timeline {
  readonly epoch: Epoch | null;
  readonly entries: readonly EntryView[];
  readonly held: readonly EntryView[];
  /** Of which past the waiting ones are, while `epoch` is not known. */
  readonly heldEpoch?: Epoch;
}

export const EMPTY: Timeline = { epoch: null, entries: [], held: [] };

export function lastSeq({ entries }: Timeline): number {
  return entries.at(-1)?.seq ?? 0;
}

export function firstSeq({ entries }: Timeline): number {
  return entries[0]?.seq ?? 0;
}

/** Joins what now fits, in order; keeps the rest waiting. */
function settle(timeline: Timeline, arrived: readonly EntryView[]): Timeline {
  const entries = [...timeline.entries];
  const waiting = [...timeline.held, ...arrived].sort((a, b) => a.seq - b.seq);
  const held: EntryView[] = [];
  let last = lastSeq(timeline);
  for (const entry of waiting) {
    if (entry.seq === last + 1) {
      entries.push(entry);
      last = entry.seq;
    } else if (entry.seq > last && held.at(-1)?.seq !== entry.seq) held.push(entry);
  }
  return { epoch: timeline.epoch, entries: withoutErased(entries), held };
}

/** What the visitor erased is not kept, however it came here: its place stays. */
function withoutErased(entries: EntryView[]): EntryView[] {
  const before = entries.findLastIndex((entry) => entry.kind === 'entry' && entry.body.kind === 'erase');
  return entries.map((entry, index) =>
    index < before && entry.kind === 'entry' ? { kind: 'hidden', seq: entry.seq, clientMsgId: entry.clientMsgId } : entry,
  );
}

/**
 * Applies live entries (SPEC W3): the next one is joined, earlier ones are dropped, later ones wait.
 * @returns the new timeline, and whether something is missing or the log is of another past: then sync
 */
export function applyLive(timeline: Timeline, epoch: Epoch, arrived: readonly EntryView[]): { timeline: Timeline; mustSync: boolean } {
  if (timeline.epoch !== null && timeline.epoch !== epoch) return { timeline, mustSync: true };
  // Before the first sync it is not known where the log begins.
  if (timeline.epoch === null) {
    const held = [...(timeline.heldEpoch === epoch ? timeline.held : []), ...arrived];
    return { timeline: { ...timeline, held, heldEpoch: epoch }, mustSync: true };
  }
  const next = settle(timeline, arrived);
  return { timeline: next, mustSync: next.held.length > 0 };
}

/** Applies the answer of a sync: it continues what is there, or replaces it. */
export function applySync(timeline: Timeline, answer: { epoch: Epoch; entries: readonly EntryView[]; recovered: boolean }): Timeline {
  const { epoch, entries, recovered } = answer;
  const held = (timeline.epoch ?? timeline.heldEpoch) === epoch ? timeline.held : [];
  if (recovered && (timeline.epoch === null || timeline.epoch === epoch)) return settle({ ...timeline, epoch, held }, entries);
  return settle({ epoch, entries, held: [] }, held);
}

/** Puts a page of earlier entries in front. One of another past, or that leaves a hole, changes nothing. */
export function applyHistory(timeline: Timeline, page: { epoch: Epoch; entries: readonly EntryView[] }): Timeline {
  const first = firstSeq(timeline);
  const earlier = page.entries.filter((entry) => entry.seq < first);
  if (page.epoch !== timeline.epoch || earlier.at(-1)?.seq !== first - 1) return timeline;
  return { ...timeline, entries: [...earlier, ...timeline.entries] };
}
