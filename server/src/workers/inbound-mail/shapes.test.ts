import fc from 'fast-check';
import { expect, it } from 'vitest';
import { textOfHtml } from '../../lib/mail-text/html-text.ts';
import { wordsOf } from '../../lib/mail-text/reply-text.ts';
import { filesOf, textOf } from './decide.ts';
import { judgeLetter } from './judge.ts';
import { readLetter } from './letter.ts';
import { MAILS } from './testing/mails.ts';

it.each(MAILS)('[E6] what somebody said is found: $name', async ({ raw, said, files = [] }) => {
  const letter = await readLetter(raw);
  expect(textOf(letter)).toBe(said);
  expect(filesOf(letter).map(({ name }) => name)).toEqual(files);
  expect(judgeLetter(letter, { sender: 'max@example.com', ownDomains: ['reply.shop.example'] })).toEqual({ is: 'words' });
});

const WORDS = fc.array(fc.constantFrom('two', 'Blue', 'bitte', '価格', '5', 'ok', 'été', '👍', '"x"', 'a@b.example', 'see,'), {
  minLength: 1,
  maxLength: 12,
});
const LINE = WORDS.map((words) => words.join(' '));
const BODY = fc.array(fc.oneof({ weight: 4, arbitrary: LINE }, { weight: 1, arbitrary: fc.constant('') }), { minLength: 1, maxLength: 8 });
const QUOTES = [
  'On Mon, May 5, 2025 at 10:00 AM Shop <c@s.example> wrote:',
  'Am 05.05.25 um 10:00 schrieb Shop <c@s.example>:',
  'Le 5 mai 2025 à 10:00, Shop <c@s.example> a écrit :',
];

it('[E6] whatever is written above a quote is kept, to the last word', () => {
  fc.assert(
    fc.property(BODY, fc.constantFrom(...QUOTES), fc.array(LINE, { minLength: 1 }), (body, attribution, quoted) => {
      const said = body.join('\n').trim();
      fc.pre(said !== '');
      const mail = [said, '', attribution, ...quoted.map((line) => `> ${line}`), ''].join('\r\n');
      expect(wordsOf(mail).replaceAll(/\n{2,}/g, '\n\n')).toBe(said.replaceAll(/\n{2,}/g, '\n\n'));
    }),
  );
});

it('[E6] no text becomes nothing, and nothing is in the words that was not in the mail', () => {
  const pieces = fc.constantFrom(
    '> ',
    '-- ',
    '\n',
    'From: a',
    'Sent: b',
    'To: c',
    ...QUOTES,
    '-----Original Message-----',
    'Sent from my iPhone',
    '____',
    'hi',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(pieces, fc.string({ unit: 'grapheme', maxLength: 20 }))), (all) => {
      const mail = all.join('\n');
      const said = wordsOf(mail);
      const isNothing = mail.replaceAll(/[\s\p{Cc}]/gu, '') === '';
      expect(said === '').toBe(isNothing);
      const flat = (text: string) => text.toWellFormed().replaceAll(/[\s\p{Cc}]+/gu, '');
      for (const line of said.split('\n')) expect(flat(mail)).toContain(flat(line));
    }),
  );
});

it('[E6] of HTML every word of a reader is kept, and no tag', () => {
  const words = fc.array(fc.constantFrom('one', 'two', 'three', 'four'), { minLength: 1 });
  const wrap = fc.constantFrom(
    'p',
    'div',
    'b',
    'i',
    'a href="https://x.example"',
    'blockquote',
    'li',
    'td',
    'span',
    'pre',
    'h1',
    'unknown',
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(words, wrap)), (all) => {
      const html = all.map(([inside, tag]) => `<${tag}>${inside.join(' ')}</${tag.split(' ')[0]}>`).join('');
      const text = textOfHtml(html);
      expect(text.match(/one|two|three|four/g) ?? []).toEqual(all.flatMap(([inside]) => inside));
      expect(text).not.toMatch(/<\w/);
    }),
  );
});

it('[E6] long and hostile texts are read at once', () => {
  const hostile = [
    'On 1 '.repeat(40_000),
    '<a href='.repeat(40_000),
    '<b>'.repeat(40_000),
    '> '.repeat(40_000),
    '\n'.repeat(200_000),
    'From: a\n'.repeat(20_000),
  ];
  for (const text of hostile) expect([wordsOf(text), textOfHtml(text)]).toHaveLength(2);
});
