import type { Author, Entry, EntryBody, OperatorsKind } from '@parley/shared-types/model.ts';
import { entryBody } from '@parley/shared-types/schemas/model.ts';
import fc from 'fast-check';
import { expect, expectTypeOf, it } from 'vitest';
import { audienceOf, viewFor } from './view.ts';

const note = {
  id: 'e1',
  siteId: 's',
  conversationId: 'c',
  seq: 7,
  clientMsgId: 'm'.repeat(16),
  author: { kind: 'operator', id: 'o' },
  audience: audienceOf({ kind: 'note', text: 'secret' }),
  body: { kind: 'note', text: 'secret' },
  acceptedAt: 1,
  storedAt: 2,
} as unknown as Entry;

it('[X5] a note is a stub without any content for the visitor, and keeps its seq', () => {
  expect(viewFor('visitor', note)).toEqual({ kind: 'hidden', seq: 7 });
});

it('[X5] an operator sees the note whole, without the ids of its place', () => {
  expect(viewFor('operators', note)).toMatchObject({ kind: 'entry', seq: 7, body: { text: 'secret' } });
  expect(viewFor('operators', note)).not.toHaveProperty('siteId');
});

it('[X5] an event of the page is for operators; its visitor has its id back, so that it is known to be stored', () => {
  const body = { kind: 'event', name: 'bought' } as const;
  const event = { ...note, author: { kind: 'visitor', id: 'v' }, audience: audienceOf(body), body } as unknown as Entry;
  expect(viewFor('visitor', event)).toEqual({ kind: 'hidden', seq: 7, clientMsgId: event.clientMsgId });
  expect(viewFor('operators', event)).toMatchObject({ kind: 'entry', body });
});

const FOR_OPERATORS = ['note', 'event', 'assign', 'tags', 'snooze', 'spam', 'block', 'edit', 'remove'] as const;
const forVisitor = (entry: Entry) => viewFor('visitor', entry);
const SECRET = 'nobody-else-s';
/** Fields of any kind in any body: whatever one says more than it should is hidden with it. */
const loose = fc.record(
  {
    text: fc.constant(SECRET),
    name: fc.constant(SECRET),
    tags: fc.constant([SECRET]),
    mentions: fc.constant([SECRET]),
    operatorId: fc.constant(SECRET),
    of: fc.nat(),
    isEdited: fc.constant(true),
  },
  { requiredKeys: [] },
);
const author = fc.record({ kind: fc.constantFrom<Author['kind']>('visitor', 'operator', 'bot', 'system'), id: fc.constant('a') });

it('[X5] the type of what a visitor sees has none of the kinds of operators, and each kind is one of theirs or of all', () => {
  type Seen = Extract<ReturnType<typeof forVisitor>, { kind: 'entry' }>;
  expectTypeOf<Extract<Seen['body'], { kind: OperatorsKind }>>().toBeNever();
  expectTypeOf<Seen['audience']>().toEqualTypeOf<'all'>();
  expectTypeOf<(typeof FOR_OPERATORS)[number]>().toEqualTypeOf<OperatorsKind>();
  const kinds = entryBody.options.map((option) => option.shape.kind.value);
  expect(kinds.filter((kind) => audienceOf({ kind } as EntryBody) === 'operators').sort()).toEqual([...FOR_OPERATORS].sort());
});

it('[X5] whatever an entry of operators says, whoever wrote it and whatever audience it was stored with: the visitor sees a stub', () => {
  const entries = fc.record({
    kind: fc.constantFrom(...FOR_OPERATORS),
    said: loose,
    author,
    audience: fc.constantFrom('all', 'operators'),
  });
  fc.assert(
    fc.property(entries, ({ kind, said, ...more }) => {
      const body = { ...said, kind } as unknown as EntryBody;
      const seen = viewFor('visitor', { ...note, ...more, body } as Entry);
      expect(seen).toEqual({ kind: 'hidden', seq: 7, ...(more.author.kind === 'visitor' && { clientMsgId: note.clientMsgId }) });
      expect(JSON.stringify(seen)).not.toContain(SECRET);
    }),
  );
});

it('[X5] what was stored for operators, and a kind that is not known yet, are hidden from the visitor too', () => {
  const message = { ...note, body: { kind: 'message', text: SECRET } } as Entry;
  expect(viewFor('visitor', message)).toEqual({ kind: 'hidden', seq: 7 });
  expect(viewFor('visitor', { ...message, audience: 'all' })).toMatchObject({ kind: 'entry', body: { text: SECRET } });
  for (const kind of ['later', '__proto__', 'constructor', 'toString'])
    expect(viewFor('visitor', { ...note, audience: 'all', body: { kind, text: SECRET } } as unknown as Entry)).toEqual({
      kind: 'hidden',
      seq: 7,
    });
});

it('[X11] of an erased entry everybody sees the stub, whoever wrote it', () => {
  const erased = { ...note, audience: 'all', body: { kind: 'erased' } } as Entry;
  expect(viewFor('visitor', erased)).toEqual({ kind: 'hidden', seq: 7 });
  expect(viewFor('operators', erased)).toEqual({ kind: 'hidden', seq: 7, clientMsgId: note.clientMsgId });
});
