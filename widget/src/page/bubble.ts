import css from './bubble.css?inline';

interface BubbleDeps {
  readonly root: ShadowRoot;
  readonly dismiss: string;
  /** The visitor clicked it. */
  readonly onOpen: (text: string) => void;
}

/** A text of the site beside the launcher, before there is a panel. */
export function createBubble({ root, dismiss, onOpen }: BubbleDeps) {
  let place: HTMLElement | undefined;
  const hide = () => {
    place?.remove();
    place = undefined;
  };
  const button = (className: string, text: string, onclick: () => void) =>
    Object.assign(document.createElement('button'), { type: 'button', className, textContent: text, onclick });
  return {
    hide,
    show(text: string) {
      hide();
      place = document.createElement('div');
      place.setAttribute('role', 'status');
      const inner = place.attachShadow({ mode: 'open' });
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(css);
      inner.adoptedStyleSheets = [sheet];
      const open = button('open', text, () => {
        hide();
        onOpen(text);
      });
      const close = button('dismiss', '\u00d7', hide);
      close.ariaLabel = dismiss;
      inner.append(open, close);
      root.append(place);
    },
  };
}
