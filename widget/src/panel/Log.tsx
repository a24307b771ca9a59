import type { WidgetSettings } from '@parley/shared-types/http.ts';
import type { Forms } from '../extras/forms.tsx';
import type { Words } from '../words/en.ts';
import { splitLinks } from './links.ts';
import type { Model, PanelState } from './model.ts';
import { type Bubble, lastState, type Row, toRows } from './rows.ts';
import { dayOf, initialsOf, timeOf } from './words.ts';

/** A text with its addresses as links; made of nodes, never of HTML. */
function Text({ text }: { text: string }) {
  return (
    <>
      {splitLinks(text).map((piece) =>
        typeof piece === 'string' ? (
          piece
        ) : (
          <a href={piece.href} target="_blank" rel="noopener noreferrer nofollow">
            {piece.text}
          </a>
        ),
      )}
    </>
  );
}

function Said({ text, at, failed, retry, words }: Bubble & { retry: Model['retry']; words: Words }) {
  return (
    <>
      <div class="bubble" title={timeOf(at, words)}>
        <Text text={text} />
      </div>
      {failed && (
        <div class="state bad">
          {words.notSent}{' '}
          <button type="button" onClick={() => retry(failed)}>
            {words.tryAgain}
          </button>
        </div>
      )}
    </>
  );
}

function Group({ row, model, site, words }: { row: Row & { kind: 'group' }; model: Model; site: string; words: Words }) {
  const name = row.name || site;
  return (
    <div class={row.isOwn ? 'group own' : 'group'}>
      {!row.isOwn && (
        <div class="head">
          <span class="face" aria-hidden="true">
            {initialsOf(name)}
          </span>
          {name} <time>{timeOf(row.bubbles[0]?.at ?? 0, words)}</time>
        </div>
      )}
      {row.bubbles.map((bubble) => (
        <Said {...bubble} retry={model.retry} words={words} />
      ))}
    </div>
  );
}

/** What is there before the first message: a greeting, a drawing of what comes, or why it does not come. */
function Before({ state, greeting }: { state: PanelState; greeting: string | undefined }) {
  const { words } = state;
  if (state.isLoaded || state.isNew) return <div class="greeting">{greeting || words.greeting}</div>;
  if (state.isLate && !state.isOffline) return <div class="greeting">{words.late}</div>;
  return (
    <div class="skeleton" role="img" aria-label={words.loading}>
      <i />
      <i />
      <i />
    </div>
  );
}

/** The conversation. */
export function Log({
  state,
  model,
  site,
  forms,
}: {
  state: PanelState;
  model: Model;
  site: WidgetSettings;
  forms: Forms | undefined | null;
}) {
  const { entries, pending, registers, operatorsOnline, typing, words } = state;
  const rows = toRows(entries, pending, words);
  const below = lastState(entries, pending, registers);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reached by keyboard.
    <div class="log" role="log" aria-label={words.conversation} tabIndex={0}>
      {rows.length === 0 && <Before state={state} greeting={site.chosen.greeting} />}
      {rows.map((row) =>
        row.kind === 'group' ? (
          <Group key={row.key} row={row} model={model} site={site.name} words={words} />
        ) : (
          <div key={row.key} class="event">
            {row.kind === 'day' ? dayOf(row.at, Date.now(), words) : row.text}
          </div>
        ),
      )}
      {below && <div class="state">{words.states[below]}</div>}
      {below && /^(accepted|sent|delivered)$/.test(below) && !operatorsOnline && (
        <div class="event">{words.nobodyHere(site.chosen.replyTime ?? 'hours')}</div>
      )}
      {forms?.cards(state)}
      {typing !== null && (
        <div class="bubble dots">
          <i />
          <i />
          <i />
          <span class="unseen">{words.isWriting(typing || words.somebody)}</span>
        </div>
      )}
    </div>
  );
}
