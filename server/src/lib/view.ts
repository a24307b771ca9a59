import type { AuthorKind, Entry, EntryBody, EntryView, Side } from '@parley/shared-types/model.ts';

const FOR_OPERATORS: ReadonlySet<EntryBody['kind']> = new Set<EntryBody['kind']>([
  'note',
  'event',
  'assign',
  'tags',
  'snooze',
  'spam',
  'block',
  'edit',
  'remove',
]);

/** Who may see an entry of this kind. */
export function audienceOf(body: EntryBody): Entry['audience'] {
  return FOR_OPERATORS.has(body.kind) ? 'operators' : 'all';
}

/** Which side of the conversation an author stands on. */
export function sideOf(kind: AuthorKind): Side {
  return kind === 'visitor' ? 'visitor' : 'operators';
}

/**
 * What a side sees of an entry: the entry, or a stub that keeps its place - never nothing. Of what was erased everybody sees
 * the stub. The only filter there is: live events, sync and history all pass through it.
 */
export function viewFor(side: Side, entry: Entry): EntryView {
  const { seq, clientMsgId, author, audience, body } = entry;
  if (body.kind === 'erased' || (side === 'visitor' && audience === 'operators'))
    return { kind: 'hidden', seq, ...(sideOf(author.kind) === side && { clientMsgId }) };
  const { siteId: _site, conversationId: _conversation, ...shown } = entry;
  return { kind: 'entry', ...shown };
}
