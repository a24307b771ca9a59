import { expect, it } from 'vitest';
import { hasMarks, type Mark, withMark } from './markup.ts';

/** The angles stand for what is selected. */
function at(marked: string) {
  const from = marked.indexOf('‹');
  const to = marked.indexOf('›') - 1;
  return { text: marked.replace('‹', '').replace('›', ''), from, to };
}
const shown = ({ text, from, to }: ReturnType<typeof at>) => `${text.slice(0, from)}‹${text.slice(from, to)}›${text.slice(to)}`;

const cases: readonly (readonly [Mark, string, string])[] = [
  ['strong', 'a ‹word› b', 'a **‹word›** b'],
  ['strong', 'a **‹word›** b', 'a ‹word› b'],
  ['strong', 'a‹ word ›b', 'a **‹word›** b'],
  ['strong', '‹›', '**‹›**'],
  ['em', '**‹word›**', '***‹word›***'],
  ['em', '*‹word›*', '‹word›'],
  ['code', 'x ‹y›', 'x `‹y›`'],
  ['list', 'one‹›\ntwo', '- one‹›\ntwo'],
  ['list', 'a\n‹one\ntwo›', 'a\n‹- one\n- two›'],
  ['list', '‹- one\n- two›', '‹one\ntwo›'],
  ['quote', '> one‹›', 'one‹›'],
  ['quote', '‹›', '> ‹›'],
  ['link', 'see ‹here›', 'see [here](‹https://›)'],
  ['link', '‹›', '[link](‹https://›)'],
];
it.each(cases)('[I4] %s makes of %j %j', (mark, before, after) => expect(shown(withMark(at(before), mark))).toBe(after));

it.each([
  ['a *b* c', true],
  ['**b**', true],
  ['- one\n- two', true],
  ['> said', true],
  ['`code`', true],
  ['[here](https://shop.example)', true],
  ['plain words, 2 * 3 * 4 and https://shop.example', false],
  ['**not closed', false],
  ['', false],
])('[I4] whether %j is read otherwise than it is written: %s', (text, has) => expect(hasMarks(text)).toBe(has));
