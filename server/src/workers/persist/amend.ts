import type { ConversationRow, Entry, EntryBody, Epoch } from '@parley/shared-types/model.ts';
import { excerptOf } from '../../lib/said.ts';
import type { Store } from '../../store/store.ts';
import { type EraseDeps, filesOf } from './erase.ts';
import { conversationOf, type Stored } from './plan.ts';

interface AmendDeps extends Pick<EraseDeps, 'log' | 'files'> {
  readonly amend: Store['amend'];
}

type Amending = Extract<EntryBody, { kind: 'edit' | 'remove' }>;

/** What an entry says from now on. */
function amended(target: EntryBody, by: Amending): EntryBody {
  if (by.kind === 'remove' || (target.kind !== 'message' && target.kind !== 'note')) return { kind: 'erased' };
  return { ...target, text: by.text, isEdited: true };
}

/** A conversation some of whose entries were amended: of another past. */
export interface Amended {
  readonly epoch: Epoch;
  readonly row: ConversationRow;
  /** Those entries as they are now, by seq. */
  readonly entries: Map<number, Entry>;
}
export type AmendedByConversation = ReadonlyMap<string, Amended>;

async function entryAt({ siteId, conversationId }: Entry, seq: number, { log }: AmendDeps): Promise<Entry | undefined> {
  const [entry] = await log.since({ siteId, conversationId }, seq - 1, 1);
  return entry?.seq === seq ? entry : undefined;
}

/** Does what one entry says of its target; null when there is nothing of it. */
async function amendOne({ siteId, conversationId, seq: by }: Entry, target: Entry, body: Amending, { amend, files }: AmendDeps) {
  const gone = new Set(body.kind === 'remove' ? filesOf(target.body) : []);
  if (gone.size > 0) await files?.removeFiles({ siteId, conversationId }, (id) => gone.has(id));
  const says = amended(target.body, body);
  const excerpt = says.kind === 'message' ? excerptOf(says) : '';
  return amend({ siteId, conversationId, seq: body.of, by, body: says, excerpt });
}

/**
 * Does what stored edits and removals say, after their rows are there and before anybody is told of them: a crash between repeats
 * it harmlessly, since the store takes each of them once and none behind a later one.
 */
export async function amendStored(stored: readonly Stored[], deps: AmendDeps): Promise<AmendedByConversation> {
  const all = new Map<string, Amended>();
  for (const { entry } of stored) {
    const { body } = entry;
    if (body.kind !== 'edit' && body.kind !== 'remove') continue;
    const target = await entryAt(entry, body.of, deps);
    const now = target && (await amendOne(entry, target, body, deps));
    if (!now) continue;
    const entries = all.get(conversationOf(entry))?.entries ?? new Map<number, Entry>();
    entries.set(body.of, (await entryAt(entry, body.of, deps)) ?? target);
    all.set(conversationOf(entry), { ...now, entries });
  }
  return all;
}
