import type { EntryView } from '@parley/shared-types/model.ts';
import type { PanelState } from '../../panel/model.ts';

export const isMessage = (entry: EntryView): boolean => entry.kind === 'entry' && entry.body.kind === 'message';

/** The end of the conversation that may be judged: its seq, while nothing was said since; 0 when there is none. */
export function endOf({ entries }: Pick<PanelState, 'entries'>): number {
  const last = entries.findLast((entry) => isMessage(entry) || (entry.kind === 'entry' && entry.body.kind === 'status'));
  if (last?.kind !== 'entry' || last.author.kind === 'visitor') return 0;
  return last.body.kind === 'status' && last.body.status === 'resolved' ? last.seq : 0;
}
