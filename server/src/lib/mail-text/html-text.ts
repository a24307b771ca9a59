/** The only importer of htmlparser2: HTML of a stranger becomes our Markdown, which is text. Nothing else of it is left. Pure. */
import { Parser } from 'htmlparser2';

/** Not for readers. */
const HIDDEN = new Set(['script', 'style', 'title', 'template', 'noscript', 'object', 'iframe', 'svg', 'math']);
const BLOCKS = new Set([
  ...['p', 'div', 'tr', 'table', 'ul', 'ol', 'li', 'blockquote', 'pre', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'header', 'footer'],
  ...['section', 'article', 'main', 'center', 'hr', 'dl', 'dt', 'dd', 'address', 'form', 'figure'],
]);
const MARKS: Readonly<Record<string, string>> = { b: '**', strong: '**', i: '_', em: '_', code: '`' };
/** A paragraph has a blank line around it. */
const SPACED = new Set(['p', 'blockquote', 'ul', 'ol', 'pre', 'table', 'h1', 'h2', 'h3']);
const DEEPEST_QUOTE = 5;
/** No person writes more; what is behind it is markup of a machine. */
export const MOST_HTML = 2_000_000;

interface Writer {
  lines: string[];
  line: string;
  quote: number;
}

const prefixOf = ({ quote }: Writer) => '>'.repeat(Math.min(quote, DEEPEST_QUOTE)) + (quote > 0 ? ' ' : '');

/** Ends the line in hand, if there is something on it. */
function breakLine(writer: Writer, always = false): void {
  const text = writer.line.trim();
  if (text !== '' || always) writer.lines.push(`${prefixOf(writer)}${text}`.trimEnd());
  writer.line = '';
}

function space(writer: Writer): void {
  breakLine(writer);
  const last = writer.lines.at(-1);
  if (last !== undefined && last !== prefixOf(writer).trimEnd() && last !== '') writer.lines.push(prefixOf(writer).trimEnd());
}

function addText(writer: Writer, text: string, isPre: boolean): void {
  if (!isPre) {
    const flowed = text.replaceAll(/[\s\u200b\ufeff]+/g, ' ');
    writer.line += writer.line === '' || writer.line.endsWith(' ') ? flowed.replace(/^ /, '') : flowed;
    return;
  }
  for (const [index, line] of text.split('\n').entries()) {
    if (index > 0) breakLine(writer, true);
    writer.line += line;
  }
}

/** A link as Markdown; only its text where it leads nowhere that we go, or says the same. */
function linkOf(href: string, text: string): string {
  const label = text.trim();
  const to = href.trim();
  if (label === '' || !/^(?:https?:\/\/|mailto:)[^\s()<>"]{1,2000}$/i.test(to)) return text;
  if (label === to || `mailto:${label}` === to || to.replace(/^https?:\/\/|\/$/g, '') === label) return label === to ? to : text;
  return /[[\]\n]/.test(label) || label.length > 200 ? `${label} (${to})` : `[${label}](${to})`;
}

/** What stands between two tags, and where it began. */
interface Begun {
  readonly tag: string;
  readonly href: string;
  readonly row: number;
  readonly from: number;
}

function closeInline(writer: Writer, begun: Begun[], tag: string): void {
  const at = begun.findLastIndex((one) => one.tag === tag);
  const [one] = at < 0 ? [] : begun.splice(at, 1);
  if (!one) return;
  const from = one.row === writer.lines.length ? one.from : 0;
  const [before, text] = [writer.line.slice(0, from), writer.line.slice(from)];
  const inside = text.trim();
  const mark = MARKS[tag];
  if (mark === undefined) writer.line = before + linkOf(one.href, text);
  else if (inside !== '' && !inside.includes(mark)) writer.line = before + text.replace(inside, () => `${mark}${inside}${mark}`);
}

/** @returns the text that a reader sees, quotes marked by `>` */
export function textOfHtml(html: string): string {
  const writer: Writer = { lines: [], line: '', quote: 0 };
  let [hidden, pre] = [0, 0];
  const begun: Begun[] = [];
  const open = (tag: string, attributes: Readonly<Record<string, string>>) => {
    if (HIDDEN.has(tag)) hidden += 1;
    if (hidden > 0) return;
    if (tag === 'br') breakLine(writer, true);
    if (BLOCKS.has(tag)) (SPACED.has(tag) ? space : breakLine)(writer);
    if (tag === 'blockquote') writer.quote += 1;
    if (tag === 'pre') pre += 1;
    if (tag === 'li') writer.line = '- ';
    if (tag === 'td' || tag === 'th') writer.line += ' ';
    const place = { row: writer.lines.length, from: writer.line.length };
    if (tag === 'a' || MARKS[tag] !== undefined) begun.push({ tag, href: attributes.href ?? '', ...place });
  };
  const close = (tag: string) => {
    if (HIDDEN.has(tag)) hidden = Math.max(0, hidden - 1);
    if (hidden > 0) return;
    closeInline(writer, begun, tag);
    if (BLOCKS.has(tag)) breakLine(writer);
    if (tag === 'blockquote') writer.quote = Math.max(0, writer.quote - 1);
    if (tag === 'pre') pre = Math.max(0, pre - 1);
    if (SPACED.has(tag)) space(writer);
  };
  const parser = new Parser({
    onopentag: open,
    ontext: (text) => void (hidden === 0 && addText(writer, text, pre > 0)),
    onclosetag: close,
  });
  parser.end(html.slice(0, MOST_HTML));
  breakLine(writer);
  return writer.lines
    .join('\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim();
}
