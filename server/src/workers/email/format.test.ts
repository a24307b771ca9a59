import { type ConversationRow, DEFAULT_SETTINGS, type Entry, type Site } from '@parley/shared-types/model.ts';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { MailAction } from './decide.ts';
import { formatDigest, formatNotice } from './format.ts';
import { inkOn, renderHtml } from './html.ts';

const URL_OF = 'http://chat.example/c/token';
const WAYS = { url: URL_OF, mayReply: false };

const entry = (text: string, name = 'Ann', kind = 'operator') =>
  ({ author: { kind, id: 'o', name }, audience: 'all', body: { kind: 'message', text } }) as unknown as Entry;
const actionOf = (messages: readonly Entry[], site = 'Shop', visitor?: string) =>
  ({
    site: { name: site, settings: DEFAULT_SETTINGS } as Site,
    conversation: { profile: visitor === undefined ? {} : { name: visitor } } as ConversationRow,
    messages,
  }) as unknown as MailAction;

it('[E1] a digest says who replied, what, and how to go on; it never asks for an answer by mail', () => {
  const mail = formatDigest(actionOf([entry('Hello'), entry('Still there?', 'Bea')]), WAYS);
  expect(mail.subject).toBe('Bea from Shop replied');
  expect(mail.text).toContain('Ann:\nHello\n\nBea:\nStill there?\n\nContinue the chat: http://chat.example/c/token');
  expect(mail.text).toContain('Please do not answer this mail: nobody reads it yet. Continue the chat instead.');
  expect(mail.html).toContain(`href="${URL_OF}"`);
});

it('[E5] where answers arrive, mails invite one, under a subject that stays the same', () => {
  const ways = { url: URL_OF, mayReply: true };
  const [first, second] = ['Ann', 'Bea'].map((name) => formatDigest(actionOf([entry('Hello', name)]), ways));
  expect(first?.subject).toBe('Your chat with Shop');
  expect(second?.subject).toBe(first?.subject);
  expect(first?.text).toContain('Reply to this mail to answer, or continue the chat.');
  const notice = formatNotice(actionOf([entry('x', '', 'visitor')]), ways);
  expect(notice.text).toContain('Reply to this mail to answer the visitor.');
  for (const mail of [first, notice]) expect(mail?.text).not.toContain('nobody reads it');
});

it('[X10] a mail about files names them', () => {
  const file = { id: 'f', name: 'plan <1>.pdf', type: 'application/pdf', size: 5 };
  const sent = { ...entry(''), body: { kind: 'message', text: '', files: [file] } } as unknown as Entry;
  const mail = formatDigest(actionOf([sent]), WAYS);
  expect(mail.text).toContain('Ann:\n[file] plan <1>.pdf\n\n');
  expect(mail.html).toContain('[file] plan &lt;1&gt;.pdf');
  expect(formatNotice(actionOf([sent]), WAYS).text).toContain('[file] plan <1>.pdf');
});

it('[E1] a long digest shows the last twenty and says how many more there are', () => {
  const mail = formatDigest(actionOf(Array.from({ length: 23 }, (_, n) => entry(`text ${n}.`))), WAYS);
  expect(mail.text).toContain('3 more are in the chat.');
  expect(mail.text).not.toContain('text 2.');
  expect(mail.text).toContain('text 22.');
});

it('[E2] names cannot break a header, texts cannot break the page', () => {
  const hostile = 'Ann\r\nBcc: all@example.com\u202e<b>';
  const mail = formatDigest(actionOf([entry('<script>alert(1)</script> "\' &amp;\u0007', hostile)], `Shop\r\nX: y`), WAYS);
  expect(mail.subject).toBe('Ann Bcc: all@example.com <b> from Shop X: y replied');
  expect(mail.html).toContain('&lt;script&gt;alert(1)&lt;/script&gt; &quot;&#39; &amp;amp;');
  expect(mail.html).not.toMatch(/<script|<b>|<img/);
  expect(mail.text).not.toContain('\u0007');
});

it('[E2] whatever is written, the page has the tags and links of ours only', () => {
  const page = (text: string) =>
    renderHtml({ color: text, intro: text, messages: [{ name: text, text }], button: { label: text, url: URL_OF }, foot: [text] });
  const tags = (html: string) => html.match(/<[^>]*>/g)?.map((tag) => (tag.startsWith('<a ') ? 'a' : tag));
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (text) => {
      expect(tags(page(text))).toEqual(tags(page('x')));
    }),
  );
});

it('[E3] a notice shows at most 1,000 characters of what the visitor wrote, under their name or as Visitor', () => {
  const mail = formatNotice(actionOf([entry('a'.repeat(900), '', 'visitor'), entry('b'.repeat(900), '', 'visitor')]), WAYS);
  expect(mail.subject).toBe('Visitor is waiting for an answer on Shop');
  expect(mail.text).toContain('b …');
  expect(mail.text.length).toBeLessThan(1_400);
  expect(formatNotice(actionOf([entry('x', '', 'visitor')], 'Shop', 'Max'), WAYS).subject).toBe('Max is waiting for an answer on Shop');
});

it.each([
  ['#ffffff', '#000000'],
  ['#000000', '#ffffff'],
  ['#5b54d6', '#ffffff'],
  ['#ffd400', '#000000'],
])('[E1] what is written on %s can be read', (color, ink) => {
  expect(inkOn(color)).toBe(ink);
});
