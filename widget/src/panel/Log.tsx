import type { WidgetSettings } from '@parley/shared-types/http.ts';
import type { Forms } from '../extras/forms.tsx';
import type { Model, PanelState } from './model.ts';
import { type Bubble, lastState, type Row, toRows } from './rows.ts';
import { dayOf, initialsOf, timeOf } from './words.ts';

/** So near to its top, the log brings what is before. */
const NEAR_TOP_PX = 80;
/** What a message may have that means something: then the extra `rich` draws it. */
const SIGNS = /[*_`]\S|\]\(|^(>|[-*]|\d+[.)]) |(\/\/|mailto:)\S/im;

function Said({ text, files, at, failed, model, state }: Bubble & Pick<LogProps, 'model' | 'state'>) {
  const { words } = state;
  const rich = SIGNS.test(text) && model.extras.want('rich');
  const drawn = files && model.extras.want('files');
  return (
    <>
      {text && (
        <div class={rich ? 'bubble rich' : 'bubble'} title={timeOf(at, words)}>
          {rich ? <rich.Text text={text} /> : text}
        </div>
      )}
      {files?.map((file) => (drawn ? <drawn.Shown file={file} /> : <div class="bubble">{file.name}</div>))}
      {failed && (
        <div class="state bad">
          {words.notSent}{' '}
          <button type="button" onClick={() => model.retry(failed)}>
            {words.tryAgain}
          </button>{' '}
          <button type="button" onClick={() => model.discard(failed)}>
            {words.discard}
          </button>
        </div>
      )}
    </>
  );
}

function Group({ row, model, site, state }: LogProps & { row: Row & { kind: 'group' } }) {
  const name = row.name || site.name;
  return (
    <div class={row.isOwn ? 'group own' : 'group'}>
      {!row.isOwn && (
        <div class="head">
          <span class="face" aria-hidden="true">
            {initialsOf(name)}
          </span>
          <bdi>{name}</bdi> <time>{timeOf(row.bubbles[0]?.at ?? 0, state.words)}</time>
        </div>
      )}
      {row.bubbles.map((bubble) => (
        <Said {...bubble} model={model} state={state} />
      ))}
    </div>
  );
}

/** What is there before the first message: a greeting and first sentences, a drawing of what comes, or why it does not come. */
function Before({ state, site, send }: LogProps) {
  const { words } = state;
  const { greeting, starters = [] } = site.chosen;
  if (state.isLoaded || state.isNew)
    return (
      <>
        <div class="greeting">{greeting || words.greeting}</div>
        <div class="starters">
          {starters.slice(0, 3).map((text) => (
            <button type="button" onClick={() => send(text)}>
              {text}
            </button>
          ))}
        </div>
      </>
    );
  if (state.isLate && !state.isOffline) return <div class="greeting">{words.late}</div>;
  return (
    <div class="skeleton" role="img" aria-label={words.loading}>
      <i />
      <i />
      <i />
    </div>
  );
}

interface LogProps {
  readonly state: PanelState;
  readonly model: Model;
  readonly site: WidgetSettings;
  readonly forms: Forms | undefined | null;
  readonly send: (text: string) => void;
}

/** The conversation. What was said long ago is not read out as if it came just now. */
export function Log(props: LogProps) {
  const { state, model, site, forms } = props;
  const { entries, pending, registers, operatorsOnline, typing, words } = state;
  const rows = toRows(entries, pending, words);
  const below = lastState(entries, pending, registers);
  return (
    <div
      class="log"
      role="log"
      aria-label={words.conversation}
      aria-live={state.isNews ? 'polite' : 'off'}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reached by keyboard.
      tabIndex={0}
      onScroll={(event) => event.currentTarget.scrollTop < NEAR_TOP_PX && model.earlier()}
    >
      {(entries[0]?.seq ?? 1) > 1 && (
        <button type="button" class="earlier" onClick={model.earlier}>
          {words.earlier}
        </button>
      )}
      {rows.length === 0 && <Before {...props} />}
      {rows.map((row) =>
        row.kind === 'group' ? (
          <Group key={row.key} row={row} {...props} />
        ) : (
          <div key={row.key} class="event">
            {row.kind === 'day' ? dayOf(row.at, Date.now(), words) : row.text}
          </div>
        ),
      )}
      {below && (
        // Quiet: that it was sent is no news.
        <div class={`state ${below}`} aria-live="off">
          {words.states[below]}
        </div>
      )}
      {below && /^(accepted|sent|delivered)$/.test(below) && !operatorsOnline && (
        <div class="event">{words.nobodyHere(site.chosen.replyTime ?? 'hours')}</div>
      )}
      {forms?.cards(state)}
      {typing !== null && model.extras.want('dots')?.(words.isWriting(typing || words.somebody))}
    </div>
  );
}
