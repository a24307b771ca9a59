import type { PanelState } from '../../panel/model.ts';
import type { Kit } from '../kit.ts';
import { isMessage, say } from './say.ts';

const FACES = ['😞', '🙁', '😐', '🙂', '😀'];

/** The end of the conversation that may be judged: its seq, while nothing was said since; 0 when there is none. */
export function endOf({ entries }: Pick<PanelState, 'entries'>): number {
  const last = entries.findLast((entry) => isMessage(entry) || (entry.kind === 'entry' && entry.body.kind === 'status'));
  if (last?.kind !== 'entry' || last.author.kind === 'visitor') return 0;
  return last.body.kind === 'status' && last.body.status === 'resolved' ? last.seq : 0;
}

/** Whether that end was judged: stored, or on its way. */
export function isRated({ entries, pending }: Pick<PanelState, 'entries' | 'pending'>, end: number): boolean {
  return (
    entries.some((entry) => entry.kind === 'entry' && entry.seq > end && entry.body.kind === 'rating') ||
    pending.some(({ body }) => typeof body === 'object' && 'kind' in body && body.kind === 'rating')
  );
}

/** Five choices, told by words; the reason is theirs to give or not. */
export function createRating({ model, host }: Kit) {
  let chosen = { end: 0, score: 0, text: '' };
  const choose = (to: typeof chosen) => {
    chosen = to;
    model.changed();
  };
  return (state: PanelState) => {
    const words = say(state);
    const end = host.site.chosen.rating === false ? 0 : endOf(state);
    if (end === 0) return null;
    if (isRated(state, end))
      return (
        <p class="event" role="status">
          {words.thanks}
        </p>
      );
    const { score, text } = chosen.end === end ? chosen : { score: 0, text: '' };
    return (
      <form
        class="card"
        onSubmit={(event) => {
          event.preventDefault();
          model.live().session.tell({ kind: 'rating', score, ...(text.trim() && { text: text.trim() }) });
        }}
      >
        <div class="scores" role="group" aria-label={words.rate}>
          <p>{words.rate}</p>
          {FACES.map((face, index) => (
            <button type="button" key={face} aria-pressed={score === index + 1} onClick={() => choose({ end, score: index + 1, text })}>
              <span aria-hidden="true">{face}</span>
              {words.scores[index]}
            </button>
          ))}
        </div>
        {score > 0 && (
          <>
            <label>
              {words.why} {words.optional}
              <textarea
                rows={2}
                maxLength={1_000}
                value={text}
                onInput={({ currentTarget }) => choose({ end, score, text: currentTarget.value })}
              />
            </label>
            <button type="submit" class="main">
              {words.rateSend}
            </button>
          </>
        )}
      </form>
    );
  };
}
