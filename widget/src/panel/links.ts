/** A piece of a message: plain text, or an address that may be opened. */
export type Piece = string | { readonly href: string; readonly text: string };

const ADDRESS = /\b(?:https?:\/\/|mailto:)[^\s<>"]+/gi;

/** What ends a sentence, or closes a bracket that the address did not open, is not part of it. */
function trimmed(address: string): string {
  let end = address.length;
  for (;;) {
    const last = address[end - 1] ?? '';
    const opened = address.slice(0, end).split('(').length;
    if (!/[.,;:!?'*\]}]/.test(last) && !(last === ')' && address.slice(0, end).split(')').length > opened)) return address.slice(0, end);
    end -= 1;
  }
}

/** Splits a text at its http, https and mailto addresses; no other scheme ever becomes a link. Joined again it is the text. */
export function splitLinks(text: string): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = trimmed(match[0]);
    if (!/:(?:\/\/)?[^/]/.test(address) || !URL.canParse(address)) continue;
    if (match.index > from) pieces.push(text.slice(from, match.index));
    pieces.push({ href: address, text: address });
    from = match.index + address.length;
  }
  if (from < text.length) pieces.push(text.slice(from));
  return pieces;
}
