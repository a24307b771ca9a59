import type { InConversation } from '@parley/shared-types/socket.ts';
import { memoryStorage } from '@parley/widget/core/storage.ts';
import { signal } from '@preact/signals';
import { expect, it } from 'vitest';
import type { Body } from '../lib/log-items.ts';
import { createComposer } from './composer.ts';
import { manualTimers } from './testing.ts';

const PLACE = { siteId: 's', conversationId: 'c' } as unknown as InConversation;
const OTHER = { siteId: 's', conversationId: 'd' } as unknown as InConversation;
const KEY = 'parley:draft:s:c';

/** A tab: several may share a storage. */
function openTab(storage = memoryStorage()) {
  const place = signal<InConversation | null>(PLACE);
  const sent: Body[] = [];
  const composer = createComposer({
    place,
    storage,
    timers: manualTimers().timers,
    lastSeq: signal(0),
    attachments: { here: signal([]), areReady: signal(true), take: () => [] } as never,
    send: (body) => void sent.push(body),
    tellTyping: () => {},
  });
  return { storage, place, composer, sent };
}

it('[I4] a reply and a note are drafts of their own, for each conversation: neither turns into the other, and sending one leaves the other', () => {
  const { storage, place, composer, sent } = openTab();
  composer.type('Dear Nora');
  composer.setNote(true);
  expect([composer.text.value, composer.otherWaits.value, composer.maySend.value]).toEqual(['', true, false]);
  composer.type('she is angry');
  place.value = OTHER;
  expect([composer.text.value, composer.isNote.value]).toEqual(['', false]);
  // After a reload.
  const again = openTab(storage);
  expect([again.composer.text.value, again.composer.isNote.value]).toEqual(['she is angry', true]);
  again.composer.send();
  expect([again.sent, again.composer.isNote.value, again.composer.text.value]).toEqual([
    [{ kind: 'note', text: 'she is angry' }],
    true,
    '',
  ]);
  again.composer.setNote(false);
  expect([again.composer.text.value, again.composer.otherWaits.value]).toEqual(['Dear Nora', false]);
  again.composer.send();
  expect([sent, again.sent.at(-1), storage.get(KEY)]).toEqual([[], { kind: 'message', text: 'Dear Nora' }, null]);
  composer.close();
});

it('[I4] what is written in one tab is there in the other, and gone there when it was sent; another conversation is left alone', () => {
  const one = openTab();
  const other = openTab(one.storage);
  one.composer.type('half a sentence');
  other.composer.stored('parley:draft:s:d');
  expect(other.composer.text.value).toBe('');
  other.composer.stored(KEY);
  expect(other.composer.text.value).toBe('half a sentence');
  other.composer.send();
  one.composer.stored(KEY);
  expect([one.composer.text.value, one.composer.maySend.value]).toEqual(['', false]);
  one.composer.type('again');
  one.storage.remove(KEY);
  one.composer.stored(null);
  expect(one.composer.text.value).toBe('');
});

it('[I4] a draft of an earlier release stays what it was: a note is no reply', () => {
  const storage = memoryStorage();
  storage.set(KEY, JSON.stringify({ text: 'only for us', isNote: true, replies: [] }));
  const { composer } = openTab(storage);
  expect([composer.text.value, composer.isNote.value]).toEqual(['only for us', true]);
  composer.setNote(false);
  expect(composer.text.value).toBe('');
  storage.set(KEY, '{"text":7,"note":[],"replies":"x"}');
  composer.stored(KEY);
  expect([composer.text.value, composer.replies.value]).toEqual(['', []]);
});
