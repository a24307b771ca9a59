import { isAddress, splitLinks } from './links.ts';

/** A run of text: plain, or with a meaning. There is no node for HTML: what looks like it is text. */
export type Inline =
  | string
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'strong' | 'em'; readonly inside: readonly Inline[] }
  | { readonly kind: 'link'; readonly href: string; readonly text: string };

export type Block =
  | { readonly kind: 'text'; readonly inside: readonly Inline[] }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'quote'; readonly inside: readonly Block[] }
  /** `start`: of a numbered list; null: with dots. */
  | { readonly kind: 'list'; readonly start: number | null; readonly items: readonly (readonly Inline[])[] };

/** Quotes in quotes, and bold in italics, as deep as a person can mean it. */
const DEEPEST = 3;

/** In this order at each place; each has an end, so that no text takes long: what is not closed nearby is text. */
const INLINE = new RegExp(
  [
    String.raw`(?<address>\b(?:https?:\/\/|mailto:)[^\s<>"]+)`,
    String.raw`${'`'}(?<code>[^${'`'}\n]{1,500})${'`'}`,
    String.raw`\*\*(?=[^\s*])(?<strong>[^\n]{0,500}?\S)\*\*(?!\*)`,
    String.raw`(?<![\p{L}\p{N}*])\*(?=[^\s*])(?<em>[^\n*]{0,500}?[^\s*])\*(?![\p{L}\p{N}*])`,
    String.raw`(?<![\p{L}\p{N}_])_(?=[^\s_])(?<under>[^\n_]{0,500}?[^\s_])_(?![\p{L}\p{N}_])`,
    String.raw`\[(?<label>[^[\]\n]{1,200})\]\((?<href>[^\s()<>"]{1,2000})\)`,
  ].join('|'),
  'giu',
);
/** A label that claims to be an address: it may not stand for another one. */
const CLAIMS = /:\/\/|\bwww\.|[^\s.]\.\p{L}{2,}/u;

function inlineOf(groups: Readonly<Record<string, string | undefined>>, depth: number): Inline[] | null {
  const { code, strong, em, under, label, href } = groups;
  if (code !== undefined) return [{ kind: 'code', text: code }];
  if (strong !== undefined) return [{ kind: 'strong', inside: parseInline(strong, depth + 1) }];
  if (label === undefined) return [{ kind: 'em', inside: parseInline(em ?? under ?? '', depth + 1) }];
  if (href === undefined || !isAddress(href) || (CLAIMS.test(label) && !href.includes(label))) return null;
  return [{ kind: 'link', href, text: label }];
}

const linksOf = (text: string): Inline[] =>
  splitLinks(text).map((piece) => (typeof piece === 'string' ? piece : { kind: 'link', ...piece }));

/** Reads one stretch of text. What has no meaning is kept as it is written. */
export function parseInline(text: string, depth = 0): Inline[] {
  if (depth > DEEPEST) return [text];
  const found: Inline[] = [];
  let from = 0;
  for (const match of text.matchAll(INLINE)) {
    const { address, ...groups } = match.groups ?? {};
    const read = address === undefined ? inlineOf(groups, depth) : linksOf(address);
    if (read === null) continue;
    if (match.index > from) found.push(text.slice(from, match.index));
    found.push(...read);
    from = match.index + match[0].length;
  }
  if (from < text.length) found.push(text.slice(from));
  return found;
}

const FENCE = /^```[^`]*$/;
const QUOTE = /^> ?(.*)$/;
const ITEM = /^ {0,3}(?:[-*]|(\d{1,3})[.)]) +(\S.*)$/;

/** Takes the lines from `at` that fit, at least one. */
function takeWhile<Match>(lines: readonly string[], at: number, fits: (line: string) => Match | null): Match[] {
  const taken: Match[] = [];
  for (const line of lines.slice(at)) {
    const match = fits(line);
    if (match === null) break;
    taken.push(match);
  }
  return taken;
}

interface Taken {
  readonly block: Block;
  /** Lines. */
  readonly size: number;
}

function takeCode(lines: readonly string[], at: number): Taken | null {
  if (!FENCE.test(lines[at] ?? '')) return null;
  const end = lines.findIndex((line, index) => index > at && line.trimEnd() === '```');
  return end < 0 ? null : { block: { kind: 'code', text: lines.slice(at + 1, end).join('\n') }, size: end - at + 1 };
}

function takeQuote(lines: readonly string[], at: number, depth: number): Taken | null {
  const quoted = depth < DEEPEST ? takeWhile(lines, at, (line) => QUOTE.exec(line)) : [];
  if (quoted.length === 0) return null;
  return { block: { kind: 'quote', inside: parse(quoted.map(([, text = '']) => text).join('\n'), depth + 1) }, size: quoted.length };
}

function takeList(lines: readonly string[], at: number): Taken | null {
  const isNumbered = ITEM.exec(lines[at] ?? '')?.[1] !== undefined;
  const items = takeWhile(lines, at, (line) => {
    const item = ITEM.exec(line);
    return item && (item[1] !== undefined) === isNumbered ? item : null;
  });
  if (items.length === 0) return null;
  const start = isNumbered ? Number(items[0]?.[1]) : null;
  return { block: { kind: 'list', start, items: items.map(([, , text = '']) => parseInline(text)) }, size: items.length };
}

/**
 * Reads a safe subset of Markdown: bold, italics, code, lists, quotes and links. Nothing else has a meaning, and nothing of a
 * text is lost but the signs that were understood. Pure; also used by the inbox.
 */
export function parse(text: string, depth = 0): Block[] {
  const lines = text.split('\n');
  const blocks: Block[] = [];
  let plain: string[] = [];
  const flush = () => {
    const said = plain.join('\n');
    if (said.trim() !== '') blocks.push({ kind: 'text', inside: parseInline(said) });
    plain = [];
  };
  for (let at = 0; at < lines.length; ) {
    const taken = takeCode(lines, at) ?? takeQuote(lines, at, depth) ?? takeList(lines, at);
    if (taken) {
      flush();
      blocks.push(taken.block);
    } else plain.push(lines[at] ?? '');
    at += taken?.size ?? 1;
  }
  flush();
  return blocks;
}
