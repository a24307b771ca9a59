/** What an event says, made from the log each time it is sent: so what was erased or taken back since is not in it. */
import type { HookBody, HookEventType, HookMessage, HookPayloads } from '@parley/shared-types/hooks.ts';
import type { Entry, EntryBody } from '@parley/shared-types/model.ts';
import { statusBy } from '../../lib/said.ts';
import type { Store } from '../../store/store.ts';

type Log = Pick<Store['log'], 'since' | 'before'>;
type Said<Kind extends EntryBody['kind']> = Extract<EntryBody, { kind: Kind }>;

const PAGE = 50;

function messageOf(id: string, text: string, { files = [], replies = [] }: Said<'message'>): HookMessage {
  return { id, text, files: files.map(({ id, name, type, size }) => ({ id, name, type, size })), replies };
}

async function readEntry(log: Log, entry: Entry, seq: number): Promise<Entry | null> {
  const [found] = await log.since(entry, seq - 1, 1);
  return found?.seq === seq ? found : null;
}

async function wasResolved(log: Log, entry: Entry): Promise<boolean> {
  for (let before = entry.seq; before > 1; ) {
    const page = await log.before(entry, before, PAGE);
    const status = page.map(statusBy).find((one) => one !== null);
    if (status) return status === 'resolved';
    before = page.at(-1)?.seq ?? 0;
  }
  return false;
}

/** Whether an entry that is changed or taken back was for both sides: of notes nothing is told here. */
const isPublic = (entry: Entry | null): entry is Entry => entry?.audience === 'all';

/** How each event is made; null: the entry is not one of it. */
type Make = {
  readonly [Type in HookEventType]: (
    log: Log,
    entry: Entry,
    place: HookPayloads['conversation.resolved'],
  ) => Promise<HookPayloads[Type] | null>;
};

const MAKE: Make = {
  'message.created': async (_log, { id, body }, place) =>
    body.kind === 'message' ? { ...place, message: messageOf(id, body.text, body) } : null,
  async 'message.edited'(log, { body, ...entry }, place) {
    if (body.kind !== 'edit') return null;
    const edited = await readEntry(log, { body, ...entry }, body.of);
    if (!isPublic(edited) || edited.body.kind !== 'message') return null;
    return { ...place, of: body.of, message: messageOf(edited.id, body.text, edited.body) };
  },
  async 'message.removed'(log, entry, place) {
    const { body } = entry;
    return body.kind === 'remove' && isPublic(await readEntry(log, entry, body.of)) ? { ...place, of: body.of } : null;
  },
  'conversation.opened': async (_log, { seq, author }, place) =>
    seq === 1 ? { ...place, visitorId: author.kind === 'visitor' ? author.id : null } : null,
  'conversation.resolved': async (_log, _entry, place) => place,
  'conversation.reopened': async (log, entry, place) => (entry.body.kind === 'status' || (await wasResolved(log, entry)) ? place : null),
  'conversation.assigned': async (_log, { body }, place) => {
    if (body.kind !== 'assign') return null;
    const { operatorId, name = '' } = body;
    return { ...place, assignee: operatorId === null ? null : { id: operatorId, name } };
  },
  'conversation.tagged': async (_log, { body }, place) => (body.kind === 'tags' ? { ...place, tags: body.tags } : null),
  'conversation.rated': async (_log, { body }, place) =>
    body.kind === 'rating' ? { ...place, score: body.score, text: body.text ?? '' } : null,
  'conversation.erased': async (_log, _entry, place) => place,
  'visitor.identified': async (_log, { body }, place) => {
    if (body.kind !== 'profile') return null;
    const { kind: _kind, ...profile } = body;
    return { ...place, ...profile };
  },
  'note.created': async (_log, { body }, place) => (body.kind === 'note' ? { ...place, text: body.text } : null),
};

/** The body of an event; null when the entry is not of it - an edit of a note is no edit of a message - or says nothing any more. */
export async function bodyOf<Type extends HookEventType>(log: Log, entry: Entry, type: Type): Promise<HookBody<Type> | null> {
  const { siteId, conversationId, seq, author } = entry;
  const data = await MAKE[type](log, entry, { siteId, conversationId, seq, author });
  return data && { type, timestamp: new Date(entry.storedAt).toISOString(), data: data as HookPayloads[Type] };
}
