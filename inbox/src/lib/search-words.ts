import type { FoundEntry } from '@parley/shared-types/http.ts';

export interface Piece {
  readonly key: number;
  readonly text: string;
  readonly isMarked: boolean;
}

/** A snippet in pieces, marked and not: it is drawn as text, never as HTML. */
export function piecesOf({ text, marks }: FoundEntry['snippet']): readonly Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const [from, to] of marks) {
    pieces.push({ key: at, text: text.slice(at, from), isMarked: false }, { key: from, text: text.slice(from, to), isMarked: true });
    at = to;
  }
  pieces.push({ key: at, text: text.slice(at), isMarked: false });
  return pieces.filter((piece) => piece.text !== '');
}

/** Who or what says it, before the snippet; '' for what the visitor said. */
export function sayerOf({ kind, author }: Pick<FoundEntry, 'kind' | 'author'>): string {
  if (kind === 'note') return author.name ? `Note by ${author.name}: ` : 'Note: ';
  if (kind === 'profile') return 'Visitor: ';
  if (kind === 'rating') return 'Rating: ';
  return author.kind === 'visitor' ? '' : `${author.name ?? 'Operator'}: `;
}

/** How many there are, to be read out. */
export function foundWords(count: number, hasMore: boolean): string {
  if (count === 0) return hasMore ? 'Nothing found yet' : '';
  const said = count === 1 ? '1 found' : `${count} found`;
  return hasMore ? `${said}, and there may be more` : said;
}
