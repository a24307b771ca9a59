import type { Clock } from '../../lib/clock.ts';
import { ParleyError } from '../../lib/errors.ts';
import { sortableId } from '../../lib/ids.ts';
import type { Head, LogStore, NewEntry } from '../../store/store.ts';
import type { Heads } from './heads.ts';
import { bodyHash, conversationOf, identityOf, planEntries, type Stored, type Submitted } from './plan.ts';

interface InsertDeps {
  readonly log: Pick<LogStore, 'insert' | 'find' | 'heads'>;
  readonly heads: Heads;
  readonly clock: Clock;
}

export interface Inserted {
  readonly stored: readonly Stored[];
  readonly refused: readonly { readonly submitted: Submitted; readonly code: 'conflict' | 'not_found' }[];
  /** Epoch of each conversation that has something stored. */
  readonly epochs: ReadonlyMap<string, string>;
}

/** So many rounds in which another writer was faster each time: then the batch is tried again later. */
const MAX_ROUNDS = 20;

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };
interface Progress {
  pending: readonly Submitted[];
  readonly stored: Stored[];
  readonly refused: Mutable<Inserted['refused'][number]>[];
  readonly epochs: Map<string, string>;
}

function keep(
  progress: Progress,
  heads: Heads,
  entries: readonly NewEntry[],
  planned: readonly Submitted[],
  headOf: (key: NewEntry) => Head,
): void {
  for (const [index, { hash: _hash, ...entry }] of entries.entries()) {
    const submitted = planned[index];
    if (submitted) progress.stored.push({ submitted, entry, repeat: false });
    heads.set(entry, { seq: entry.seq, epoch: headOf({ ...entry, hash: '' }).epoch });
  }
}

/**
 * Something exists already. Which index said so is not asked: everything that is left is looked up by its identity - after a
 * crash it is usually all of it. Found with the same body: a repeat; another body: a conflict; not found: still pending.
 */
async function lookUp(progress: Progress, { log }: InsertDeps): Promise<void> {
  const found = await Promise.all(progress.pending.map((submitted) => log.find(identityOf(submitted))));
  const absent: Submitted[] = [];
  for (const [index, submitted] of progress.pending.entries()) {
    const hit = found[index];
    if (!hit) {
      absent.push(submitted);
      continue;
    }
    const { hash, ...entry } = hit;
    if (hash === bodyHash(submitted.item.body)) progress.stored.push({ submitted, entry, repeat: true });
    else progress.refused.push({ submitted, code: 'conflict' });
  }
  progress.pending = absent;
}

async function insertRound(progress: Progress, deps: InsertDeps): Promise<void> {
  const { log, heads, clock } = deps;
  const headOf = await heads.get(progress.pending.map(({ item }) => item));
  const { entries, planned, homeless } = planEntries(progress.pending, headOf, { newId: sortableId, now: clock.now() });
  for (const { item } of planned) progress.epochs.set(conversationOf(item), headOf(item).epoch);
  progress.refused.push(...homeless.map((submitted) => ({ submitted, code: 'not_found' as const })));
  const count = entries.length > 0 ? await log.insert(entries) : 0;
  keep(progress, heads, entries.slice(0, count), planned, headOf);
  progress.pending = planned.slice(count);
  if (progress.pending.length === 0) return;
  heads.forget(progress.pending.map(({ item }) => item));
  await lookUp(progress, deps);
}

/**
 * Stores messages, each identity once with the next seq of its conversation (SPEC K9, K10, K12). No read when the heads are
 * known and nothing exists yet.
 * @throws ParleyError `unavailable` when other writers are faster again and again; whatever the store throws
 */
export async function insertBatch(batch: readonly Submitted[], deps: InsertDeps): Promise<Inserted> {
  const progress: Progress = { pending: batch, stored: [], refused: [], epochs: new Map() };
  for (let round = 0; progress.pending.length > 0; round++) {
    if (round === MAX_ROUNDS) throw new ParleyError('unavailable', { detail: 'other writers were faster each time' });
    await insertRound(progress, deps);
  }
  return progress;
}
