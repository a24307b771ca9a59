import type { Forms } from '../extras/forms.tsx';
import type { Host } from '../host.ts';
import { Log } from './Log.tsx';
import type { Model, PanelState } from './model.ts';
import { initialsOf } from './words.ts';

const MAX_TEXT = 8_000;
const CROSS = 'M6 6l12 12M18 6L6 18';
const LINES = 'M4 7h16M4 12h16M4 17h16';
const FACE = 'M12 3a9 9 0 1 0 .01 0M9 10h.01M15 10h.01M9 14q3 3 6 0';

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

interface Body {
  readonly kind?: string;
  readonly status?: string;
  readonly replies?: readonly string[];
}

/** What asks something is wanted by the owner, by the visitor, or by what was said last. */
function formsOf({ host, model, state }: PanelProps): Forms | undefined | null {
  const { consent, formName, formEmail } = host.site.chosen;
  const { asks, shows, entries, pending } = state;
  if (consent || formName || formEmail) return model.extras.want('forms') ?? null;
  const said = [...entries, ...pending] as readonly { readonly body?: Body; readonly code?: string }[];
  const asksMore = said.some(({ body, code }) => code || body?.status || body?.replies || body?.kind === 'erase');
  const isWanted = asks || asksMore || shows === 'menu';
  return isWanted ? model.extras.want('forms') : model.extras.got.forms;
}

interface ToolProps {
  readonly label: string;
  readonly path: string;
  readonly class?: string;
  /** What it shows is shown. */
  readonly isOn?: boolean;
  readonly onClick: () => void;
}

function Tool({ label, path, isOn, ...more }: ToolProps) {
  return (
    <button type="button" aria-label={label} aria-expanded={isOn} {...more}>
      <Icon path={path} />
    </button>
  );
}

function Header({ host, model, state }: Omit<PanelProps, 'send'>) {
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
      {!state.refused && state.agreed && (
        <Tool label={words.menu} path={LINES} isOn={state.shows === 'menu'} onClick={() => model.show('menu')} />
      )}
      {host.launcher && <Tool class="close" label={words.close} path={CROSS} onClick={() => host.setOpen(false)} />}
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
      <Tool class="tool" label={state.words.emoji} path={FACE} isOn={state.shows === 'emoji'} onClick={() => model.show('emoji')} />
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
          <Tool class="dismiss" label={state.words.dismiss} path={CROSS} onClick={model.dismiss} />
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
  const forms = formsOf(props);
  // null: what has to be asked first is still on its way.
  const composer = forms !== null && (
    <>
      {state.shows === 'emoji' && model.extras.want('emoji')?.(state)}
      <Composer {...props} />
    </>
  );
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
            {state.shows === 'menu' && forms?.menu(state)}
            <Log state={state} model={model} site={site} forms={forms} />
            {forms?.foot(state) ?? composer}
          </>
        )}
      </section>
      {launcher && <Preview {...props} />}
    </>
  );
}
