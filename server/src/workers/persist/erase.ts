import type { EntryBody } from '@parley/shared-types/model.ts';
import type { ConversationKey, LogStore, Store } from '../../store/store.ts';
import type { Stored } from './plan.ts';

/** What removes the bytes of files. Those that are not there are none. */
export interface FileRemover {
  remove(key: ConversationKey, ids: readonly string[]): Promise<void>;
}

interface EraseDeps {
  readonly log: Pick<LogStore, 'since'>;
  readonly erase: Store['erase'];
  /** Absent where no files are kept. */
  readonly files?: FileRemover | undefined;
}

const PAGE = 200;

const filesOf = (body: EntryBody): readonly string[] => (body.kind === 'message' ? (body.files ?? []).map(({ id }) => id) : []);

/** The files first: once the entries are erased nobody knows their names. */
async function removeFiles(key: ConversationKey, before: number, { log, files }: EraseDeps): Promise<void> {
  if (!files) return;
  for (let after = 0; after < before - 1; ) {
    const page = await log.since(key, after, Math.min(PAGE, before - 1 - after));
    if (page.length === 0) return;
    const ids = page.flatMap(({ body }) => filesOf(body));
    if (ids.length > 0) await files.remove(key, ids);
    after = page.at(-1)?.seq ?? before;
  }
}

/**
 * Does what stored wishes to erase ask for, before anybody is told of them and before they are acked: a crash between repeats
 * it harmlessly, as a repeat of the wish does (SPEC X11).
 */
export async function eraseBefore(stored: readonly Stored[], deps: EraseDeps): Promise<void> {
  for (const { entry } of stored) {
    if (entry.body.kind !== 'erase') continue;
    await removeFiles(entry, entry.seq, deps);
    await deps.erase({ siteId: entry.siteId, conversationId: entry.conversationId }, entry.seq);
  }
}
