import type { EntryBody } from '@parley/shared-types/model.ts';
import type { Files } from '../../files/files.ts';
import type { ConversationKey, LogStore, Store } from '../../store/store.ts';
import type { Stored } from './plan.ts';

export interface EraseDeps {
  readonly log: Pick<LogStore, 'since'>;
  readonly erase: Store['erase'];
  /** Absent where no files are kept. */
  readonly files?: Pick<Files, 'removeFiles'> | null | undefined;
}

const PAGE = 200;

export const filesOf = (body: EntryBody): readonly string[] => (body.kind === 'message' ? (body.files ?? []).map(({ id }) => id) : []);

/** All files go, those too that were never sent, but what was sent after the wish: a wish may be told a second time. */
async function removeFiles(key: ConversationKey, wish: number, { log, files }: EraseDeps): Promise<void> {
  if (!files) return;
  const kept = new Set<string>();
  for (let after = wish; ; ) {
    const page = await log.since(key, after, PAGE);
    for (const { body } of page) for (const id of filesOf(body)) kept.add(id);
    if (page.length < PAGE) break;
    after = page.at(-1)?.seq ?? after;
  }
  await files.removeFiles(key, (id) => !kept.has(id));
}

/**
 * Does what stored wishes to erase ask for, before anybody is told of them and before they are acked: a crash between repeats
 * it harmlessly, as a repeat of the wish does (SPEC X11).
 */
export async function eraseBefore(stored: readonly Stored[], deps: EraseDeps): Promise<void> {
  for (const { entry } of stored) {
    if (entry.body.kind !== 'erase') continue;
    const key = { siteId: entry.siteId, conversationId: entry.conversationId };
    await removeFiles(key, entry.seq, deps);
    await deps.erase(key, entry.seq);
  }
}
