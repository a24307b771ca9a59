import type { Host } from '../host.ts';
import { Icon } from './Icon.tsx';
import { Log } from './Log.tsx';
import { isOwn, type Model, type PanelState } from './model.ts';
import { initialsOf } from './words.ts';

const MAX_TEXT = 8_000;
const nothing = () => {};
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

/** Files that are dropped or pasted. What comes with a text is meant as that: cells of a table are pasted as a picture, too. */
function takeFiles(
  { extras }: Model,
  event: Event & { readonly clipboardData?: DataTransfer | null; readonly dataTransfer?: DataTransfer | null },
) {
  const { types, files } = (event.clipboardData ?? event.dataTransfer) as DataTransfer;
  if (!types.includes('Files') || types.includes('text/plain')) return;
  // Else the browser shows the file in place of the page.
  event.preventDefault();
  const given = event.type === 'dragover' ? [] : [...files];
  extras.load('attach').then(({ take }) => take(given), nothing);
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
      {host.site.chosen.files !== false && (
        <button
          type="button"
          class="attach"
          aria-label={words.attach}
          onClick={() => model.extras.load('attach').then(({ pick }) => pick(), nothing)}
        >
          <Icon path="M21 11l-9 9a6 6 0 0 1-8-8l9-9a4 4 0 0 1 6 6l-9 9a2 2 0 0 1-3-3l8-8" />
        </button>
      )}
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
      <button type="submit" class="send" aria-label={words.send} disabled={!model.canSend()}>
        <Icon path="M12 19V5M5 12l7-7 7 7" />
      </button>
      {Note && <Note isNew={!state.entries.some(isOwn)} />}
    </form>
  );
}

/** An answer that came while the panel was closed: click opens, the cross takes it away. Said by screen readers. */
function Preview({ host, model, state }: Pick<PanelProps, 'host' | 'model' | 'state'>) {
  const { preview, isOpen, words } = state;
  const dir = words.isRtl ? 'rtl' : 'ltr';
  return (
    <div class="preview" role="status">
      {preview && !isOpen && (
        <>
          <button type="button" class="open" dir={dir} onClick={() => host.setOpen(true)}>
            <strong>{preview.name}</strong>
            <span>{preview.text}</span>
          </button>
          <button type="button" class="dismiss" dir={dir} aria-label={words.dismiss} onClick={model.dismiss}>
            <Icon path={CROSS} />
          </button>
        </>
      )}
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
  const Tray = model.extras.got.attach?.Tray;
  const take = site.chosen.files === false ? undefined : (event: Event) => takeFiles(model, event);
  return (
    <>
      <section
        class={launcher ? 'panel' : 'panel hosted'}
        hidden={!state.isOpen}
        role={launcher ? 'dialog' : undefined}
        aria-label={words.chatWith(site.name)}
        lang={words.language ?? 'en'}
        tabIndex={-1}
        onDragOver={take}
        onDrop={take}
        onPaste={take}
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
              {Tray && <Tray />}
              <Composer {...props} />
            </>
          )}
        </div>
      </section>
      {launcher && <Preview {...props} />}
    </>
  );
}
