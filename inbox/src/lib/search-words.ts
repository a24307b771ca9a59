import type { FoundEntry } from '@parley/shared-types/http.ts';
import { t, tn } from '../words/words.ts';

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
  if (kind === 'note') return `${author.name ? t('Note by {name}:', { name: author.name }) : t('Note:')} `;
  if (kind === 'profile') return `${t('Visitor:')} `;
  if (kind === 'rating') return `${t('Rating:')} `;
  return author.kind === 'visitor' ? '' : `${t('{name}:', { name: author.name ?? t('Operator') })} `;
}

/** How many there are, to be read out. */
export function foundWords(count: number, hasMore: boolean): string {
  if (count === 0) return hasMore ? t('Nothing found yet') : '';
  if (!hasMore) return tn(count, '{count} found ¦ one', '{count} found');
  return tn(count, '{count} found, and there may be more ¦ one', '{count} found, and there may be more');
}
