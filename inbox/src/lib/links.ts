export interface TextPart {
  readonly text: string;
  /** Only http, https and mailto ever get here. */
  readonly href?: string;
}

const CANDIDATE = /\bhttps?:\/\/[^\s<>"]+|\bmailto:[^\s<>"]+|\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+/gi;
const CLOSING: Readonly<Record<string, string>> = { ')': '(', ']': '[' };

/** Without the full stop of the sentence it stands in, and without a bracket that was opened before it. */
function trimEnd(candidate: string): string {
  let link = candidate;
  for (;;) {
    const last = link.at(-1) ?? '';
    const opening = CLOSING[last];
    const isUnopened = opening !== undefined && link.split(last).length > link.split(opening).length;
    if (!/[.,;:!?'*]/.test(last) && !isUnopened) return link;
    link = link.slice(0, -1);
  }
}

function hrefOf(link: string): string | null {
  const address = /^(https?|mailto):/i.test(link) ? link : `mailto:${link}`;
  const url = URL.canParse(address) ? new URL(address) : null;
  return url && ['http:', 'https:', 'mailto:'].includes(url.protocol) ? url.href : null;
}

/** Splits a text into plain parts and links. Nothing is ever read as HTML: views make text nodes and anchors of it. */
export function splitLinks(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let end = 0;
  for (const match of text.matchAll(CANDIDATE)) {
    const link = trimEnd(match[0]);
    const href = hrefOf(link);
    if (href === null) continue;
    if (match.index > end) parts.push({ text: text.slice(end, match.index) });
    parts.push({ text: link, href });
    end = match.index + link.length;
  }
  if (end < text.length) parts.push({ text: text.slice(end) });
  return parts;
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const SIGN = /^(?:\p{Extended_Pictographic}|\p{Regional_Indicator}{2}|[\d#*]\ufe0f?\u20e3)/u;
/** Three of the longest, in UTF-16 units, with room. */
const MAX_LENGTH = 120;

/** One to three emoji and nothing else: shown large, without a bubble. Not by \p{RGI_Emoji}, which takes a browser 50 ms to prepare. */
export function isEmojiOnly(text: string): boolean {
  if (text.length > MAX_LENGTH || /\p{L}/u.test(text)) return false;
  const signs = [...graphemes.segment(text.trim())].map(({ segment }) => segment).filter((sign) => sign.trim() !== '');
  return signs.length > 0 && signs.length <= 3 && signs.every((sign) => SIGN.test(sign) && !/^[©®™]$/.test(sign));
}
