/** The question at the end of a conversation. */
import type { ComponentChild } from 'preact';
import type { PanelState } from '../panel/model.ts';
import { ratingEn } from '../words/forms/en.ts';
import { endOf } from './forms/end.ts';
import type { Kit } from './kit.ts';
import css from './rating/rating.css?inline';
import { addStyle } from './shared/style.ts';

export type Rating = (state: PanelState) => ComponentChild;

const FACES = ['😞', '🙁', '😐', '🙂', '😀'];

/** Whether that end was judged: stored, or on its way. */
export function isRated({ entries, pending }: Pick<PanelState, 'entries' | 'pending'>, end: number): boolean {
  return (
    entries.some((entry) => entry.kind === 'entry' && entry.seq > end && entry.body.kind === 'rating') ||
    pending.some(({ body }) => typeof body === 'object' && 'kind' in body && body.kind === 'rating')
  );
}

/** Five choices, told by words; the reason is theirs to give or not. */
export function create(kit: Kit): Rating {
  const { model } = kit;
  addStyle(kit, css);
  let chosen = { end: 0, score: 0, text: '' };
  const choose = (to: typeof chosen) => {
    chosen = to;
    model.changed();
  };
  return (state: PanelState) => {
    const words = state.words.forms ?? ratingEn;
    const end = endOf(state);
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
        <fieldset class="scores" aria-label={words.rate}>
          <p>{words.rate}</p>
          {FACES.map((face, index) => (
            <button type="button" key={face} aria-pressed={score === index + 1} onClick={() => choose({ end, score: index + 1, text })}>
              <span aria-hidden="true">{face}</span>
              {words.scores[index]}
            </button>
          ))}
        </fieldset>
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
