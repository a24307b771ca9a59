import type { ConversationRow, Entry, EntryBody, Epoch } from '@parley/shared-types/model.ts';
import type { Files } from '../../files/files.ts';
import { summaryOf } from '../../lib/said.ts';
import type { LogStore, Store } from '../../store/store.ts';
import { filesOf } from './erase.ts';
import { conversationOf, excerptOf, type Stored } from './plan.ts';

interface AmendDeps {
  readonly log: Pick<LogStore, 'since'>;
  readonly amend: Store['amend'];
  /** Absent where no files are kept. */
  readonly files?: Pick<Files, 'removeFiles'> | null | undefined;
}

type Amending = Extract<EntryBody, { kind: 'edit' | 'remove' }>;

const isAmending = (body: EntryBody): body is Amending => body.kind === 'edit' || body.kind === 'remove';
const PAGE = 200;

/** Whether a later entry amends the same one: then a repeat of an earlier one must not bring back what it said. */
async function isOvertaken({ seq, body, ...key }: Entry & { readonly body: Amending }, log: AmendDeps['log']): Promise<boolean> {
  for (let after = seq; ; ) {
    const page = await log.since(key, after, PAGE);
    if (page.some((later) => isAmending(later.body) && later.body.of === body.of)) return true;
    if (page.length < PAGE) return false;
    after = page.at(-1)?.seq ?? after;
  }
}

/** What an entry says from now on. */
function amended(target: EntryBody, by: Amending): EntryBody {
  if (by.kind === 'remove' || (target.kind !== 'message' && target.kind !== 'note')) return { kind: 'erased' };
  return { ...target, text: by.text, isEdited: true };
}

/** What a row says of a conversation after one of its entries was amended. */
export type AmendedRows = ReadonlyMap<string, { readonly epoch: Epoch; readonly row: ConversationRow }>;

/**
 * Does what stored edits and removals say, after their rows are there and before anybody is told of them: a crash between repeats
 * it harmlessly.
 * @returns epoch and row of each conversation that has another past now
 */
export async function amendStored(stored: readonly Stored[], { log, amend, files }: AmendDeps): Promise<AmendedRows> {
  const rows = new Map<string, { readonly epoch: Epoch; readonly row: ConversationRow }>();
  for (const { entry, repeat } of stored) {
    const { body } = entry;
    if (!isAmending(body)) continue;
    const [target] = await log.since(entry, body.of - 1, 1);
    if (!target || target.seq !== body.of || (repeat && (await isOvertaken({ ...entry, body }, log)))) continue;
    const gone = new Set(body.kind === 'remove' ? filesOf(target.body) : []);
    if (gone.size > 0) await files?.removeFiles(entry, (id) => gone.has(id));
    const says = amended(target.body, body);
    const excerpt = says.kind === 'message' ? excerptOf(summaryOf(says)) : '';
    const { siteId, conversationId } = entry;
    const row = await amend({ siteId, conversationId, seq: body.of, body: says, excerpt });
    if (row) rows.set(conversationOf(entry), row);
  }
  return rows;
}
