import type { Entry } from '@parley/shared-types/model.ts';
import { expect, it } from 'vitest';
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

it('[X11] of an erased entry everybody sees the stub, whoever wrote it', () => {
  const erased = { ...note, audience: 'all', body: { kind: 'erased' } } as Entry;
  expect(viewFor('visitor', erased)).toEqual({ kind: 'hidden', seq: 7 });
  expect(viewFor('operators', erased)).toEqual({ kind: 'hidden', seq: 7, clientMsgId: note.clientMsgId });
});
