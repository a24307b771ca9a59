import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Block, type Inline, parse, parseInline } from './parse.ts';
import { PAYLOADS } from './testing/payloads.ts';

const link = (href: string, text = href): Inline => ({ kind: 'link', href, text });

it.each<[string, Inline[]]>([
  ['a **bold** word', ['a ', { kind: 'strong', inside: ['bold'] }, ' word']],
  ['**bold, *both***', [{ kind: 'strong', inside: ['bold, ', { kind: 'em', inside: ['both'] }] }]],
  ['*so* and _so_', [{ kind: 'em', inside: ['so'] }, ' and ', { kind: 'em', inside: ['so'] }]],

  ['`**not bold**`', [{ kind: 'code', text: '**not bold**' }]],
  ['[the shop](https://shop.example/a_b_c)', [link('https://shop.example/a_b_c', 'the shop')]],
  ['see https://shop.example/_a_/*b*. Yes', ['see ', link('https://shop.example/_a_/*b'), '*.', ' Yes']],
  ['[write](mailto:ann@shop.example)', [link('mailto:ann@shop.example', 'write')]],
  ['[www.bank.example](https://evil.example)', ['[www.bank.example](https://evil.example)']],
  ['[shop.example](https://shop.example/)', [link('https://shop.example/', 'shop.example')]],
])('[W10] %s is read', (text, expected) => expect(parseInline(text)).toEqual(expected));

it.each(['2*3*4', 'snake_case_name', '5 * 3 * 2', '**', '** a **', 'a*', '*\n*', '`', '[x]', '[x](y)', '_ _', '#1 first', '# no head'])(
  '[W10] %s means nothing but itself',
  (text) => expect(parse(text)).toEqual([{ kind: 'text', inside: [text] }]),
);

it('[W10] blocks: code keeps what is in it, quotes and lists end where their lines end', () => {
  expect(parse('Do this:\n```js\nif (a) {\n  **b**\n}\n```\nthen\n> so\n> **said**\n\n1. one\n2. *two*\n- three\nend')).toEqual([
    { kind: 'text', inside: ['Do this:'] },
    { kind: 'code', text: 'if (a) {\n  **b**\n}' },
    { kind: 'text', inside: ['then'] },
    { kind: 'quote', inside: [{ kind: 'text', inside: ['so\n', { kind: 'strong', inside: ['said'] }] }] },
    { kind: 'list', start: 1, items: [['one'], [{ kind: 'em', inside: ['two'] }]] },
    { kind: 'list', start: null, items: [['three']] },
    { kind: 'text', inside: ['end'] },
  ]);
  expect(parse('```\nnever closed')).toEqual([{ kind: 'text', inside: ['```\nnever closed'] }]);
  expect(parse('7. seven')).toEqual([{ kind: 'list', start: 7, items: [['seven']] }]);
  expect(parse('- \n-x\n1.x\n2026. x')).toEqual([{ kind: 'text', inside: ['- \n-x\n1.x\n2026. x'] }]);
});

const inlines = (nodes: readonly Inline[]): Inline[] =>
  nodes.flatMap((node) => (typeof node === 'object' && 'inside' in node ? [node, ...inlines(node.inside)] : [node]));
const within = (blocks: readonly Block[]): Inline[] =>
  blocks.flatMap((block) => {
    if (block.kind === 'code') return [block.text];
    if (block.kind === 'quote') return within(block.inside);
    return inlines(block.kind === 'list' ? block.items.flat() : block.inside);
  });
const hrefs = (blocks: readonly Block[]) =>
  within(blocks).flatMap((node) => (typeof node === 'object' && 'href' in node ? [node.href] : []));
/** What a reader sees, and where links lead: without it nothing may be lost. */
const kept = (blocks: readonly Block[]) =>
  within(blocks)
    .map((node) => {
      if (typeof node === 'string') return node;
      if (node.kind === 'link') return node.text + (node.text === node.href ? '' : node.href);
      return node.kind === 'code' ? node.text : '';
    })
    .join('');
const lettersOf = (text: string) => text.replaceAll(/[^\p{L}]/gu, '');

it.each(PAYLOADS)('[W10] %s is text, and leads nowhere but by http, https and mailto', (text) => {
  const blocks = parse(text);
  expect(lettersOf(kept(blocks))).toBe(lettersOf(text.replace(/^```\w*$/gm, '')));
  for (const href of hrefs(blocks)) {
    expect(['http:', 'https:', 'mailto:']).toContain(new URL(href).protocol);
    expect(href).not.toMatch(/[\s"<>]/);
  }
});

it('[W10] whatever is written, no letter of it is lost or moved, and no link has another scheme', () => {
  const parts = [
    '**',
    '*',
    '_',
    '`',
    '```\n',
    '> ',
    '- ',
    '1. ',
    '[',
    ']',
    '](',
    '(',
    ')',
    'https://',
    'mailto:',
    'javascript:',
    'a.b',
    '\n',
    ' ',
  ];
  const part = fc.oneof(
    fc.constantFrom(...parts),
    fc.string({ unit: 'grapheme', maxLength: 3 }),
    fc.constantFrom('x', 'Ann', 'مرحبا', '\u202e'),
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 40 }), (chosen) => {
      const text = chosen.join('');
      const blocks = parse(text);
      // What follows the sign of a code block is the name of its language.
      const said = text.replaceAll(/^```[^`\n]*$/gm, (line) => (blocks.some(({ kind }) => kind === 'code') ? '' : line));
      if (!/^```./m.test(text)) expect(lettersOf(kept(blocks))).toBe(lettersOf(said));
      for (const href of hrefs(blocks)) expect(['http:', 'https:', 'mailto:']).toContain(new URL(href).protocol);
    }),
    { numRuns: 2_000 },
  );
});

it.each([
  ['open signs', '**a '.repeat(2_000)],
  ['stars', '*'.repeat(8_000)],
  ['brackets', '['.repeat(8_000)],
  ['an address of brackets', `https://a.example/${')'.repeat(7_900)}`],
  ['quotes in quotes', `${'> '.repeat(3_990)}x`],
  ['underlines', '_a'.repeat(4_000)],
])(
  '[W10] %s: the longest message there is, is read in the time of a short one',
  (_what, text) => {
    let steps = 0;
    for (const node of within(parse(text))) steps += typeof node === 'string' ? 1 : 0;
    expect(steps).toBeGreaterThan(0);
  },
  5_000,
);
