import { expect, it } from 'vitest';
import { type ConversationLink, createLinks } from './links.ts';

const LINK = { siteId: 's_1', visitorId: 'v', conversationId: 'c-2', expiresAt: 1_700_000_000_000 } as unknown as ConversationLink;

it('[X1] a link opens what it was signed for, until its time; a changed or foreign one opens nothing', () => {
  const links = createLinks('secret');
  const token = links.sign(LINK);
  expect(links.read(token, LINK.expiresAt)).toEqual(LINK);
  expect(() => links.read(token, LINK.expiresAt + 1)).toThrow('link_expired');
  const parts = token.split('.');
  for (const index of parts.keys()) {
    const changed = parts.with(index, `${parts[index]}x`).join('.');
    expect(() => links.read(changed, 0)).toThrow('link_invalid');
  }
  for (const other of ['', 'a.b', `${token}.x`, createLinks('other').sign(LINK)])
    expect(() => links.read(other, 0)).toThrow('link_invalid');
});
