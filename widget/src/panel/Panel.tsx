import type { Forms } from '../extras/forms.tsx';
import type { Host } from '../host.ts';
import { Icon } from './Icon.tsx';
import { Log } from './Log.tsx';
import { isOwn, type Model, type PanelState } from './model.ts';
import { initialsOf } from './words.ts';

const MAX_TEXT = 8_000;
const nothing = () => {};
const CROSS = 'M6 6l12 12M18 6L6 18';
const LINES = 'M4 7h16M4 12h16M4 17h16';
const FACE = 'M12 3a9 9 0 1 0 .01 0M9 10h.01M15 10h.01M9 14q3 3 6 0';

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

interface Body {
  readonly kind?: string;
  readonly status?: string;
  readonly replies?: readonly string[];
}

/** What asks something is wanted by the owner, by the visitor, or by what was said last; null: it is on its way, and comes first. */
function formsOf({ host, model, state }: PanelProps): Forms | undefined | null {
  const { consent, formName, formEmail } = host.site.chosen;
  const { shows, entries, pending, operatorsOnline } = state;
  // What the page's script says may answer what would be asked.
  if (consent || formName || formEmail) return (!model.extras.isComing('sdk') && model.extras.want('forms')) || null;
  const said = [...entries, ...pending] as readonly { readonly body?: Body; readonly code?: string }[];
  const asksMore = said.some(({ body, code }) => code || body?.status || body?.replies || body?.kind === 'erase');
  const isAlone = !operatorsOnline && entries.some(isOwn);
  return isAlone || asksMore || shows === 'menu' ? model.extras.want('forms') : model.extras.got.forms;
}

interface ToolProps {
  readonly label: string;
  readonly path: string;
  readonly class?: string;
  readonly dir?: 'rtl' | 'ltr';
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
            {face === name && chosen.logo && model.extras.want('logo')?.(chosen.logo)}
          </span>
        ))}
      </span>
      <div>
        <Heading>
          <bdi>{title}</bdi>
        </Heading>
        {!state.refused && <p>{availability({ host, model, state })}</p>}
      </div>
      {!state.refused && state.agreed && (
        <Tool label={words.menu} path={LINES} isOn={state.shows === 'menu'} onClick={() => model.show('menu')} />
      )}
      {host.launcher && <Tool class="close" label={words.close} path={CROSS} onClick={() => host.setOpen(false)} />}
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
  // None are told while they are only above the panel.
  const given = [...files];
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
        <Tool
          class="tool"
          label={words.attach}
          path="M12 5v14M5 12h14"
          onClick={() => void model.extras.load('attach').then(({ pick }) => pick(), nothing)}
        />
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
      <Tool class="tool" label={words.emoji} path={FACE} isOn={state.shows === 'emoji'} onClick={() => model.show('emoji')} />
      <button type="submit" class="send" aria-label={words.send} disabled={!model.canSend()}>
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
  const forms = formsOf(props);
  const Tray = model.extras.got.attach?.Tray;
  const take = site.chosen.files === false || !state.agreed ? undefined : (event: Event) => takeFiles(model, event);
  const composer = forms !== null && (
    <>
      {state.shows === 'emoji' && model.extras.want('emoji')?.(state)}
      {Tray && <Tray />}
      <Composer {...props} />
    </>
  );
  return (
    <>
      <section
        class="panel"
        part="panel"
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
              {state.shows === 'menu' && forms?.menu(state)}
              <Log state={state} model={model} site={site} forms={forms} send={send} />
              {forms?.foot(state) ?? composer}
            </>
          )}
        </div>
      </section>
      {launcher && <Preview {...props} />}
    </>
  );
}
