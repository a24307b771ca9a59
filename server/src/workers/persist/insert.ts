import type { ConversationRow, Entry } from '@parley/shared-types/model.ts';
import { bodyHash } from '../../lib/body-hash.ts';
import type { Clock } from '../../lib/clock.ts';
import { ParleyError } from '../../lib/errors.ts';
import { sortableId } from '../../lib/ids.ts';
import type { LogStore, NewEntry, Store } from '../../store/store.ts';
import type { Heads } from './heads.ts';
import { readsFor } from './judge.ts';
import {
  type ConversationBatch,
  conversationOf,
  groupByConversation,
  identityOf,
  type Known,
  planEntries,
  projectionOf,
  type Refused,
  type Stored,
  type Submitted,
} from './plan.ts';

interface InsertDeps {
  readonly log: Pick<LogStore, 'insert' | 'find' | 'heads' | 'since'>;
  readonly append: Store['append'];
  readonly heads: Heads;
  readonly clock: Clock;
}

/** What was stored, by conversation, and the row of each. */
export interface Written {
  readonly groups: readonly ConversationBatch[];
  readonly rows: readonly ConversationRow[];
}

export interface Inserted {
  readonly stored: readonly Stored[];
  readonly refused: readonly Refused[];
  /** Epoch of each conversation that has something stored. */
  readonly epochs: ReadonlyMap<string, string>;
  /** All of `stored` when its rows went with it: the usual case. */
  readonly written: Written | null;
}

/** So many rounds in which another writer was faster each time: then the batch is tried again later. */
const MAX_ROUNDS = 20;

interface Progress {
  pending: readonly Submitted[];
  readonly stored: Stored[];
  readonly refused: Refused[];
  readonly epochs: Map<string, string>;
  written: Written | null;
}

function storedOf(entries: readonly NewEntry[], planned: readonly Submitted[]): Stored[] {
  return entries.flatMap(({ hash: _hash, ...entry }, index) => {
    const submitted = planned[index];
    return submitted ? { submitted, entry, repeat: false } : [];
  });
}

/** Writes the entries, with their rows unless there is more to tell of their conversations; returns how many. */
async function write(progress: Progress, entries: readonly NewEntry[], stored: readonly Stored[], deps: InsertDeps): Promise<number> {
  if (entries.length === 0) return 0;
  if (progress.stored.length > 0) return deps.log.insert(entries);
  const groups = groupByConversation(stored);
  const { inserted, rows } = await deps.append(entries, groups.map(projectionOf));
  if (rows) progress.written = { groups, rows };
  return inserted;
}

/**
 * Something exists already. Which index said so is not asked: everything that is left is looked up by its identity - after a
 * crash it is usually all of it. Found with the same body, or erased: a repeat; another body: a conflict; not found: still pending.
 */
async function lookUp(progress: Progress, pending: readonly Submitted[], { log }: InsertDeps): Promise<readonly Submitted[]> {
  const found = await Promise.all(pending.map((submitted) => log.find(identityOf(submitted))));
  const absent: Submitted[] = [];
  for (const [index, submitted] of pending.entries()) {
    const hit = found[index];
    if (!hit) {
      absent.push(submitted);
      continue;
    }
    const { hash, ...entry } = hit;
    // What was erased has no hash any more.
    if (hash === bodyHash(submitted.item.body) || entry.body.kind === 'erased') progress.stored.push({ submitted, entry, repeat: true });
    else progress.refused.push({ submitted, code: 'conflict' });
  }
  return absent;
}

/** What may not be stored may have been stored already, before that was so: then it is a repeat. */
async function refuse(progress: Progress, refused: readonly Refused[], deps: InsertDeps): Promise<void> {
  const asked = refused.map(({ submitted }) => submitted);
  const absent = new Set(await lookUp(progress, asked, deps));
  progress.refused.push(...refused.filter(({ submitted }) => absent.has(submitted)));
}

/** Of the few messages that need it, what the log says where they look. */
async function readLogs(pending: readonly Submitted[], headOf: Known['headOf'], { log }: InsertDeps): Promise<Known['read']> {
  const read = new Map<Submitted, readonly Entry[]>();
  for (const submitted of pending) {
    const { item } = submitted;
    const wanted = readsFor(item, headOf(item));
    if (wanted) read.set(submitted, await log.since(item, wanted.after, wanted.limit));
  }
  return read;
}

async function insertRound(progress: Progress, deps: InsertDeps): Promise<void> {
  const { heads, clock } = deps;
  const headOf = await heads.get(progress.pending.map(({ item }) => item));
  const read = await readLogs(progress.pending, headOf, deps);
  const plan = planEntries(progress.pending, { headOf, read }, { newId: sortableId, now: clock.now() });
  for (const { item } of progress.pending) progress.epochs.set(conversationOf(item), headOf(item).epoch);
  await refuse(progress, plan.refused, deps);
  const all = storedOf(plan.entries, plan.planned);
  const count = await write(progress, plan.entries, all, deps);
  for (const [index, stored] of all.slice(0, count).entries()) {
    progress.stored.push(stored);
    heads.set(stored.entry, plan.heads[index] ?? headOf(stored.entry));
  }
  progress.pending = plan.planned.slice(count);
  if (progress.pending.length === 0) return;
  heads.forget(progress.pending.map(({ item }) => item));
  progress.pending = await lookUp(progress, progress.pending, deps);
}

/**
 * Stores messages, each identity once with the next seq of its conversation (SPEC K9, K10). No read when the heads are
 * known and nothing exists yet.
 * @throws ParleyError `unavailable` when other writers are faster again and again; whatever the store throws
 */
export async function insertBatch(batch: readonly Submitted[], deps: InsertDeps): Promise<Inserted> {
  const progress: Progress = { pending: batch, stored: [], refused: [], epochs: new Map(), written: null };
  for (let round = 0; progress.pending.length > 0; round++) {
    if (round === MAX_ROUNDS) throw new ParleyError('unavailable', { detail: 'other writers were faster each time' });
    await insertRound(progress, deps);
  }
  return progress;
}
