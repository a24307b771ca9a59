/** What the buttons above the text do to it. The marks are those of the widget's own reader (widget/src/rich). */
import { type Block, type Inline, parse } from '@parley/widget/rich/parse.ts';

/** A text and what is selected in it. */
export interface Selected {
  readonly text: string;
  readonly from: number;
  readonly to: number;
}
export type Mark = 'strong' | 'em' | 'code' | 'link' | 'list' | 'quote';

const AROUND = { strong: '**', em: '*', code: '`' } as const;
const BEFORE = { list: '- ', quote: '> ' } as const;
const ADDRESS = 'https://';

/** Puts a sign on both sides of what is selected, or takes it away where it stands. */
function around({ text, from, to }: Selected, sign: string): Selected {
  const inside = text.slice(from, to);
  const isMarked = text.slice(0, from).endsWith(sign) && text.slice(to).startsWith(sign);
  if (isMarked && !(sign === '*' && text.slice(0, from).endsWith('**') && !text.slice(0, from).endsWith('***'))) {
    const start = from - sign.length;
    return { text: text.slice(0, start) + inside + text.slice(to + sign.length), from: start, to: start + inside.length };
  }
  // Blanks at the ends stay outside: the reader wants the sign at a word.
  const start = from + (inside.length - inside.trimStart().length);
  const end = Math.max(start, to - (inside.length - inside.trimEnd().length));
  const marked = text.slice(0, start) + sign + text.slice(start, end) + sign + text.slice(end);
  return { text: marked, from: start + sign.length, to: end + sign.length };
}

/** Puts a sign at the beginning of each line that is selected, or takes it away where all have it. */
function before({ text, from, to }: Selected, sign: string): Selected {
  const start = text.lastIndexOf('\n', from - 1) + 1;
  const next = text.indexOf('\n', to);
  const end = next === -1 ? text.length : next;
  const lines = text.slice(start, end).split('\n');
  const isMarked = lines.every((line) => line.startsWith(sign));
  const changed = lines.map((line) => (isMarked ? line.slice(sign.length) : sign + line));
  const words = changed.join('\n');
  const moved = text.slice(0, start) + words + text.slice(end);
  return lines.length > 1
    ? { text: moved, from: start, to: start + words.length }
    : { text: moved, from: Math.max(start, from + words.length - (end - start)), to: Math.max(start, to + words.length - (end - start)) };
}

/** What is selected becomes the words of a link, whose address is selected then. */
function linked({ text, from, to }: Selected): Selected {
  const label = text.slice(from, to).trim() || 'link';
  const address = from + label.length + 3;
  return { text: `${text.slice(0, from)}[${label}](${ADDRESS})${text.slice(to)}`, from: address, to: address + ADDRESS.length };
}

/** The text with a mark added to what is selected, or taken away, and what is selected then. */
export function withMark(selected: Selected, mark: Mark): Selected {
  if (mark === 'link') return linked(selected);
  return mark === 'list' || mark === 'quote' ? before(selected, BEFORE[mark]) : around(selected, AROUND[mark]);
}

const isPlainRun = (node: Inline) => typeof node === 'string' || (node.kind === 'link' && node.href.includes(node.text));
const isPlainBlock = (block: Block) => block.kind === 'text' && block.inside.every(isPlainRun);

/** Whether the other side reads it otherwise than it is written. */
export function hasMarks(text: string): boolean {
  return !parse(text).every(isPlainBlock);
}
