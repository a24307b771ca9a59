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

/** One to three emoji and nothing else: shown large, without a bubble. */
export function isEmojiOnly(text: string): boolean {
  return /^(?:\p{RGI_Emoji}\s*){1,3}$/v.test(text.trim());
}
