import type { Host } from '../host.ts';
import { Icon } from './Icon.tsx';
import { Log } from './Log.tsx';
import { isOwn, type Model, type PanelState } from './model.ts';
import { initialsOf } from './words.ts';

const MAX_TEXT = 8_000;
const CROSS = 'M6 6l12 12M18 6L6 18';

interface PanelProps {
  readonly host: Host;
  readonly model: Model;
  readonly state: PanelState;
  /** Sends a text, or what is written. */
  readonly send: (text?: string) => void;
}

/** Whether somebody is here, when somebody will be, or how long an answer takes. */
function availability({ host, model, state }: Omit<PanelProps, 'send'>): string {
  const { operatorsOnline, opensAt, words } = state;
  const { replyTime = 'hours' } = host.site.chosen;
  if (operatorsOnline) return words.hereNow(replyTime);
  return (opensAt && model.extras.want('hours')?.backAt(opensAt, Date.now(), words)) || words.usually(replyTime);
}

/** What cannot be had lets the initials behind it be seen. */
function hide({ currentTarget }: { readonly currentTarget: HTMLElement }): void {
  currentTarget.style.display = 'none';
}

function Header({ host, model, state }: PanelProps) {
  const { name, chosen } = host.site;
  const { words, faces } = state;
  const title = chosen.title || name;
  const Heading = host.launcher ? 'h2' : 'h1';
  return (
    <header>
      <span class="faces" role="img" aria-label={faces.join(', ') || name}>
        {(faces.length > 0 ? faces : [name]).map((face) => (
          <span class="face" title={face}>
            {initialsOf(face)}
            {face === name && chosen.logo && <img src={chosen.logo} alt="" onError={hide} />}
          </span>
        ))}
      </span>
      <div>
        <Heading>
          <bdi>{title}</bdi>
        </Heading>
        {!state.refused && <p>{availability({ host, model, state })}</p>}
      </div>
      {host.launcher && (
        <button type="button" class="close" aria-label={words.close} onClick={() => host.setOpen(false)}>
          <Icon path={CROSS} />
        </button>
      )}
    </header>
  );
}

/** Enter sends, Shift+Enter breaks the line; an input method that composes is left alone. */
function Composer({ host, model, state, send }: PanelProps) {
  const { words, draft } = state;
  const Note = model.extras.got.typing?.Note;
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <textarea
        rows={1}
        maxLength={MAX_TEXT}
        aria-label={words.message}
        placeholder={host.site.chosen.placeholder || words.placeholder}
        value={draft}
        onInput={(event) => model.write(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
          event.preventDefault();
          send();
        }}
      />
      <button type="submit" class="send" aria-label={words.send} disabled={!draft.trim()}>
        <Icon path="M12 19V5M5 12l7-7 7 7" />
      </button>
      {Note && <Note isNew={!state.entries.some(isOwn)} />}
    </form>
  );
}

/** Where an answer is shown that came while the panel was closed. It is there before, so that screen readers say what comes. */
function Preview({ model, state }: Pick<PanelProps, 'model' | 'state'>) {
  const Bubble = state.preview && !state.isOpen && model.extras.want('bubble')?.Bubble;
  return (
    <div class="preview" role="status">
      {Bubble && <Bubble />}
    </div>
  );
}

/**
 * The panel beside the launcher, or the whole of the hosted page. It keeps nothing: all is in the model. It stands on the
 * launcher's side, which is the page's; what is in it has the direction of its own language.
 */
export function Panel(props: PanelProps) {
  const { host, model, state, send } = props;
  const { site, launcher } = host;
  const { words } = state;
  return (
    <>
      <section
        class={launcher ? 'panel' : 'panel hosted'}
        hidden={!state.isOpen}
        role={launcher ? 'dialog' : undefined}
        aria-label={words.chatWith(site.name)}
        lang={words.language ?? 'en'}
        tabIndex={-1}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && !event.isComposing) host.setOpen(false);
        }}
      >
        <div class="body" dir={words.isRtl ? 'rtl' : 'ltr'}>
          <Header {...props} />
          {state.isOffline && (
            <div class="offline" role="status">
              {words.offline}
            </div>
          )}
          {state.refused || state.held === 'identity_required' ? (
            <div class="unavailable" role="status">
              <Icon path="M5 5l14 14M4 18.5V7M8 4h10a2 2 0 0 1 2 2v8M16 16H7.5L4 18.5" />
              {!state.refused ? words.signIn : state.refused.code === 'protocol_unsupported' ? words.reload : words.unavailable}
            </div>
          ) : (
            <>
              <Log state={state} model={model} site={site} send={send} />
              <Composer {...props} />
            </>
          )}
        </div>
      </section>
      {launcher && <Preview {...props} />}
    </>
  );
}
