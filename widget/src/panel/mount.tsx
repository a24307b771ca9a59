/** The chunk `panel`: everything that is seen of an open chat. */

import type { SdkCommand } from '@parley/shared-types/sdk.ts';
import { render } from 'preact';
import type { Host, LiveModule, Panel as MountedPanel } from '../host.ts';
import type { LoadedExtras } from './extras.ts';
import launcherCss from './launcher.css?inline';
import { createModel } from './model.ts';
import { Panel } from './Panel.tsx';
import css from './panel.css?inline';

/** Five lines, and the padding. */
const MOST_PX = 132;
const NEAR_PX = 48;
/** Where the panel takes the whole screen, as in panel.css. */
const FULL = '(max-width: 479px), (max-height: 479px)';

/** The field is as high as what is written in it. */
function fitField(field: HTMLTextAreaElement | null): void {
  if (!field) return;
  field.style.height = 'auto';
  field.style.height = `${Math.min(field.scrollHeight + 2, MOST_PX)}px`;
}

/** What is typed in the chat is no shortcut of the page around it, which cannot see that it was typed into a field. */
const KEYS = ['keydown', 'keyup', 'keypress'] as const;
const keep = (event: Event) => event.stopPropagation();
const nothing = () => {};

function remember(key: string, isOpen: boolean): void {
  try {
    if (isOpen) sessionStorage.setItem(key, '1');
    else sessionStorage.removeItem(key);
  } catch {
    // Denied: the panel is closed after a reload.
  }
}

function sheetOf(css: string): CSSStyleSheet {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  return sheet;
}

/** A root of its own: the styles of the launcher are not of the panel. */
function createPlace({ root }: Host) {
  const place = document.createElement('div');
  const inner = place.attachShadow({ mode: 'open' });
  inner.adoptedStyleSheets = [sheetOf(css)];
  root.adoptedStyleSheets.push(sheetOf(launcherCss));
  for (const key of KEYS) place.addEventListener(key, keep);
  root.append(place);
  return { place, inner };
}

/** What the page hears and says: events wait until what it said before, its listeners among it, is done. */
function createVoice(extras: () => LoadedExtras) {
  let ready: Promise<unknown> = Promise.resolve();
  return {
    emit(name: string, detail: unknown) {
      const tell = () => dispatchEvent(new CustomEvent(`parley:${name}`, { detail }));
      void ready.then(tell);
    },
    run(command: SdkCommand): unknown {
      const sdk = extras().want('sdk');
      if (sdk) return sdk.run(command);
      if (/get|is/.test(command[0])) return undefined;
      ready = extras()
        .load('sdk')
        .then((loaded) => loaded.run(command), nothing);
      return ready;
    },
  };
}

/** Puts the panel into the host's shadow root, closed. */
export function mount(host: Host, live: LiveModule): MountedPanel {
  const { place, inner } = createPlace(host);
  const { emit, run } = createVoice(() => model.extras);
  const onLook = () => host.root.adoptedStyleSheets[1]?.replaceSync(host.site.css);
  const model = createModel({ host, live, root: inner, onLook, emit });
  let isDue = false;
  let isOver = false;
  let first: number | undefined;
  const find = (selector: string) => inner.querySelector<HTMLElement>(selector);
  const focus = () => (find('.foot :is(input,button),.composer textarea') ?? find('.panel'))?.focus({ preventScroll: true });
  /** Stays at the end of the conversation while the reader is there, and at what they read when earlier entries come. */
  const paint = (toEnd = false) => {
    isDue = false;
    if (isOver) return;
    const before = find('.log');
    const fromEnd = before ? before.scrollHeight - before.scrollTop : 0;
    const wasAtEnd = toEnd || !before || fromEnd - before.clientHeight < NEAR_PX;
    const focused = inner.activeElement;
    const state = model.state();
    render(<Panel host={host} model={model} state={state} send={send} />, inner);
    if (state.isOpen && matchMedia(FULL).matches) model.extras.want('phone');
    model.extras.got.phone?.setOpen(state.isOpen);
    fitField(inner.querySelector('.composer textarea'));
    const log = find('.log');
    const seq = state.entries[0]?.seq;
    if (log && wasAtEnd) log.scrollTop = log.scrollHeight;
    else if (log && seq !== first) log.scrollTop = log.scrollHeight - fromEnd;
    first = seq;
    // What had the focus is gone: it goes where one writes, or to what one reads.
    if (!focused || inner.activeElement || !state.isOpen) return;
    if (focused.matches('.earlier')) log?.focus();
    else focus();
  };
  const send = (given?: string) => {
    const text = given ?? model.state().draft.trim();
    if (!given && !model.canSend()) return;
    if (!given) model.write('');
    model.send(text, false, !given);
    paint(true);
    focus();
  };
  model.subscribe(() => {
    if (!isDue) queueMicrotask(paint);
    isDue = true;
  });
  let back: HTMLElement | null;
  return {
    setOpen(open) {
      const hadFocus = inner.activeElement !== null;
      if (open && !hadFocus) back = document.activeElement as HTMLElement | null;
      model.setOpen(open);
      paint();
      for (const own of document.querySelectorAll('[data-parley-open]')) own.ariaExpanded = `${open}`;
      if (host.launcher) remember(`${host.prefix}open`, open && model.state().agreed);
      // A page that came back with its panel open keeps its focus: the visitor did not ask for it.
      if (open && (navigator.userActivation?.hasBeenActive ?? true)) focus();
      if (!open && hadFocus) (back?.matches('[data-parley-open]') ? back : host.launcher)?.focus();
    },
    run,
    destroy() {
      isOver = true;
      remember(`${host.prefix}open`, false);
      model.close();
      render(null, inner);
      place.remove();
    },
  };
}
