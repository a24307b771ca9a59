import type {
  AuthorKind,
  Entry,
  EntryBody,
  EntryView,
  OperatorsBody,
  OperatorsKind,
  Side,
  VisitorView,
} from '@parley/shared-types/model.ts';

/** Who may see an entry of each kind: a kind that is missing here, or told to the visitor against its type, does not compile. */
const AUDIENCES: { readonly [Kind in EntryBody['kind']]: Kind extends OperatorsKind ? 'operators' : 'all' } = {
  message: 'all',
  rating: 'all',
  erase: 'all',
  erased: 'all',
  status: 'all',
  profile: 'all',
  note: 'operators',
  event: 'operators',
  assign: 'operators',
  tags: 'operators',
  snooze: 'operators',
  spam: 'operators',
  block: 'operators',
  edit: 'operators',
  remove: 'operators',
};

/** Who may see an entry of this kind. */
export function audienceOf({ kind }: EntryBody): Entry['audience'] {
  return AUDIENCES[kind];
}

/** Which side of the conversation an author stands on. */
export function sideOf(kind: AuthorKind): Side {
  return kind === 'visitor' ? 'visitor' : 'operators';
}

type ForAll = Entry & { readonly audience: 'all'; readonly body: Exclude<EntryBody, OperatorsBody> };

/** By what is stored of it, and by its kind as well: one of them is enough to hide it. A kind that is not known is for nobody. */
const isForAll = (entry: Entry): entry is ForAll => entry.audience === 'all' && audienceOf(entry.body) === 'all';

function hidden(side: Side, { seq, author, clientMsgId }: Entry): EntryView & VisitorView {
  return { kind: 'hidden', seq, ...(sideOf(author.kind) === side && { clientMsgId }) };
}

function shown<One extends Entry>(entry: One) {
  const { siteId: _site, conversationId: _conversation, ...rest } = entry;
  return { kind: 'entry' as const, ...rest };
}

/**
 * What a side sees of an entry: the entry, or a stub that keeps its place - never nothing. Of what was erased everybody sees
 * the stub. The only filter there is: live events, sync and history all pass through it.
 */
export function viewFor(side: 'visitor', entry: Entry): VisitorView;
export function viewFor(side: Side, entry: Entry): EntryView;
export function viewFor(side: Side, entry: Entry): EntryView {
  if (entry.body.kind === 'erased') return hidden(side, entry);
  if (side === 'visitor') return visitorView(entry);
  return shown(entry);
}

function visitorView(entry: Entry): VisitorView {
  return isForAll(entry) ? shown(entry) : hidden('visitor', entry);
}
