/** The chunk `panel`: everything that is seen of an open chat. */
import { render } from 'preact';
import type { Host, LiveModule, Panel as MountedPanel } from '../host.ts';
import { createModel } from './model.ts';
import { Panel } from './Panel.tsx';
import css from './panel.css?inline';
import { createListeners, createVerbs } from './sdk.ts';

/** Five lines, and the padding. */
const MOST_PX = 132;
const NEAR_PX = 48;

/** What is typed in the chat is no shortcut of the page around it, which cannot see that it was typed into a field. */
const KEYS = ['keydown', 'keyup', 'keypress'] as const;
const keep = (event: Event) => event.stopPropagation();

function remember(key: string, isOpen: boolean): void {
  try {
    if (isOpen) sessionStorage.setItem(key, '1');
    else sessionStorage.removeItem(key);
  } catch {
    // Denied: the panel is closed after a reload.
  }
}

/** On phones the panel keeps to what the keyboard leaves of the screen. */
function keepToScreen({ style }: HTMLElement): () => void {
  const screen = window.visualViewport;
  const fit = () => {
    style.setProperty('--height', `${screen?.height}px`);
    style.setProperty('--top', `${screen?.offsetTop}px`);
  };
  const events = ['resize', 'scroll'] as const;
  if (screen) fit();
  for (const event of events) screen?.addEventListener(event, fit);
  return () => {
    for (const event of events) screen?.removeEventListener(event, fit);
  };
}

/** A root of its own: the styles of the launcher are not of the panel. */
function createPlace({ root, site }: Host) {
  const place = document.createElement('div');
  place.style.cssText = `--accent:${site.color};--ink:${site.ink}`;
  const inner = place.attachShadow({ mode: 'open' });
  const style = (rules: string) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(rules);
    inner.adoptedStyleSheets.push(sheet);
  };
  style(css);
  for (const key of KEYS) place.addEventListener(key, keep);
  root.append(place);
  return { place, inner, style };
}

/** Puts the panel into the host's shadow root, closed. */
export function mount(host: Host, live: LiveModule): MountedPanel {
  const { place, inner, style } = createPlace(host);
  const listeners = createListeners();
  const model = createModel({ host, root: inner, style, live, emit: listeners.emit });
  const undo = keepToScreen(place);
  let isDue = false;
  let isOver = false;
  /** Stays at the end of the conversation while the reader is there. */
  const paint = (toEnd = false) => {
    isDue = false;
    if (isOver) return;
    const before = inner.querySelector('.log');
    const wasAtEnd = toEnd || !before || before.scrollHeight - before.scrollTop - before.clientHeight < NEAR_PX;
    render(<Panel host={host} model={model} state={model.state()} send={send} />, inner);
    const field = inner.querySelector<HTMLElement>('.composer textarea');
    if (field) {
      field.style.blockSize = 'auto';
      field.style.blockSize = `${Math.min(field.scrollHeight + 2, MOST_PX)}px`;
    }
    const log = inner.querySelector('.log');
    if (log && wasAtEnd) log.scrollTop = log.scrollHeight;
  };
  const focus = () => inner.querySelector<HTMLElement>('.foot :is(input,button),.composer textarea')?.focus({ preventScroll: true });
  const send = () => {
    const text = model.state().draft.trim();
    if (!text) return;
    model.write('');
    model.send(text);
    paint(true);
    focus();
  };
  model.subscribe(() => {
    if (!isDue) queueMicrotask(paint);
    isDue = true;
  });
  return {
    setOpen(open) {
      const hadFocus = inner.activeElement !== null;
      model.setOpen(open);
      paint();
      if (host.launcher) remember(`${host.prefix}open`, open && model.state().agreed);
      // A page that came back with its panel open keeps its focus: the visitor did not ask for it.
      if (open && (navigator.userActivation?.hasBeenActive ?? true)) focus();
      if (!open && hadFocus) host.launcher?.focus();
    },
    run: createVerbs(model, listeners),
    destroy() {
      isOver = true;
      remember(`${host.prefix}open`, false);
      undo();
      model.close();
      render(null, inner);
      place.remove();
    },
  };
}
