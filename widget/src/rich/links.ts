/** A piece of a message: plain text, or an address that may be opened. */
export type Piece = string | { readonly href: string; readonly text: string };

const ADDRESS = /\b(?:https?:\/\/|mailto:)[^\s<>"]+/gi;

/** What ends a sentence, or closes a bracket that the address did not open, is not part of it. */
function trimmed(address: string): string {
  let unopened = address.split(')').length - address.split('(').length;
  let end = address.length;
  for (;;) {
    const last = address[end - 1] ?? '';
    if (last === ')' && unopened > 0) unopened -= 1;
    else if (!/[.,;:!?'*\]}]/.test(last)) return address.slice(0, end);
    end -= 1;
  }
}

/** The only addresses that ever become a link. */
export function isAddress(address: string): boolean {
  return /^(?:https?:\/\/|mailto:)[^/\s]/i.test(address) && URL.canParse(address);
}

/** Splits a text at its http, https and mailto addresses; no other scheme ever becomes a link. Joined again it is the text. */
export function splitLinks(text: string): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = trimmed(match[0]);
    if (!isAddress(address)) continue;
    if (match.index > from) pieces.push(text.slice(from, match.index));
    pieces.push({ href: address, text: address });
    from = match.index + address.length;
  }
  if (from < text.length) pieces.push(text.slice(from));
  return pieces;
}
