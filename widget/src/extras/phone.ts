/** The extra `phone`: where the panel takes the whole screen - phones either way round, pages at 200 % - it is all there is. */
import type { Kit } from './kit.ts';

/** As in panel.css. */
const FULL = '(max-width: 479px), (max-height: 479px)';
const EVENTS = ['resize', 'scroll'] as const;
const STOPS = ':is(a, button:enabled, input, textarea, [tabindex="0"])';

/** The panel keeps to what the keyboard leaves of the screen. */
function keepToScreen(place: HTMLElement): () => void {
  const screen = window.visualViewport;
  const fit = () => {
    place.style.setProperty('--height', `${screen?.height}px`);
    place.style.setProperty('--top', `${screen?.offsetTop}px`);
  };
  if (screen) fit();
  for (const event of EVENTS) screen?.addEventListener(event, fit);
  return () => {
    for (const event of EVENTS) screen?.removeEventListener(event, fit);
  };
}

/** The page behind stands still; then it gets back what it had. */
function createHold() {
  const page = document.documentElement.style;
  let before: string | null = null;
  return (is: boolean) => {
    if (is === (before !== null)) return;
    const had = page.overflow;
    page.overflow = before ?? 'hidden';
    before = is ? had : null;
  };
}

/** Tab stays in the panel: what is behind it cannot be seen. */
function keepFocus(root: ShadowRoot, event: KeyboardEvent): void {
  if (event.key !== 'Tab') return;
  const stops = [...root.querySelectorAll<HTMLElement>(`.panel ${STOPS}`)];
  const [from, to] = event.shiftKey ? [stops[0], stops.at(-1)] : [stops.at(-1), stops[0]];
  if (root.activeElement !== from) return;
  event.preventDefault();
  to?.focus();
}

export function create({ host, root }: Kit) {
  const place = root.host as HTMLElement;
  const full = matchMedia(FULL);
  const hold = createHold();
  const undoScreen = keepToScreen(place);
  let isOpen = false;
  const isCovering = () => isOpen && full.matches && host.launcher !== null;
  const look = () => {
    hold(isCovering());
    if (host.launcher) root.querySelector('.panel')?.setAttribute('aria-modal', `${isCovering()}`);
  };
  const onKey = (event: KeyboardEvent) => isCovering() && keepFocus(root, event);
  full.addEventListener('change', look);
  place.addEventListener('keydown', onKey);
  return {
    setOpen(to: boolean) {
      isOpen = to;
      look();
    },
    undo() {
      hold(false);
      undoScreen();
      full.removeEventListener('change', look);
      place.removeEventListener('keydown', onKey);
    },
  };
}
export type Phone = ReturnType<typeof create>;
