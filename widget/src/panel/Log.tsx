import type { WidgetSettings } from '@parley/shared-types/http.ts';
import { splitLinks } from './links.ts';
import type { Model, PanelState } from './model.ts';
import { type Bubble, lastState, type Row, toRows } from './rows.ts';
import { dayOf, GREETING, initialsOf, REPLIES, timeOf } from './words.ts';

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

function Said({ text, at, failed, retry }: Bubble & { retry: Model['retry'] }) {
  return (
    <>
      <div class="bubble" title={timeOf(at)}>
        <Text text={text} />
      </div>
      {failed && (
        <div class="state bad">
          Not sent. Your text is kept.{' '}
          <button type="button" onClick={() => retry(failed)}>
            Try again
          </button>
        </div>
      )}
    </>
  );
}

function Group({ row, model, site }: { row: Row & { kind: 'group' }; model: Model; site: string }) {
  const name = row.name || site;
  return (
    <div class={row.isOwn ? 'group own' : 'group'}>
      {!row.isOwn && (
        <div class="head">
          <span class="face" aria-hidden="true">
            {initialsOf(name)}
          </span>
          {name} <time>{timeOf(row.bubbles[0]?.at ?? 0)}</time>
        </div>
      )}
      {row.bubbles.map((bubble) => (
        <Said {...bubble} retry={model.retry} />
      ))}
    </div>
  );
}

/** What is there before the first message: a greeting, a drawing of what comes, or why it does not come. */
function Before({ state, greeting }: { state: PanelState; greeting: string }) {
  if (state.isLoaded || state.isNew) return <div class="greeting">{greeting || GREETING}</div>;
  if (state.isLate && !state.isOffline)
    return <div class="greeting">The conversation cannot be read just now. Nothing is lost; we try again.</div>;
  return (
    <div class="skeleton" role="img" aria-label="Loading">
      <i />
      <i />
      <i />
    </div>
  );
}

/** Asks, once, where an answer may go. Leaving it is as good an answer as an address. */
function EmailCard({ onAnswer }: { onAnswer: Model['answerAsk'] }) {
  return (
    <div class="card">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onAnswer(event.currentTarget.querySelector('input')?.value.trim() ?? null);
        }}
      >
        <label>
          Where may we send the answer if you are gone?
          <input type="email" required maxLength={254} autocomplete="email" placeholder="you@example.com" />
        </label>
        <button type="submit" class="main">
          Save
        </button>
        <button type="button" onClick={() => onAnswer(null)}>
          No thanks
        </button>
      </form>
    </div>
  );
}

/** The conversation. */
export function Log({ state, model, site }: { state: PanelState; model: Model; site: WidgetSettings }) {
  const { entries, pending, registers, operatorsOnline, typing, asks } = state;
  const rows = toRows(entries, pending);
  const below = lastState(entries, pending, registers);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reached by keyboard.
    <div class="log" role="log" aria-label="Conversation" tabIndex={0}>
      {rows.length === 0 && <Before state={state} greeting={site.greeting} />}
      {rows.map((row) =>
        row.kind === 'group' ? (
          <Group key={row.key} row={row} model={model} site={site.name} />
        ) : (
          <div key={row.key} class="event">
            {row.kind === 'day' ? dayOf(row.at, Date.now()) : row.text}
          </div>
        ),
      )}
      {below && <div class="state">{below}</div>}
      {/^(Sent|Delivered)$/.test(below) && !operatorsOnline && (
        <div class="event">Nobody is here just now. Your message is kept; the team usually {REPLIES[site.replyTime]}.</div>
      )}
      {asks && <EmailCard onAnswer={model.answerAsk} />}
      {typing !== null && (
        <div class="bubble dots">
          <i />
          <i />
          <i />
          <span class="unseen">{typing || 'Somebody'} is writing</span>
        </div>
      )}
    </div>
  );
}
