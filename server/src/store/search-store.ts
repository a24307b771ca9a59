/**
 * The part of the store that finds entries by their words. It holds words and places, no text: whoever asks reads the entries
 * that are found from the log, so that nobody is shown what was changed or erased since.
 */
import type { Millis, SiteId } from '@parley/shared-types/model.ts';
import type { ChangeCursor } from '@parley/shared-types/socket.ts';
import type { Term } from '../lib/search-words.ts';
import type { ConversationKey } from './store.ts';

/** Whose words they are; what is known of a visitor counts as theirs. */
export const SPEAKERS = ['visitor', 'operator', 'note'] as const;
export type Speaker = (typeof SPEAKERS)[number];

export interface SearchDocument extends ConversationKey {
  readonly seq: number;
  readonly storedAt: Millis;
  readonly by: Speaker;
  /** Folded, in order (lib/search-words.ts); none: the entry is not found any more. */
  readonly words: readonly string[];
}

export interface SearchHit extends ConversationKey {
  readonly seq: number;
  /** To go on behind it. */
  readonly cursor: string;
}

export interface SearchQuestion {
  /** The only sites that are looked at; none finds nothing. */
  readonly siteIds: readonly SiteId[];
  /** All of them; at least one. */
  readonly terms: readonly Term[];
  readonly by?: Speaker;
  /** Stored at this moment or later. */
  readonly from?: Millis;
  /** Stored before this moment. */
  readonly to?: Millis;
  /** Behind a hit of before. */
  readonly before?: string;
  readonly limit: number;
}

export interface SearchStore {
  /** Replaces what is known of each entry; may be repeated. */
  index(documents: readonly SearchDocument[]): Promise<void>;
  /**
   * The newest first. Each has all words; an adapter may leave it to the caller to see whether they stand one behind the other.
   * @throws ParleyError `invalid` when `before` is no cursor
   */
  find(question: SearchQuestion): Promise<readonly SearchHit[]>;
  /** How far the conversations of a site are indexed; the beginning when nothing is. */
  progress(siteId: SiteId): Promise<ChangeCursor>;
  advance(siteId: SiteId, cursor: ChangeCursor): Promise<void>;
  /** Overwrites a piece of what removed words have left behind; false when there was nothing. */
  tidy(): Promise<boolean>;
}
