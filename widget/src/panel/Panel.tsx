import type { Host } from '../host.ts';
import { Log } from './Log.tsx';
import type { Model, PanelState } from './model.ts';
import { initialsOf } from './words.ts';

const MAX_TEXT = 8_000;
const CROSS = 'M6 6l12 12M18 6L6 18';

interface PanelProps {
  readonly host: Host;
  readonly model: Model;
  readonly state: PanelState;
  /** Sends what is written. */
  readonly send: () => void;
}

/** A line drawing of 24 x 24; what it means is said by its button. */
function Icon({ path }: { path: string }) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true">
      <path d={path} />
    </svg>
  );
}

function Header({ host, state }: Pick<PanelProps, 'host' | 'state'>) {
  const { name, chosen } = host.site;
  const { words } = state;
  const says = state.operatorsOnline ? words.hereNow : words.usually;
  const Heading = host.launcher ? 'h2' : 'h1';
  return (
    <header>
      <span class="face" aria-hidden="true">
        {initialsOf(name)}
      </span>
      <div>
        <Heading>{name}</Heading>
        {!state.refused && <p>{says(chosen.replyTime ?? 'hours')}</p>}
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
function Composer({ model, state, send }: Omit<PanelProps, 'host'>) {
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
        aria-label={state.words.message}
        placeholder={state.words.placeholder}
        value={state.draft}
        onInput={(event) => model.write(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
          event.preventDefault();
          send();
        }}
      />
      <button type="submit" class="send" aria-label={state.words.send} disabled={!state.draft.trim()}>
        <Icon path="M12 19V5M5 12l7-7 7 7" />
      </button>
    </form>
  );
}

/** An answer that came while the panel was closed: click opens, the cross takes it away. Said by screen readers. */
function Preview({ host, model, state }: Omit<PanelProps, 'send'>) {
  const { preview, isOpen } = state;
  return (
    <div class="preview" role="status">
      {preview && !isOpen && (
        <>
          <button type="button" class="open" onClick={() => host.setOpen(true)}>
            <strong>{preview.name}</strong>
            <span>{preview.text}</span>
          </button>
          <button type="button" class="dismiss" aria-label={state.words.dismiss} onClick={model.dismiss}>
            <Icon path={CROSS} />
          </button>
        </>
      )}
    </div>
  );
}

/** The panel beside the launcher, or the whole of the hosted page. It keeps nothing: all is in the model. */
export function Panel(props: PanelProps) {
  const { host, model, state } = props;
  const { site, launcher } = host;
  const { words } = state;
  return (
    <>
      <section
        class={launcher ? 'panel' : 'panel hosted'}
        hidden={!state.isOpen}
        role={launcher ? 'dialog' : undefined}
        aria-label={words.chatWith(site.name)}
        dir={words.isRtl ? 'rtl' : undefined}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && !event.isComposing) host.setOpen(false);
        }}
      >
        <Header {...props} />
        {state.isOffline && (
          <div class="offline" role="status">
            {words.offline}
          </div>
        )}
        {state.refused ? (
          <div class="unavailable" role="status">
            <Icon path="M5 5l14 14M4 18.5V7M8 4h10a2 2 0 0 1 2 2v8M16 16H7.5L4 18.5" />
            {state.refused.code === 'protocol_unsupported' ? words.reload : words.unavailable}
          </div>
        ) : (
          <>
            <Log state={state} model={model} site={site} />
            <Composer {...props} />
          </>
        )}
      </section>
      {launcher && <Preview {...props} />}
    </>
  );
}
