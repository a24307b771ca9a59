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
