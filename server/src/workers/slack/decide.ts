import type { Entry } from '@parley/shared-types/model.ts';
import type { EffectPlan } from '../../worker/index.ts';
import { formatEntry } from './format.ts';

export interface Post {
  readonly text: string;
  readonly seq: number;
  /** When the entry was stored: no post of it can be older. */
  readonly since: number;
}

/** Post the next entry, or skip it. One post an entry: the first one of a conversation opens its thread. */
export function decidePost(entries: readonly Entry[], doneSeq: number): EffectPlan<Post> {
  const [entry] = entries;
  if (!entry) return { do: 'skip', toSeq: doneSeq };
  const text = formatEntry(entry);
  if (text === null) return { do: 'skip', toSeq: entry.seq };
  return { do: 'act', toSeq: entry.seq, action: { text, seq: entry.seq, since: entry.storedAt } };
}
